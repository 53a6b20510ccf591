@NullMarked
package dev.cloakroom.consent;

import org.jspecify.annotations.NullMarked;
