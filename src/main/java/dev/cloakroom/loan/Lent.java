package dev.cloakroom.loan;

import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Outfit;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// A refresh token that is lent to a run: the folder with the tool's file, to be mounted read-write
/// where its outfit's place says. To be closed once the run's container is gone, or abandoned where
/// that is not known.
public final class Lent implements AutoCloseable {
  private final Path folder;
  private final Outfit outfit;
  private final TokenSet tokens;
  private final Runnable end;
  private final Runnable abandonment;
  private final AtomicBoolean over = new AtomicBoolean();

  Lent(Path folder, Outfit outfit, TokenSet tokens, Runnable end, Runnable abandonment) {
    this.folder = folder;
    this.outfit = outfit;
    this.tokens = tokens;
    this.end = end;
    this.abandonment = abandonment;
  }

  /// Where the tool's file is on the host.
  public Path folder() {
    return folder;
  }

  /// What else the run gets.
  public Outfit outfit() {
    return outfit;
  }

  /// What was lent.
  public TokenSet tokens() {
    return tokens;
  }

  /// Looks at the file for the last time, and gives the refresh token back. What can't be settled
  /// now is settled later: nothing is thrown.
  @Override
  public void close() {
    if (over.compareAndSet(false, true)) {
      end.run();
    }
  }

  /// Leaves it lent, since the run's container may still be there: nobody else sends the refresh
  /// token until the next host has settled it. What the tool gets is adopted as before.
  public void abandon() {
    if (over.compareAndSet(false, true)) {
      abandonment.run();
    }
  }
}
