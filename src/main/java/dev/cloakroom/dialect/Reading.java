package dev.cloakroom.dialect;

import dev.cloakroom.credential.TokenSet;

/// What was found in a tool's token file.
public sealed interface Reading {
  /// Tokens, of generation `NONE`.
  ///
  /// @param subject whose they are, as far as the file says; empty when it does not
  record Tokens(TokenSet tokens, String subject) implements Reading {}

  /// The tool was refused, and has blanked its tokens: nothing that could be adopted.
  record Tombstone() implements Reading {}

  /// Not a file of this dialect, or not a whole one: somebody is writing it, or has broken it.
  record Torn() implements Reading {}
}
