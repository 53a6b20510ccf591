package dev.cloakroom.probe;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.run.OwnRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// What makes attempts inside a container (`attempts.sh`): how it is started, what it reads, and
/// what its answers mean.
final class Script {
  private static final int LONGEST_DETAIL = 100;

  private Script() {}

  /// The command, wherever there is a shell.
  static List<String> command() {
    return List.of("/bin/sh", "-c", source());
  }

  private static String source() {
    try (var stream = Script.class.getResourceAsStream("attempts.sh")) {
      if (stream == null) {
        throw new IllegalStateException("attempts.sh is not in the program");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until a run says that its command has begun.
  ///
  /// @throws Problem when it ended before
  static void awaitUp(OwnRun run) throws InterruptedException {
    if (run.line().isEmpty()) {
      var why = run.ending();
      throw why.code().equals("run-ended")
          ? new Problem(
              Kind.FAILED,
              "probe-ended",
              "The probe ended before it could try anything (%s): it needs /bin/sh in the image."
                  .formatted(why.getMessage()))
          : why;
    }
  }

  /// What it reads on its standard input.
  static byte[] input(List<Attempt> attempts) {
    return attempts.stream()
        .map(Attempt::line)
        .collect(Collectors.joining("\n", "", "\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  /// What one of its lines says of the attempt of that number. The image is not trusted with more
  /// than a few words.
  static Outcome outcome(int number, String line) {
    var parts = line.split("\t", -1);
    if (parts.length != 3 || !parts[0].equals(String.valueOf(number))) {
      return Outcome.notTried("the probe answered something else");
    }
    var detail = clean(parts[2]);
    return switch (parts[1]) {
      case "yes" -> Outcome.yes(detail);
      case "no" -> Outcome.no(detail);
      default -> Outcome.notTried(detail);
    };
  }

  private static String clean(String detail) {
    var visible = detail.replaceAll("[^\\x20-\\x7e]", "?");
    return visible.substring(0, Math.min(visible.length(), LONGEST_DETAIL));
  }
}
