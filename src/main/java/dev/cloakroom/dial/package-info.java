/// Speaks HTTP/1.1 as a client over a Unix socket or TCP: one request, its reply, and the raw
/// connection after an upgrade.
@NullMarked
package dev.cloakroom.dial;

import org.jspecify.annotations.NullMarked;
