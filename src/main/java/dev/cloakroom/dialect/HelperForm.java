package dev.cloakroom.dialect;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What a helper program prints for one access token, by the protocol of whoever calls it.
public enum HelperForm {
  /// The token alone: what the password commands of most mail clients want.
  PLAIN,

  /// An object of `access_token`, `token_type`, `expires_at`, `scope` and `generation`.
  JSON,

  /// A line for an HTTP request.
  HEADER,

  /// A credential helper of git.
  GIT,

  /// `docker-credential-…`.
  DOCKER,

  /// A credential plugin of kubectl: an `ExecCredential`.
  KUBECTL,

  /// The `credential_process` of AWS.
  AWS,

  /// The answer to `AUTHENTICATE XOAUTH2` of IMAP and SMTP.
  XOAUTH2;

  /// The word for people and requests.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The one of that word, if there is one.
  public static Optional<HelperForm> find(String word) {
    return Arrays.stream(values()).filter(form -> form.word().equals(word)).findFirst();
  }

  /// The words of all, for people.
  public static String words() {
    return Arrays.stream(values()).map(HelperForm::word).collect(Collectors.joining(", "));
  }

  /// Writes an access token in this form.
  ///
  /// @param server the server that the caller asks about; empty when it names none
  /// @throws Problem `token-unfit` or `not-aws-credentials` when the token can't have this form
  public Secret write(TokenSet tokens, Facts facts, String server) {
    return switch (this) {
      case PLAIN -> tokens.access();
      case JSON -> HelperJson.ours(tokens);
      case HEADER -> line(tokens, facts, text -> "Authorization: Bearer " + text);
      case GIT -> line(tokens, facts, text -> git(text, tokens, facts));
      case DOCKER -> HelperJson.docker(tokens, dockerUser(facts), server);
      case KUBECTL -> HelperJson.kubectl(tokens);
      case AWS -> HelperJson.aws(tokens);
      case XOAUTH2 -> line(tokens, facts, text -> xoauth2(text, facts));
    };
  }

  /// A token in a form that a line feed in it would break out of.
  private static Secret line(TokenSet tokens, Facts facts, UnaryOperator<String> form) {
    return tokens
        .access()
        .useText(text -> {
          requireOneLine(text, facts);
          return Secret.of(form.apply(text));
        });
  }

  private static void requireOneLine(String text, Facts facts) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw unfit(facts, "a line of text, as it has control characters");
    }
  }

  private static String git(String text, TokenSet tokens, Facts facts) {
    var expiry = tokens.expiresAt();
    return "username=%s\npassword=%s\n%s\n"
        .formatted(
            user(facts),
            text,
            expiry == null ? "" : "password_expiry_utc=" + expiry.getEpochSecond() + "\n");
  }

  private static String user(Facts facts) {
    return switch (provider(facts)) {
      case "github" -> "x-access-token";
      case "bitbucket" -> "x-token-auth";
      default -> "oauth2";
    };
  }

  /// Never `<token>`: to docker this means that the secret is a refresh token.
  private static String dockerUser(Facts facts) {
    return provider(facts).equals("google") ? "oauth2accesstoken" : user(facts);
  }

  private static String provider(Facts facts) {
    return facts.account().split("/", -1)[0];
  }

  private static String xoauth2(String text, Facts facts) {
    requireOneLine(facts.label(), facts);
    if (!facts.label().contains("@")) {
      throw unfit(facts, "xoauth2, as nobody told its mail address: use plain");
    }
    var answer = "user=%s\u0001auth=Bearer %s\u0001\u0001".formatted(facts.label(), text);
    return Base64.getEncoder().encodeToString(answer.getBytes(StandardCharsets.UTF_8));
  }

  private static Problem unfit(Facts facts, String form) {
    return new Problem(
        Kind.FAILED,
        "token-unfit",
        "The token of %s can't be given as %s.".formatted(facts.account(), form));
  }
}
