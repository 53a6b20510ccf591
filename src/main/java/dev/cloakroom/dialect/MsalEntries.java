package dev.cloakroom.dialect;

import dev.cloakroom.credential.TokenSet;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The entries of MSAL's cache, which are named by what is in them. Who and which tenant is in the
/// access token, where that can be read; it need not be for accounts of persons.
final class MsalEntries implements Knowledge {
  private static final String ENVIRONMENT = "login.microsoftonline.com";
  private static final String PERSONS = "9188040d-6c67-4c5b-b112-36a304b66dad";
  private static final Pattern TENANT = Pattern.compile("^https://[^/]+/([^/]+)/oauth2/");
  private static final Pattern ID = Pattern.compile("[\\w-]{1,64}");

  @Override
  public Map<String, Object> values(Mode mode, TokenSet shown, Facts facts) {
    var claims = shown.access().useText(Jwt::claims);
    var local = id(claims.get("oid"), facts.subject());
    var home = local + "." + id(claims.get("tid"), PERSONS);
    var realm = realm(facts.tokenUrl());
    var client = facts.clientId();
    return Map.of(
        "home-account-id",
        home,
        "local-account-id",
        local,
        "realm",
        realm,
        "access-key",
        key(home, ENVIRONMENT, "accesstoken", client, realm, shown.scopes().toString()),
        "refresh-key",
        key(home, ENVIRONMENT, "refreshtoken", client, "", shown.scopes().toString()),
        "account-key",
        key(home, ENVIRONMENT, realm));
  }

  @Override
  public void conclude(Map<String, @Nullable Object> found) {
    if (found.get("local-account-id") instanceof String local) {
      found.put("subject", local);
    }
  }

  /// The tenant that the application asks: MSAL looks for no other's tokens.
  private static String realm(String tokenUrl) {
    var matcher = TENANT.matcher(tokenUrl);
    return matcher.find() ? matcher.group(1) : "common";
  }

  private static String id(@Nullable Object claim, String otherwise) {
    return claim instanceof String id && ID.matcher(id).matches() ? id : otherwise;
  }

  private static String key(String... parts) {
    return String.join("-", parts).toLowerCase(Locale.ROOT);
  }
}
