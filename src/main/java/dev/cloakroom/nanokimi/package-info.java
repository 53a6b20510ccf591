/// NanoKimi as it stands: isolates the login of a checkout, and brings checkouts over.
@NullMarked
package dev.cloakroom.nanokimi;

import org.jspecify.annotations.NullMarked;
