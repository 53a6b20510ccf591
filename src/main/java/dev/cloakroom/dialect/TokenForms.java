package dev.cloakroom.dialect;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;

/// Every form that an access token can be asked for in: those of helper programs, and the token
/// files of the dialects. Immutable.
public final class TokenForms {
  private final Dialects dialects;

  /// The forms of helpers, and of `dialects`.
  public TokenForms(Dialects dialects) {
    this.dialects = dialects;
  }

  /// Refuses a form that there is not, before anything is asked for.
  ///
  /// @throws Problem `unknown-form`
  public void require(String form) {
    if (HelperForm.find(form).isEmpty() && dialects.find(form).isEmpty()) {
      throw unknown(form);
    }
  }

  /// Writes an access token.
  ///
  /// @param form the word of a [HelperForm], or the name of a dialect
  /// @param server the server that the asker wants it for; empty when it names none
  /// @throws Problem `unknown-form`; `other-server` when the token is not for that server;
  ///   `token-unfit` or `mode-not-taken` when it can't have that form
  public Secret write(String form, TokenSet tokens, Facts facts, String server) {
    if (!server.isEmpty() && !AskedServer.of(server).isOneOf(facts.apiHosts())) {
      throw otherServer(facts);
    }
    var helper = HelperForm.find(form);
    if (helper.isPresent()) {
      return helper.get().write(tokens, facts, server);
    }
    var dialect = dialects.find(form).orElseThrow(() -> unknown(form));
    return dialect.write(Mode.ACCESS_FILE, tokens.shownWith(null), facts);
  }

  private static Problem otherServer(Facts facts) {
    return new Problem(
        Kind.NOT_FOUND,
        "other-server",
        "The tokens of %s are not for that server; their provider's api-hosts are: %s."
            .formatted(
                facts.account(),
                facts.apiHosts().isEmpty() ? "none" : String.join(", ", facts.apiHosts())));
  }

  private static Problem unknown(String form) {
    return new Problem(
        Kind.USAGE,
        "unknown-form",
        "There is no form %s; there is: %s, and each dialect that `cloakroom dialects` lists."
            .formatted(form.replaceAll("[^\\x20-\\x7e]", "?"), HelperForm.words()));
  }
}
