/// Providers as data, with their quirks: the built-in ones and the person's own.
@NullMarked
package dev.cloakroom.catalog;

import org.jspecify.annotations.NullMarked;
