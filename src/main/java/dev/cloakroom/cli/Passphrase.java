package dev.cloakroom.cli;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The passphrase of a backup: from a file, or typed where nobody sees it. Never an argument, nor
/// of the environment: others could read those.
record Passphrase(Surroundings around, @Nullable String file) {
  private static final int LONGEST = 4 << 10;
  private static final int SHORTEST = 12;

  /// A new one, which is asked for twice.
  Secret chosen() {
    if (file != null) {
      return inFile(file);
    }
    var first = typed("Passphrase for this backup: ");
    if (first.useText(text -> text.codePointCount(0, text.length())) < SHORTEST) {
      throw new Problem(
          Kind.USAGE,
          "weak-passphrase",
          "a passphrase has at least %d characters: take a longer one".formatted(SHORTEST));
    }
    if (!first.equals(typed("The same again: "))) {
      throw new Problem(
          Kind.USAGE, "passphrases-differ", "the two passphrases differ: run it again");
    }
    return first;
  }

  /// The one that a backup was made with.
  Secret known() {
    return file == null ? typed("Passphrase of this backup: ") : inFile(file);
  }

  private Secret inFile(String name) {
    Path path = around.folder().resolve(name);
    var bytes = Documents.read(path, LONGEST);
    return Secret.of(new String(bytes, StandardCharsets.UTF_8).stripTrailing());
  }

  private Secret typed(String prompt) {
    return around
        .hidden()
        .ask(prompt)
        .orElseThrow(() ->
            new Problem(
                Kind.USAGE,
                "no-passphrase",
                "no passphrase was typed: run it at a terminal, or name a file with --passphrase-file"));
  }
}
