package dev.cloakroom.catalog;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a provider's OAuth endpoints are; null where it has none, or where discovery has to tell.
public record Endpoints(
    @Nullable URI authorization,
    @Nullable URI token,
    @Nullable URI revocation,
    @Nullable URI deviceAuthorization,
    @Nullable URI userinfo) {

  /// Nothing known.
  public static final Endpoints UNKNOWN = new Endpoints(null, null, null, null, null);

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

  /// Whether nobody on the way can read what is sent to `uri`: https, or http within this machine.
  public static boolean isConfidential(URI uri) {
    var host = uri.getHost();
    if (host == null || uri.getUserInfo() != null || uri.getFragment() != null) {
      return false;
    }
    return "https".equalsIgnoreCase(uri.getScheme())
        || ("http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.matcher(host).matches());
  }

  /// These, and those of `others` where there is none here.
  public Endpoints orElse(Endpoints others) {
    return new Endpoints(
        first(authorization, others.authorization),
        first(token, others.token),
        first(revocation, others.revocation),
        first(deviceAuthorization, others.deviceAuthorization),
        first(userinfo, others.userinfo));
  }

  /// Whether every one is known.
  public boolean complete() {
    return authorization != null
        && token != null
        && revocation != null
        && deviceAuthorization != null
        && userinfo != null;
  }

  private static @Nullable URI first(@Nullable URI mine, @Nullable URI other) {
    return mine != null ? mine : other;
  }
}
