package dev.cloakroom.consent;

import dev.cloakroom.credential.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;

/// A browser that a person let in.
///
/// Its cookie is bound to a path of its own that nobody can guess. Cookies go to every port of a
/// host name, so a page that a run serves on this machine would get a cookie of `/`; it does not
/// get this one.
///
/// @param corner the name of its path, `/b/CORNER/…`
/// @param cookie what it proves itself with
/// @param purpose what it was let in for: a consent request's id, or [Browsers#CONSOLE]
/// @param endsAt when it must come by a new link
public record Browser(String corner, Secret cookie, String purpose, Instant endsAt) {
  /// Whether it may see and answer what `purpose` names.
  public boolean may(String purpose) {
    return this.purpose.equals(purpose) || this.purpose.equals(Browsers.CONSOLE);
  }

  /// A path of its own: `rest` begins with a slash.
  public String path(String rest) {
    return "/b/" + corner + rest;
  }

  /// What its forms must carry, so that no other page can send them.
  public String formToken() {
    return cookie.use(bytes -> {
      try {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update("form ".getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest(bytes));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the JDK lacks SHA-256", e);
      }
    });
  }

  /// Without the corner: it is half of what lets somebody in.
  @Override
  public String toString() {
    return "Browser[for " + purpose + "]";
  }
}
