/// Who got which token, when and why: chained records, written before release.
@NullMarked
package dev.cloakroom.audit;

import org.jspecify.annotations.NullMarked;
