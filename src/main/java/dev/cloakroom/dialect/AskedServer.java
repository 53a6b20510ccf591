package dev.cloakroom.dialect;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The server that a tool asks a helper about, as git and docker write it: `github.com`,
/// `localhost:5000`, `https://ghcr.io/v2/`.
///
/// @param address `host` or `host:port`, in lower case and without the port that is usual
/// @param confidential whether nobody on the way can read what is sent there
public record AskedServer(String address, boolean confidential) {
  private static final Pattern WRITTEN =
      Pattern.compile("(?:(https?)://)?([a-z0-9._-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?(?:/.*)?");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");
  private static final AskedServer NONE = new AskedServer("", false);

  /// Reads it; what is no server has no address.
  public static AskedServer of(String text) {
    var found = WRITTEN.matcher(text.toLowerCase(Locale.ROOT));
    if (!found.matches()) {
      return NONE;
    }
    boolean plain = "http".equals(found.group(1));
    var port = found.group(3) == null ? "" : found.group(3);
    boolean usual = port.equals(plain ? ":80" : ":443");
    return new AskedServer(
        found.group(2) + (usual ? "" : port), !plain || LOOPBACK.matcher(found.group(2)).matches());
  }

  /// Whether tokens that may be sent to `apiHosts` may be sent there.
  public boolean isOneOf(List<String> apiHosts) {
    return confidential && apiHosts.stream().anyMatch(host -> of(host).address.equals(address));
  }
}
