/// Lends refresh tokens, each to one run in its tool's own file, and has adopted what the tool
/// rotates: mode `adopted-file`.
@NullMarked
package dev.cloakroom.loan;

import org.jspecify.annotations.NullMarked;
