package dev.cloakroom.chaos;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The ways to a first token set: the code grant with PKCE, and the device grant (RFC 8628). Nobody
/// is asked: every login is allowed at once, and makes a family of the case that the client is
/// named after. Safe for any thread.
final class LoginDesk {
  static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration SLOWER = Duration.ofSeconds(5);

  private final Realm realm;
  private final Map<String, Code> codes = new ConcurrentHashMap<>();
  private final Map<String, Device> devices = new ConcurrentHashMap<>();

  private record Code(Terms terms, String redirect, @Nullable String challenge) {}

  /// A device login under way.
  private record Device(Family family, Iterator<String> errors) {}

  LoginDesk(Realm realm) {
    this.realm = realm;
  }

  /// `GET /authorize`
  Reply authorize(Call call) {
    var terms = realm.termsOf(call.parameter("client_id").orElse(""));
    var redirect = call.parameter("redirect_uri").filter(LoginDesk::isOnThisMachine);
    if (terms.isEmpty() || redirect.isEmpty()) {
      return Reply.error(
          400, "invalid_request", "client_id is a case's name, redirect_uri is on this machine");
    }
    if (!call.parameter("code_challenge_method").orElse("S256").equals("S256")) {
      return Reply.error(400, "invalid_request", "code_challenge_method is S256");
    }
    var code = realm.code();
    var challenge = call.parameter("code_challenge").orElse(null);
    codes.put(code, new Code(terms.get(), redirect.get(), challenge));
    var right =
        Map.of(
            "code",
            code,
            "state",
            call.parameter("state").orElse(""),
            "iss",
            realm.issuer().toString());
    return Reply.redirect(302, callback(redirect.get(), returned(terms.get().theCase(), right)));
  }

  private static Map<String, String> returned(Case theCase, Map<String, String> right) {
    return theCase.act() instanceof Act.Returning(var change) ? change.apply(right) : right;
  }

  private static String callback(String redirect, Map<String, String> parameters) {
    var query =
        parameters.entrySet().stream()
            .map(one -> one.getKey() + "=" + encoded(one.getValue()))
            .collect(Collectors.joining("&"));
    return redirect + (redirect.contains("?") ? "&" : "?") + query;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static boolean isOnThisMachine(String redirect) {
    try {
      return Optional.ofNullable(URI.create(redirect).getHost())
          .filter(THIS_MACHINE::contains)
          .isPresent();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// The first token set for a code.
  Reply redeem(Call call) {
    var code = codes.remove(call.field("code").orElse(""));
    if (code == null
        || !code.terms().theCase().id().equals(call.client())
        || !code.redirect().equals(call.field("redirect_uri").orElse(""))) {
      return Reply.error(400, "invalid_grant", "the code is unknown, or not for this client");
    }
    if (code.challenge() != null
        && !code.challenge().equals(challenge(call.field("code_verifier").orElse("")))) {
      return Reply.error(400, "invalid_grant", "code_verifier does not match");
    }
    return Reply.json(200, Turn.document(realm.open(code.terms()).first()));
  }

  private static String challenge(String verifier) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = digest.digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /// `POST /device_authorization`
  Reply device(Call call) {
    var terms = realm.termsOf(call.client());
    if (terms.isEmpty()) {
      return Reply.error(401, "invalid_client", "client_id is a case's name");
    }
    var errors =
        terms.get().theCase().act() instanceof Act.Polling(var some) ? some : List.<String>of();
    var family = realm.open(terms.get());
    family.waitUntil(realm.clock().instant().plus(POLL_INTERVAL));
    var code = realm.code();
    devices.put(code, new Device(family, errors.iterator()));
    return Reply.json(
        200,
        Json.object(
            "device_code",
            code,
            "user_code",
            "CHAO-SSSS",
            "verification_uri",
            realm.issuer() + "/device",
            "expires_in",
            600,
            "interval",
            POLL_INTERVAL.toSeconds()));
  }

  /// The first token set for a device code, or an error of the case.
  Reply poll(Call call) {
    var code = call.field("device_code").orElse("");
    var device = devices.get(code);
    if (device == null || !device.family().client().equals(call.client())) {
      return Reply.error(400, "invalid_grant", "the device code is unknown");
    }
    synchronized (device.errors()) {
      device.family().noteRequest();
      if (device.errors().hasNext()) {
        return refused(code, device, device.errors().next());
      }
      devices.remove(code);
      return Reply.json(200, Turn.document(device.family().first()));
    }
  }

  private Reply refused(String code, Device device, String error) {
    var wait = error.equals("slow_down") ? POLL_INTERVAL.plus(SLOWER) : POLL_INTERVAL;
    device.family().waitUntil(realm.clock().instant().plus(wait));
    if (error.equals("access_denied")) {
      devices.remove(code);
    }
    return Reply.error(400, error, "a case wants it so");
  }
}
