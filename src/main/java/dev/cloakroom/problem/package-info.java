/// What a person is told when something fails: a stable code, a sentence with its cure, an exit
/// code.
@NullMarked
package dev.cloakroom.problem;

import org.jspecify.annotations.NullMarked;
