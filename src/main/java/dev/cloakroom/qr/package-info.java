/// Addresses as pictures that a phone's camera reads.
@NullMarked
package dev.cloakroom.qr;

import org.jspecify.annotations.NullMarked;
