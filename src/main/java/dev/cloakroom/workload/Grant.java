package dev.cloakroom.workload;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;

/// The permission for a workload to use an account.
///
/// @param workload who may
/// @param account what
/// @param name the name under which the workload finds it, such as `google-calendar`
/// @param scopes the ceiling: a token with more than these is not delivered; none for no ceiling
/// @param form how it is delivered
public record Grant(String workload, AccountId account, String name, Scopes scopes, Form form) {
  /// A grant that is delivered by `mode`, for no tool in particular.
  public Grant(String workload, AccountId account, String name, Scopes scopes, Mode mode) {
    this(workload, account, name, scopes, Form.of(mode));
  }

  /// Scopes that tell who somebody is or keep the authorization alive; they open nothing else.
  public static final Scopes HARMLESS =
      Scopes.of(
          "openid",
          "email",
          "profile",
          "offline_access",
          "https://www.googleapis.com/auth/userinfo.email",
          "https://www.googleapis.com/auth/userinfo.profile");

  /// Whether a token with `held` stays under the ceiling.
  public boolean allows(Scopes held) {
    return scopes.isEmpty() || scopes.plus(HARMLESS).covers(held);
  }

  /// Refuses a token with `held` that goes above the ceiling.
  ///
  /// @throws Problem `token-above-ceiling`
  public void requireAllows(Scopes held) {
    if (!allows(held)) {
      throw new Problem(
          Kind.REFUSED,
          "token-above-ceiling",
          "The token of %s can do more than the workload %s may (%s): connect an account with fewer scopes, or raise the ceiling."
              .formatted(account, workload, held.minus(scopes)));
    }
  }

  /// The same on one line.
  public String words() {
    var most = scopes.isEmpty() ? "" : ", at most " + scopes;
    return "%s as %s, %s%s".formatted(account, name, form.mode().word(), most);
  }

  /// Its ceiling with `more`; no ceiling stays none.
  public Scopes raisedBy(Scopes more) {
    return scopes.isEmpty() ? Scopes.NONE : scopes.plus(more);
  }
}
