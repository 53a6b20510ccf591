/// Tries from inside a sandbox what must not be possible, and shows what was found.
@NullMarked
package dev.cloakroom.probe;

import org.jspecify.annotations.NullMarked;
