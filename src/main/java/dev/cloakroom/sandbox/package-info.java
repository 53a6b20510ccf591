/// Starts, watches and stops containers: launch plans, mounts, engines. Knows no tokens.
@NullMarked
package dev.cloakroom.sandbox;

import org.jspecify.annotations.NullMarked;
