/// What of the host a run may see besides its own things: a person's wishes, their allowlist, and
/// what no run may see whatever it says.
@NullMarked
package dev.cloakroom.mount;

import org.jspecify.annotations.NullMarked;
