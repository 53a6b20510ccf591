/// The commands: a client of the host's API alone.
@NullMarked
package dev.cloakroom.cli;

import org.jspecify.annotations.NullMarked;
