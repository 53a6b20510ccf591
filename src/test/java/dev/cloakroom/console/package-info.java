@NullMarked
package dev.cloakroom.console;

import org.jspecify.annotations.NullMarked;
