/// The words of the house: secrets, token sets, account ids, generations, scopes. No I/O.
@NullMarked
package dev.cloakroom.credential;

import org.jspecify.annotations.NullMarked;
