package dev.cloakroom.delivery;

import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.Reading;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.workload.Grant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/// A token file of a tool of the person's own, at the path of their choice.
///
/// It gets the access token only. A file with a refresh token that the vault has never had is a
/// login of its own, and would be lost: it is left alone, and an alarm tells of it. So is a file
/// that is none of the tool's, unless what is in it can stay.
final class StandingFile implements TokenFiles.Copy {
  private static final int LARGEST = 64 << 10;
  private static final Secret NOTHING = Secret.of("");

  private final Path file;
  private final Path home;
  private final Grant grant;
  private final Dialect dialect;
  private final Knowledge knowledge;
  private final Warnings warnings;

  /// Tells the person what is wrong with a file.
  @FunctionalInterface
  interface Warnings {
    /// Tells of it, once for the same content.
    void tell(Path file, Secret content, Problem problem);
  }

  StandingFile(
      Path file, Path home, Grant grant, Dialect dialect, Knowledge knowledge, Warnings warnings) {
    this.file = file;
    this.home = home;
    this.grant = grant;
    this.dialect = dialect;
    this.knowledge = knowledge;
    this.warnings = warnings;
  }

  @Override
  public void write(TokenSet tokens) {
    var before = content();
    requireNothingLost(before);
    var mode = grant.form().mode();
    var shown = tokens.shownWith(null);
    var content =
        isBlank(before)
            ? dialect.write(mode, shown, facts())
            : dialect.rewrite(before, mode, shown, facts());
    DurableFile.write(file, content.use(byte[]::clone));
  }

  private void requireNothingLost(Secret content) {
    var shares = shares(content);
    if (isForeign(shares)) {
      throw told(content, loginOfItsOwn());
    }
    if (isUnknown(shares)) {
      throw told(content, notATokenFile());
    }
  }

  private Problem told(Secret content, Problem problem) {
    warnings.tell(file, content, problem);
    return problem;
  }

  private Problem loginOfItsOwn() {
    return new Problem(
        Kind.REFUSED,
        "foreign-login",
        "%s has a login of its own, which Cloakroom does not hold: take it in with `cloakroom import`, or move the file away."
            .formatted(file));
  }

  private Problem notATokenFile() {
    return new Problem(
        Kind.REFUSED,
        "foreign-file",
        "%s is no token file of %s: move it away, or end the grant and name another file."
            .formatted(file, dialect.tool()));
  }

  /// Whether a refresh token is in it that would be lost.
  private boolean isForeign(Dialect.Shares shares) {
    return dialect.read(shares.ours(), Instant.EPOCH) instanceof Reading.Tokens(var found, _)
        && found.refresh() != null
        && !knowledge.hasHeld(grant, found.refresh());
  }

  /// Whether something is in it that nobody knows, and that would be lost.
  private boolean isUnknown(Dialect.Shares shares) {
    return !isBlank(shares.ours())
        && isBlank(shares.others())
        && dialect.read(shares.ours(), Instant.EPOCH) instanceof Reading.Torn;
  }

  private static boolean isBlank(Secret text) {
    return text.useText(String::isBlank);
  }

  private Dialect.Shares shares(Secret content) {
    var none =
        new TokenSet(Generation.NONE, NOTHING, null, "Bearer", Instant.EPOCH, null, Scopes.NONE);
    return dialect.shares(content, grant.form().mode(), none, facts());
  }

  private Facts facts() {
    return knowledge.of(grant, Phantoms.none(grant.name()), home, Map.of());
  }

  /// What is in it; nothing when it is not there. A link is not followed: the path was looked at
  /// when the file was granted, and whoever laid one there since may mean any file of the person's.
  private Secret content() {
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      return NOTHING;
    }
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST) {
        throw told(NOTHING, notATokenFile());
      }
      try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        return Secret.of(in.readNBytes(LARGEST));
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private Problem unusable(IOException cause) {
    return new Problem(
        Kind.FAILED,
        "file-unusable",
        "The file %s can't be read, or not be deleted: see whose it is.".formatted(file),
        cause);
  }

  /// Removes it, or what is ours in it, unless somebody has put another login there.
  @Override
  public void remove() {
    var content = content();
    var shares = shares(content);
    if (isForeign(shares) || isUnknown(shares)) {
      return;
    }
    if (!isBlank(shares.others())) {
      DurableFile.write(file, shares.others().use(byte[]::clone));
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StandingFile that && file.equals(that.file);
  }

  @Override
  public int hashCode() {
    return Objects.hash(file);
  }
}
