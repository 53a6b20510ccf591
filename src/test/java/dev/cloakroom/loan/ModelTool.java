package dev.cloakroom.loan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;

/// A tool that refreshes by itself, and writes its file as tools do: by a rename, or in place and
/// in two goes; with a clock that may be wrong; and now and then something else.
///
/// It forgets nothing: what it got is whole in its file before its container ends. While the vault
/// has its newest pair, it may also write an older file or a tombstone, and mend that later.
final class ModelTool {
  private final StrictFamily family;
  private final Clock clock;
  private final SplittableRandom random;
  private final Path file;
  private final Duration skew;
  private long pair;

  /// What is still to be written; empty when the file is whole.
  private String rest = "";

  ModelTool(Lent lent, StrictFamily family, Clock clock, SplittableRandom random) {
    this.family = family;
    this.clock = clock;
    this.random = random;
    this.file = LentRooms.file(lent);
    this.skew = Duration.ofMinutes(random.nextInt(-180, 180));
    this.pair = StrictFamily.number(lent.tokens());
  }

  /// Does something.
  ///
  /// @param known the pair that the vault has
  /// @param older one that it had before; 0 when there is none. One that came and went between two
  ///   looks is known to nobody, so that no comparison can tell its age
  String act(long known, long older) {
    if (!rest.isEmpty()) {
      finish();
      return "writes the rest";
    }
    int choice = random.nextInt(6);
    return switch (choice) {
      case 0 -> known == pair && older > 0 ? "writes an older pair" + write(line(older)) : "rests";
      case 1 -> known == pair ? "writes a tombstone" + write("-") : "rests";
      case 2 -> "writes its file again" + write(line(pair));
      default -> "refreshes" + refresh();
    };
  }

  private String refresh() {
    long next = family.refresh(pair);
    if (next == 0) {
      return write("-");
    }
    pair = next;
    var line = line(pair);
    if (random.nextBoolean()) {
      return " to " + pair + rename(line);
    }
    int half = random.nextInt(line.length());
    write(line.substring(0, half));
    rest = line;
    return " to " + pair + ", and writes half of it";
  }

  /// Ends what it is about: its newest pair is in its file.
  void finish() {
    write(family.isDead() ? "-" : line(pair));
    rest = "";
  }

  private String line(long number) {
    var end = clock.instant().plus(skew).plus(Duration.ofHours(1));
    return PlainDialect.line("a" + number, "r" + number, end, "");
  }

  private String write(String text) {
    try {
      Files.writeString(file, text);
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String rename(String text) {
    try {
      var beside = file.resolveSibling("new");
      Files.writeString(beside, text);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
