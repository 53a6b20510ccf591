/// Brings token sets in from other systems: files of other tools, and seeds.
@NullMarked
package dev.cloakroom.source;

import org.jspecify.annotations.NullMarked;
