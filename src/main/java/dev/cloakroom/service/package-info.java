/// Lets systemd run the host: the units that say what it may do on its machine, and where they are.
@NullMarked
package dev.cloakroom.service;

import org.jspecify.annotations.NullMarked;
