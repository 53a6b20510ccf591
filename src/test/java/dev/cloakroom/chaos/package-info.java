@NullMarked
package dev.cloakroom.chaos;

import org.jspecify.annotations.NullMarked;
