package dev.cloakroom.playground;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.playground.Redemption.Refused;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The device authorization endpoint (RFC 8628), the page where a person types the code, and the
/// answers to those who poll.
///
/// A code lives ten minutes and is good once. It keeps digests of device codes only. Safe for any
/// thread.
final class DeviceDesk {
  static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code";
  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration STEP = Duration.ofSeconds(5);
  private static final int MOST = 1_000;

  private final PlaygroundSettings settings;
  private final Ledger ledger;
  private final ConsentDesk consent;
  private final Mint mint;
  private final Clock clock;
  private final ConcurrentMap<String, Waiting> byDeviceCode = new ConcurrentHashMap<>();

  DeviceDesk(
      PlaygroundSettings settings, Ledger ledger, ConsentDesk consent, Mint mint, Clock clock) {
    this.settings = settings;
    this.ledger = ledger;
    this.consent = consent;
    this.mint = mint;
    this.clock = clock;
  }

  /// `POST /device_authorization`, of the client that showed its id.
  Reply begin(Form form) {
    var scopes = Scopes.parse(form.get("scope").orElse(""));
    if (scopes.isEmpty() || !KnownScopes.ALL.covers(scopes)) {
      return TokenDesk.error("invalid_scope", "scope is missing, or names one that is not known");
    }
    var now = clock.instant();
    byDeviceCode.values().removeIf(waiting -> !now.isBefore(waiting.expiresAt));
    if (byDeviceCode.size() >= MOST) {
      return TokenDesk.error("temporarily_unavailable", "too many codes wait for their person");
    }
    var code = mint.code();
    var waiting = new Waiting(mint.userCode(), scopes, now.plus(LIFETIME), now);
    byDeviceCode.put(Digest.of(code), waiting);
    return TokenDesk.json(200, document(code, waiting.userCode));
  }

  private Map<String, Object> document(Secret code, String userCode) {
    var page = settings.issuer().get() + "/device";
    return Json.object(
        "device_code",
        code.<Object>useText(text -> text),
        "user_code",
        userCode,
        "verification_uri",
        page,
        "verification_uri_complete",
        page + "?user_code=" + userCode,
        "expires_in",
        LIFETIME.toSeconds(),
        "interval",
        INTERVAL.toSeconds());
  }

  /// `GET /device`
  Reply ask(Request request) {
    return Pages.device(shown(request.query("user_code").orElse("")), "");
  }

  /// `POST /device`
  Reply enter(Request request) {
    var typed = Form.read(request).flatMap(form -> form.get("user_code")).orElse("");
    return find(typed)
        .map(waiting -> consent.begin(new DeviceWish(waiting), request))
        .orElseGet(() -> Pages.device("", "This code is not known here, or is over."));
  }

  private Optional<Waiting> find(String typed) {
    return byDeviceCode.values().stream()
        .filter(waiting -> plain(waiting.userCode).equals(plain(typed)))
        .filter(waiting -> waiting.isOpen(clock.instant()))
        .findFirst();
  }

  private static String plain(String userCode) {
    return userCode.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
  }

  /// A code from an address, as far as it can be one.
  private static String shown(String text) {
    return text.matches("[A-Za-z -]{1,20}") ? text : "";
  }

  /// Answers a poll.
  Redemption redeem(Secret code) {
    var waiting = byDeviceCode.get(Digest.of(code));
    return waiting == null
        ? new Refused("invalid_grant", "the device code is unknown")
        : waiting.poll(clock.instant());
  }

  /// What the page tells a person who has answered.
  private static Reply answered(boolean isTold) {
    return isTold
        ? Pages.done("You can close this page, and go on where you got the code.")
        : Pages.problem("This code was answered already, or is over.");
  }

  /// One device code, on its way to the person and back.
  private final class Waiting {
    private final String userCode;
    private final Scopes scopes;
    private final Instant expiresAt;
    private Duration interval = INTERVAL;
    private Instant nextPoll;
    private @Nullable Person person;
    private boolean denied;
    private boolean spent;

    Waiting(String userCode, Scopes scopes, Instant expiresAt, Instant begunAt) {
      this.userCode = userCode;
      this.scopes = scopes;
      this.expiresAt = expiresAt;
      this.nextPoll = begunAt.plus(interval);
    }

    synchronized boolean isOpen(Instant now) {
      return now.isBefore(expiresAt) && person == null && !denied;
    }

    /// Takes the answer; false when there is one already, or it is too late. No person: denied.
    synchronized boolean answer(@Nullable Person answering) {
      if (!isOpen(clock.instant())) {
        return false;
      }
      person = answering;
      denied = answering == null;
      return true;
    }

    synchronized Redemption poll(Instant now) {
      if (!now.isBefore(expiresAt)) {
        return new Refused("expired_token", "the device code has expired");
      }
      if (denied) {
        return new Refused("access_denied", "the person said no");
      }
      if (spent) {
        return new Refused("invalid_grant", "the device code was used before");
      }
      if (person != null) {
        spent = true;
        return ledger.issueFor(person, scopes);
      }
      boolean tooOften = now.isBefore(nextPoll);
      interval = tooOften ? interval.plus(STEP) : interval;
      nextPoll = now.plus(interval);
      return tooOften
          ? new Refused("slow_down", "five seconds more between polls, please")
          : new Refused("authorization_pending", "the person has not answered yet");
    }
  }

  /// Consent that whoever polls is told of.
  private final class DeviceWish implements Wish {
    private final Waiting waiting;

    DeviceWish(Waiting waiting) {
      this.waiting = waiting;
    }

    @Override
    public Scopes scopes() {
      return waiting.scopes;
    }

    @Override
    public URI then() {
      return settings.issuer().get();
    }

    @Override
    public Reply allowedBy(Person person) {
      return answered(waiting.answer(person));
    }

    @Override
    public Reply denied() {
      return answered(waiting.answer(null));
    }
  }
}
