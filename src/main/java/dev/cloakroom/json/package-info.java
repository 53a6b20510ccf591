/// Reads JSON that others wrote.
@NullMarked
package dev.cloakroom.json;

import org.jspecify.annotations.NullMarked;
