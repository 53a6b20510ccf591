package dev.cloakroom.run;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.MayAsk;
import java.util.regex.Pattern;

/// What `--grant` says: `ACCOUNT[:scopes][=mode][@name]`.
///
/// An account, `google/ana`, is granted for this run. A provider or an alias, `google-calendar`,
/// may be asked for.
///
/// @param target the account, or the provider or alias
/// @param scopes the ceiling; none for what the target stands for
/// @param form how it is delivered
/// @param name the name that the run knows it by
record GrantSpec(String target, Scopes scopes, Form form, String name) {
  private static final Pattern FORM =
      Pattern.compile("([^:=@]+)(?::([^=@]*))?(?:=([^@]*))?(?:@(.*))?");

  static GrantSpec parse(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      throw bad(text);
    }
    var target = match.group(1);
    var account = AccountId.parse(target);
    if (account.isEmpty() && !AccountId.isName(target)) {
      throw bad(text);
    }
    var scopes = match.group(2);
    var mode = match.group(3);
    var name = match.group(4);
    var usualName = account.map(AccountId::provider).orElse(target);
    if (name != null && (account.isEmpty() || !AccountId.isName(name))) {
      throw bad(text);
    }
    return new GrantSpec(
        target,
        scopes == null ? Scopes.NONE : Scopes.parse(scopes),
        Form.of(mode == null ? Mode.ACCESS_FILE : Mode.of(mode)),
        name == null ? usualName : name);
  }

  /// Whether it is a provider or an alias, which the run may ask for.
  boolean mayBeAsked() {
    return AccountId.parse(target).isEmpty();
  }

  /// The permission to ask for it; null is the usual form.
  MayAsk permission() {
    return new MayAsk(target, scopes, form.mode() == Mode.ACCESS_FILE ? null : form);
  }

  private static Problem bad(String text) {
    return new Problem(
        Kind.USAGE,
        "bad-grant",
        "--grant %s is not ACCOUNT[:scopes][=mode][@name], such as google/ana:calendar or google-calendar."
            .formatted(text.replaceAll("[^\\x20-\\x7e]", "?")));
  }
}
