/// What is at rest on this machine: the database with its one writer, the master key, files that
/// are never torn.
@NullMarked
package dev.cloakroom.store;

import org.jspecify.annotations.NullMarked;
