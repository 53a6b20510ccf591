/// Speaks the Engine API of Docker and Podman: finds engines, and tells them what to do. Knows no
/// runs.
@NullMarked
package dev.cloakroom.engine;

import org.jspecify.annotations.NullMarked;
