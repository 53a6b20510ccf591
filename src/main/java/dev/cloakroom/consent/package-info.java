/// Asks a person for an authorization, and wakes whoever waited for it.
@NullMarked
package dev.cloakroom.consent;

import org.jspecify.annotations.NullMarked;
