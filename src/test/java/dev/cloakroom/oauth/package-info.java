@NullMarked
package dev.cloakroom.oauth;

import org.jspecify.annotations.NullMarked;
