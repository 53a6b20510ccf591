/// The HTTP API of the control socket: shows the rooms, and lets people act.
@NullMarked
package dev.cloakroom.control;

import org.jspecify.annotations.NullMarked;
