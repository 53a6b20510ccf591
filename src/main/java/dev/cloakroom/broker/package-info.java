/// Hands out live tokens and keeps them live: schedule, lease, journal. The only code that spends a
/// refresh token.
@NullMarked
package dev.cloakroom.broker;

import org.jspecify.annotations.NullMarked;
