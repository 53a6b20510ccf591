package dev.cloakroom.run;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.util.Optional;
import java.util.regex.Pattern;

/// What `--for` says: `TOOL[=ACCOUNT[:scopes]][=mode][@name]`, such as `kimi`, `rclone=google/ana`
/// or `codex=access-file`.
///
/// @param dialect the tool's
/// @param account what it uses; empty for the one account that fits the tool
/// @param scopes the ceiling; none for all that the account has
/// @param mode how it is delivered: the least dangerous way that the tool takes, unless named
/// @param name the name that the run knows it by: the dialect's, unless named
record ToolSpec(
    Dialect dialect, Optional<AccountId> account, Scopes scopes, Mode mode, String name) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<tool>[^:=@]+)(?:=(?<account>[^:=@]+/[^:=@]+)(?::(?<scopes>[^=@]*))?)?(?:=(?<mode>[^@]*))?(?:@(?<name>.*))?");

  static ToolSpec parse(String text, Dialects dialects) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      throw bad(text);
    }
    var dialect = dialects.dialect(match.group("tool"));
    var named = Optional.ofNullable(match.group("account"));
    var account = named.flatMap(AccountId::parse);
    var name = Optional.ofNullable(match.group("name")).orElse(dialect.name());
    if (account.isPresent() != named.isPresent() || !AccountId.isName(name)) {
      throw bad(text);
    }
    return new ToolSpec(
        dialect,
        account,
        Optional.ofNullable(match.group("scopes")).map(Scopes::parse).orElse(Scopes.NONE),
        Form.modeOf(dialect, match.group("mode")),
        name);
  }

  /// The grant of `account` that it stands for.
  Grant grant(String workload, AccountId account, Scopes ceiling) {
    return new Grant(workload, account, name, ceiling, new Form(mode, dialect.name(), null));
  }

  private static Problem bad(String text) {
    return new Problem(
        Kind.USAGE,
        "bad-tool",
        "--for %s is not TOOL[=ACCOUNT[:scopes]][=mode][@name], such as kimi or rclone=google/ana."
            .formatted(text.replaceAll("[^\\x20-\\x7e]", "?")));
  }
}
