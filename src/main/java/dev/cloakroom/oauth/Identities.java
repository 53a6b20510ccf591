package dev.cloakroom.oauth;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Secret;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds out whose account a token reply opens: by the id token, else by the userinfo endpoint.
public final class Identities {
  private static final List<String> LABELS =
      List.of("email", "preferred_username", "login", "name");
  private static final int LONGEST_LABEL = 200;

  private final Web web;
  private final Clock clock;

  /// Asks over `web`.
  public Identities(Web web, Clock clock) {
    this.web = web;
    this.clock = clock;
  }

  /// Whose account it is; empty when the provider does not tell. An id token that does not fit is a
  /// problem.
  ///
  /// @param provider with its endpoints (see [Discovery])
  /// @param nonce of the login that led to the reply; null after a refresh, or when none was sent
  public Optional<Identity> of(Provider provider, TokenReply reply, @Nullable Secret nonce) {
    var idToken = reply.idToken();
    if (idToken == null) {
      return userinfo(provider, reply)
          .flatMap(
              info -> info.textOrNumber(provider.quirks().subjectClaim()).map(s -> of(s, info)));
    }
    var claims = IdToken.check(provider, idToken, nonce, clock.instant());
    var subject = claims.text("sub").orElseThrow();
    if (label(claims).isPresent()) {
      return Optional.of(of(subject, claims));
    }
    return Optional.of(
        userinfo(provider, reply).map(i -> same(provider, subject, i)).orElse(of(subject, claims)));
  }

  /// OpenID Core section 5.3.2: without the same subject, nothing of it may be used.
  private static Identity same(Provider provider, String subject, Json info) {
    if (!info.textOrNumber(provider.quirks().subjectClaim()).equals(Optional.of(subject))) {
      throw IdToken.mismatch(provider, "names another person than its userinfo endpoint");
    }
    return of(subject, info);
  }

  private Optional<Json> userinfo(Provider provider, TokenReply reply) {
    var endpoint = provider.endpoints().userinfo();
    if (endpoint == null) {
      return Optional.empty();
    }
    var bearer = reply.access().useText(token -> "Bearer " + token);
    var heard = web.send(HttpRequest.newBuilder(endpoint).setHeader("Authorization", bearer).GET());
    return heard instanceof Heard.Answer answer && answer.isSuccess()
        ? Json.read(answer.body())
        : Optional.empty();
  }

  private static Identity of(String subject, Json claims) {
    return new Identity(subject, label(claims).orElse(subject));
  }

  private static Optional<String> label(Json claims) {
    return LABELS.stream()
        .flatMap(name -> claims.text(name).stream())
        .map(Identities::readable)
        .filter(label -> !label.isBlank())
        .findFirst();
  }

  private static String readable(String label) {
    var text = label.replaceAll("\\p{Cntrl}|\\p{Cf}", "").strip();
    return text.substring(0, Math.min(text.length(), LONGEST_LABEL));
  }
}
