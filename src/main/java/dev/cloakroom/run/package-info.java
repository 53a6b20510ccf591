/// One run: identity, deliveries and container, opened and closed as one; waits for consent and
/// goes on.
@NullMarked
package dev.cloakroom.run;

import org.jspecify.annotations.NullMarked;
