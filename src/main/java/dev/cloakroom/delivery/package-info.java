/// Puts a grant within a run's reach: its token files and its socket.
@NullMarked
package dev.cloakroom.delivery;

import org.jspecify.annotations.NullMarked;
