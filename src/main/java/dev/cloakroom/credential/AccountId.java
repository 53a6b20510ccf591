package dev.cloakroom.credential;

import java.util.Optional;
import java.util.regex.Pattern;

/// The name of one person's authorization at one provider, written `google/ana`.
///
/// Both parts are 1 to 64 characters of `a-z 0-9 . _ -` and begin with a letter or a digit, so that
/// they are safe as file names.
public record AccountId(String provider, String name) implements Comparable<AccountId> {
  private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  public AccountId {
    requireName(provider);
    requireName(name);
  }

  /// Reads `provider/name`; empty when the text has another form.
  public static Optional<AccountId> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !isName(text.substring(0, slash)) || !isName(text.substring(slash + 1))) {
      return Optional.empty();
    }
    return Optional.of(new AccountId(text.substring(0, slash), text.substring(slash + 1)));
  }

  /// Whether `text` can be the name of a provider, an account, a workload or a delivered file.
  public static boolean isName(String text) {
    return PART.matcher(text).matches();
  }

  private static void requireName(String part) {
    if (!isName(part)) {
      throw new IllegalArgumentException("not a name: " + part);
    }
  }

  @Override
  public int compareTo(AccountId other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return provider + "/" + name;
  }
}
