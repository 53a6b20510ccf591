package dev.cloakroom.delivery;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Reading;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.workload.Grant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A token file of a tool of the person's own, at the path of their choice.
///
/// It gets the access token only. A file with a refresh token that the vault has never had is a
/// login of its own, and would be lost: it is left alone, and an alarm tells of it.
final class StandingFile implements TokenFiles.Copy {
  private static final int LARGEST = 64 << 10;

  private final Path file;
  private final Path home;
  private final Grant grant;
  private final Dialect dialect;
  private final Knowledge knowledge;
  private final Events events;

  StandingFile(
      Path file, Path home, Grant grant, Dialect dialect, Knowledge knowledge, Events events) {
    this.file = file;
    this.home = home;
    this.grant = grant;
    this.dialect = dialect;
    this.knowledge = knowledge;
    this.events = events;
  }

  @Override
  public void write(TokenSet tokens) {
    var before = content();
    if (before.filter(this::isForeign).isPresent()) {
      throw alarmed();
    }
    var mode = grant.form().mode();
    var shown = Deliveries.shown(tokens, null);
    var facts = knowledge.of(grant, Phantoms.none(grant.name()), home, Map.of());
    var content =
        before
            .map(old -> dialect.rewrite(old, mode, shown, facts))
            .orElseGet(() -> dialect.write(mode, shown, facts));
    DurableFile.write(target(), content.use(byte[]::clone));
  }

  private Problem alarmed() {
    var what =
        "%s has a login of its own, which Cloakroom does not hold: take it in with `cloakroom import`, or move the file away."
            .formatted(file);
    events.publish(new Event.Alarm("foreign-login", what));
    return new Problem(Kind.REFUSED, "foreign-login", what);
  }

  /// Whether a refresh token is in it that would be lost.
  private boolean isForeign(Secret content) {
    return dialect.read(content, Instant.EPOCH) instanceof Reading.Tokens(var found, _)
        && found.refresh() != null
        && !knowledge.hasHeld(grant, found.refresh());
  }

  private Optional<Secret> content() {
    try {
      return Files.exists(file) && Files.size(file) <= LARGEST
          ? Optional.of(Secret.of(Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + file, e);
    }
  }

  /// The file itself where the path is a link to it.
  private Path target() {
    try {
      return Files.exists(file) ? file.toRealPath() : file;
    } catch (IOException e) {
      throw new UncheckedIOException("could not find " + file, e);
    }
  }

  /// Removes it, unless somebody has put another login there.
  @Override
  public void remove() {
    try {
      if (content().filter(this::isForeign).isEmpty()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not delete " + file, e);
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
