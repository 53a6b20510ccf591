/// Puts a grant within a run's reach: its token files, its socket and its endpoint.
@NullMarked
package dev.cloakroom.delivery;

import org.jspecify.annotations.NullMarked;
