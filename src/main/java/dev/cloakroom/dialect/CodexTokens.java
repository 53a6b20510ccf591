package dev.cloakroom.dialect;

import dev.cloakroom.credential.TokenSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What Codex wants beside its tokens: an account id, which is in the access token, and an identity
/// token, of which it reads some claims. Where that names no user, it takes each refresh for a
/// change of accounts, and may end with "application network policy is unavailable".
final class CodexTokens implements Knowledge {
  private static final String OPENAI = "https://api.openai.com/auth";
  private static final String ACCOUNT = "chatgpt_account_id";
  private static final String USER = "chatgpt_user_id";

  @Override
  public Map<String, Object> values(Mode mode, TokenSet shown, Facts facts) {
    var claims = shown.access().useText(Jwt::claims);
    var openai = claims.get(OPENAI) instanceof Map<?, ?> map ? map : Map.of();
    var account = openai.get(ACCOUNT) instanceof String id ? id : facts.subject();
    var identity = new LinkedHashMap<String, Object>();
    identity.put("sub", facts.subject());
    identity.put("email", facts.label());
    var known = new LinkedHashMap<Object, @Nullable Object>(openai);
    known.put(ACCOUNT, account);
    known.putIfAbsent(USER, facts.subject()); // or it takes each refresh for another user's
    identity.put(OPENAI, known);
    return Map.of("account-id", account, "id-token", Jwt.unsigned(identity));
  }

  @Override
  public void conclude(Map<String, @Nullable Object> found) {
    if (Jwt.claims(found.get("access")).get("exp") instanceof Number end) {
      found.put("expiry.seconds", end);
    }
    var account = found.get("account-id");
    var subject = Jwt.claims(found.get("id-token")).get("sub");
    found.put("subject", account instanceof String id && !id.isEmpty() ? id : subject);
  }
}
