/// The HTTP API and the web console: authenticates, and assembles everybody's routes.
@NullMarked
package dev.cloakroom.control;

import org.jspecify.annotations.NullMarked;
