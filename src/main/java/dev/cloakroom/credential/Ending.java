package dev.cloakroom.credential;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why an account does not last for ever.
public enum Ending {
  /// Its provider bounds the life of every authorization.
  ABSOLUTE_LIFETIME("the provider lets no authorization live longer"),
  /// Its provider bounds it as long as our client is in test.
  TEST_MODE("the provider has your client in its test mode"),
  /// Its provider said when the refresh token ends, and refreshes do not move that.
  REFRESH_TOKEN_END("the provider said that its refresh token ends then"),
  /// There is nothing to refresh it with.
  NO_REFRESH_TOKEN("the provider gave no refresh token, and its access token ends then"),
  /// A refresh was sent and its reply never came.
  UNCERTAIN("its refresh token is sent again then, as nobody knows whether it is spent"),
  /// It has ended; only its access token lives on.
  NEEDS_CONSENT("the provider ended the authorization, and its access token ends then");

  private static final Duration SOON = Duration.ofDays(14);

  private final String story;

  Ending(String story) {
    this.story = story;
  }

  /// The word for JSON: lower case, joined by hyphens.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The ending of that word.
  public static Optional<Ending> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /// Whether people are to be told of an end: it is to come, and within a fortnight.
  public static boolean isSoon(@Nullable Instant end, Instant now) {
    return end != null && end.isAfter(now) && !end.isAfter(now.plus(SOON));
  }

  /// Why, for people: what can follow "it lasts until then:".
  public String story() {
    return story;
  }
}
