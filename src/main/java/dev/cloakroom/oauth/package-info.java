/// Speaks OAuth to authorization servers: authorization code, device code, refresh, discovery,
/// revocation. Keeps no state.
@NullMarked
package dev.cloakroom.oauth;

import org.jspecify.annotations.NullMarked;
