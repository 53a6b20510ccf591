/// The JSON that travels between host, command line and run: records and their names, nothing else.
@NullMarked
package dev.cloakroom.wire;

import org.jspecify.annotations.NullMarked;
