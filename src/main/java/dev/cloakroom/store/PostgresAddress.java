package dev.cloakroom.store;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/// Where a PostgreSQL database is, and as whom to go there. Messages show its server and name
/// alone.
///
/// @param url `jdbc:postgresql://HOST[:PORT]/NAME[?PARAMETERS]`, without a password
public record PostgresAddress(String url, String user, Secret password) {
  private static final Pattern FORM =
      Pattern.compile("jdbc:postgresql://([^/?#@\\s]+)/([^/?#@\\s]+)(\\?\\S*)?");
  private static final Pattern PASSWORD = Pattern.compile("[?&](ssl)?password=");

  /// @throws Problem `bad-store` for any other address, or one with a password in it
  public PostgresAddress {
    if (PASSWORD.matcher(url.toLowerCase(Locale.ROOT)).find() || url.indexOf('@') >= 0) {
      throw bad(
          "holds a password: put it in a file of its own, and name that as store.password-file");
    }
    if (!FORM.matcher(url).matches()) {
      throw bad("must be jdbc:postgresql://HOST[:PORT]/NAME");
    }
  }

  private static Problem bad(String what) {
    return new Problem(Kind.USAGE, "bad-store", "store.url " + what + ".");
  }

  static String text(byte[] password) {
    return new String(password, StandardCharsets.UTF_8);
  }

  /// Server and database, as in `db.example.org:5432/cloakroom`.
  @Override
  public String toString() {
    var matcher = FORM.matcher(url);
    return matcher.matches() ? matcher.group(1) + "/" + matcher.group(2) : "PostgreSQL";
  }
}
