/// Puts all that a home needs into one sealed file, and brings it back.
@NullMarked
package dev.cloakroom.backup;

import org.jspecify.annotations.NullMarked;
