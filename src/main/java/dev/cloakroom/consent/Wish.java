package dev.cloakroom.consent;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.workload.Form;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What somebody asks for, by the words of [ConsentRequest].
record Wish(
    String askedAs,
    Provider provider,
    Scopes scopes,
    @Nullable AccountId account,
    @Nullable Form form) {
  /// Whether who answers `request` has answered this, too.
  boolean isIn(ConsentRequest request) {
    return request.askedAs().equals(askedAs)
        && request.provider().equals(provider.id())
        && request.scopes().covers(scopes)
        && Objects.equals(request.account(), account)
        && Objects.equals(request.form(), form);
  }
}
