/// An authorization server that behaves, a calendar behind it, a skill that reads it and a visitor
/// who consents: everything that the demo needs besides Cloakroom itself.
@NullMarked
package dev.cloakroom.playground;

import org.jspecify.annotations.NullMarked;
