package dev.cloakroom.oauth;

import dev.cloakroom.credential.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Reads what a device authorization endpoint answered (RFC 8628 section 3.2). A person will be
/// shown some of it, and sent to an address in it, so what does not fit is refused by name.
///
/// @param now when the answer came
record DeviceReply(Heard.Answer answer, Instant now) {
  private static final Pattern DEVICE_CODE = Pattern.compile("[!-~]{1,4096}");
  private static final Pattern USER_CODE = Pattern.compile("[!-~]([ -~]{0,38}[!-~])?");
  private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");
  private static final int LONGEST_URI = 2_000;

  private static final Duration USUAL_INTERVAL = Duration.ofSeconds(5); // RFC 8628 section 3.2
  private static final long USUAL_LIFE = Duration.ofMinutes(10).toSeconds();
  private static final long LONGEST_LIFE = Duration.ofMinutes(30).toSeconds();

  /// How reading it ended.
  sealed interface Read {
    /// It fits.
    record Good(DeviceCode code) implements Read {}

    /// It is of no use.
    ///
    /// @param error a short code: the server's own, or what is wrong with its answer
    record Bad(String error) implements Read {}
  }

  Read read() {
    var json = Json.read(answer.body());
    if (json.isPresent() && json.get().has("error")) {
      return new Read.Bad(json.get().error());
    }
    if (!answer.isSuccess()) {
      return new Read.Bad("status-" + answer.status());
    }
    return json.map(this::read).orElseGet(() -> new Read.Bad("not-json"));
  }

  private Read read(Json json) {
    var deviceCode = json.text("device_code").filter(DEVICE_CODE.asMatchPredicate());
    if (deviceCode.isEmpty()) {
      return new Read.Bad("bad-device-code");
    }
    var userCode = json.text("user_code").filter(USER_CODE.asMatchPredicate());
    if (userCode.isEmpty()) {
      return new Read.Bad("bad-user-code");
    }
    var place = named(json, "verification_uri").flatMap(DeviceReply::page);
    var complete = named(json, "verification_uri_complete");
    var whole = complete.flatMap(DeviceReply::page);
    if (place.isEmpty() || complete.isPresent() != whole.isPresent()) {
      return new Read.Bad("bad-verification-uri");
    }
    return new Read.Good(
        new DeviceCode(
            Secret.of(deviceCode.get()),
            userCode.get(),
            place.get(),
            whole.orElse(null),
            now.plusSeconds(seconds(json, "expires_in", LONGEST_LIFE).orElse(USUAL_LIFE)),
            interval(json).orElse(USUAL_INTERVAL)));
  }

  /// An address by its name, or by the name that it had in drafts, which Google still gives it.
  private static Optional<String> named(Json json, String name) {
    return json.text(name).or(() -> json.text(name.replace("_uri", "_url")));
  }

  /// The interval that an answer names, within bounds.
  static Optional<Duration> interval(Json json) {
    var seconds = seconds(json, "interval", Pace.SLOWEST.toSeconds());
    return seconds.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(seconds.getAsLong()));
  }

  /// The address of a page that a person may be sent to; empty when it is not one.
  private static Optional<URI> page(String text) {
    if (text.length() > LONGEST_URI || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new URI(text)).filter(DeviceReply::isPage);
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static boolean isPage(URI uri) {
    var host = uri.getHost();
    if (host == null || uri.getRawUserInfo() != null) {
      return false;
    }
    return "https".equalsIgnoreCase(uri.getScheme())
        || ("http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.matcher(host).matches());
  }

  private static OptionalLong seconds(Json json, String name, long most) {
    return switch (json.value(name)) {
      case Number number -> OptionalLong.of(Math.clamp((long) number.doubleValue(), 1, most));
      case String text when WHOLE.matcher(text).matches() ->
          OptionalLong.of(Math.clamp(Long.parseLong(text), 1, most));
      case null, default -> OptionalLong.empty();
    };
  }
}
