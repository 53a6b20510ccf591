/// The web console: what a person sees of the host in a browser, and what they do there.
@NullMarked
package dev.cloakroom.console;

import org.jspecify.annotations.NullMarked;
