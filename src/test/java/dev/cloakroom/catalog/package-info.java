@NullMarked
package dev.cloakroom.catalog;

import org.jspecify.annotations.NullMarked;
