package dev.cloakroom.run;

import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.wire.RunEvent;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells whoever watches a run what happens in it, and notes it in the transcript. Safe for any
/// thread: events don't mix.
final class RunLog {
  private final String run;
  private final Watcher watcher;
  private final long outputCap;
  private final Transcript transcript;
  private final RunLogFile file;
  private long passed;

  /// Hears what happens in a run, one event after the other.
  @FunctionalInterface
  interface Watcher {
    void hear(RunEvent event);

    /// Hears what its container will be, once all that it was granted is delivered.
    default void planned(LaunchPlan plan) {}

    /// Hears that it tried what it must not do; tells whether that is no reason for an alarm.
    default boolean expects(String misuse) {
      return false;
    }
  }

  RunLog(String run, Watcher watcher, long outputCap, Transcript transcript, RunLogFile file) {
    this.run = run;
    this.watcher = watcher;
    this.outputCap = outputCap;
    this.transcript = transcript;
    this.file = file;
  }

  Transcript transcript() {
    return transcript;
  }

  void planned(LaunchPlan plan) {
    watcher.planned(plan);
  }

  boolean expects(String misuse) {
    return watcher.expects(misuse);
  }

  /// The command is about to start.
  ///
  /// @param what the run gets, a line each
  void started(List<String> what) {
    file.header(what.stream().map(transcript::clean).toList());
    tell("started", null, null);
  }

  void rerun() {
    transcript.endTry();
    tell("rerun", "allowed: the command runs again", null);
  }

  void notice(String text) {
    tell("notice", text, null);
  }

  void consent(String text, String link) {
    tell("consent", text, link);
  }

  /// Passes output on, up to the cap; says once where it ended.
  synchronized void output(String stream, byte[] bytes, int count) {
    int rest = Math.clamp(outputCap - passed, 0, count);
    if (rest > 0) {
      var data = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, rest));
      transcript.output(stream, bytes, rest);
      watcher.hear(new RunEvent("output", run, stream, data, null, null, null, null));
    }
    if (passed <= outputCap && passed + count > outputCap) {
      notice("the output passed %d bytes; what comes after is dropped".formatted(outputCap));
    }
    passed += count;
  }

  synchronized void ended(Ending ending) {
    file.ended(ending);
    watcher.hear(event(run, ending));
  }

  /// The event that tells of it.
  static RunEvent event(String run, Ending ending) {
    return new RunEvent(
        "ended", run, null, null, ending.message(), null, ending.exit(), ending.reason());
  }

  private synchronized void tell(String type, @Nullable String text, @Nullable String link) {
    if (text != null) {
      transcript.say(text); // never the link: it lets a browser in
    }
    watcher.hear(new RunEvent(type, run, null, null, text, link, null, null));
  }
}
