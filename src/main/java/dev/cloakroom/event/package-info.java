/// What happened, for whoever listens.
@NullMarked
package dev.cloakroom.event;

import org.jspecify.annotations.NullMarked;
