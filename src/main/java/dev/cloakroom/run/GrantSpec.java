package dev.cloakroom.run;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.MayAsk;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What `--grant` says: `ACCOUNT[:scopes][=mode][@name]`.
///
/// An account, `google/ana`, is granted for this run. A provider or an alias, `google-calendar`,
/// may be asked for.
///
/// @param target the account, or the provider or alias
/// @param scopes the ceiling; none for what the target stands for
/// @param said how it is to be delivered; null where that was left open
/// @param name the name that the run knows it by
record GrantSpec(String target, Scopes scopes, @Nullable Form said, String name) {
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
        mode == null ? null : Form.of(Mode.of(mode)),
        name == null ? usualName : name);
  }

  /// Whether it is a provider or an alias, which the run may ask for.
  boolean mayBeAsked() {
    return AccountId.parse(target).isEmpty();
  }

  /// How it is delivered.
  Form form() {
    return Objects.requireNonNullElseGet(said, () -> Form.of(Mode.ACCESS_FILE));
  }

  /// The permission to ask for it. Where it leaves something open, the settings' count.
  MayAsk permission(List<MayAsk> settings) {
    var usual =
        settings.stream()
            .filter(may -> may.askedAs().equals(target))
            .findFirst()
            .orElseGet(() -> new MayAsk(target, Scopes.NONE));
    return new MayAsk(
        target, scopes.isEmpty() ? usual.ceiling() : scopes, said == null ? usual.form() : said);
  }

  private static Problem bad(String text) {
    return new Problem(
        Kind.USAGE,
        "bad-grant",
        "--grant %s is not ACCOUNT[:scopes][=mode][@name], such as google/ana:calendar or google-calendar."
            .formatted(text.replaceAll("[^\\x20-\\x7e]", "?")));
  }
}
