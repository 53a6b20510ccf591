/// One way to serve HTTP: listeners on sockets and ports, routes, problems, limits. Knows no
/// feature.
@NullMarked
package dev.cloakroom.http;

import org.jspecify.annotations.NullMarked;
