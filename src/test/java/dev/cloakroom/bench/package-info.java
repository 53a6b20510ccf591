/// The benches of `bench/`: what they start, how they measure, and what they print.
@NullMarked
package dev.cloakroom.bench;

import org.jspecify.annotations.NullMarked;
