/// The credential formats of tools, as data: what each writes and reads, and how it is set up.
@NullMarked
package dev.cloakroom.dialect;

import org.jspecify.annotations.NullMarked;
