/// Where the program starts: picks the command.
@NullMarked
package dev.cloakroom.boot;

import org.jspecify.annotations.NullMarked;
