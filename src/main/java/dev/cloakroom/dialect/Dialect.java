package dev.cloakroom.dialect;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The credential format of one tool, and what is known of how the tool treats it. Immutable.
public interface Dialect {
  /// Its name, such as `kimi-code`.
  String name();

  /// The tool for people, with the version that its facts are from, such as `Kimi Code 2.1`.
  String tool();

  /// The providers or aliases whose accounts it takes by itself; empty when it takes any.
  List<String> providers();

  /// How it can be delivered, least dangerous first: the first one is chosen.
  List<Mode> modes();

  /// What the tool refreshes by itself when less of `lifetime` is left; zero when it never does
  /// before the end.
  Duration threshold(Duration lifetime);

  /// What it does with its token file besides reading it.
  default Habits habits() {
    return Habits.READER;
  }

  /// The members of a token reply that the tool takes, by their names in RFC 6749 section 5.1.
  List<String> replyMembers();

  /// What a phantom refresh token looks like to it.
  Shape phantom();

  /// What a run gets of it in a mode.
  ///
  /// @param shown the tokens as the tool is to see them: without the refresh token, or with a
  ///   phantom in its place
  /// @throws dev.cloakroom.problem.Problem `mode-not-taken` when it is none of [#modes]
  Outfit outfit(Mode mode, TokenSet shown, Facts facts);

  /// The content of its token file.
  ///
  /// @param shown as for [#outfit]
  /// @throws dev.cloakroom.problem.Problem `mode-not-taken`, or `no-token-file` when it has none in
  ///   that mode
  Secret write(Mode mode, TokenSet shown, Facts facts);

  /// What a file that is there already becomes: as [#write], but what the tool or the person keeps
  /// in it besides the tokens stays.
  default Secret rewrite(Secret existing, Mode mode, TokenSet shown, Facts facts) {
    return write(mode, shown, facts);
  }

  /// What of a file that is there already is this login's, and what is not.
  default Shares shares(Secret existing, Mode mode, TokenSet shown, Facts facts) {
    return new Shares(existing, Secret.of(""));
  }

  /// A token file in two.
  ///
  /// @param ours what [#rewrite] would replace
  /// @param others what would be left of the file without that; empty when nothing would
  record Shares(Secret ours, Secret others) {}

  /// What somebody, most likely the tool, has written into its token file.
  Reading read(Secret content, Instant now);

  /// What a phantom looks like.
  enum Shape {
    /// Letters, digits, `.`, `_` and `-`, with a prefix of our own.
    OPAQUE,
    /// Three parts of base64url with dots between: a JWT that nobody signed.
    JWT
  }
}
