/// Who is asking, and what they may have: workloads, grants, modes.
@NullMarked
package dev.cloakroom.workload;

import org.jspecify.annotations.NullMarked;
