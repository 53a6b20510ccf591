/// Accounts at rest: sealed, journalled, by generation.
@NullMarked
package dev.cloakroom.vault;

import org.jspecify.annotations.NullMarked;
