package dev.cloakroom.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.credential.Redactor;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.http.Backlog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What a run said, for people: its output line by line, and what the host said about it.
///
/// In memory, the newest 256 KiB of it. What was delivered to the run is not in it: a mark stands
/// where a token, or the run's credential, was printed. Safe for any thread.
public final class Transcript {
  static final String NOTICE = "notice";
  private static final int MOST = 256 << 10;
  private static final int WEIGHT_OF_A_LINE = 64;

  private final Redactor redactor = new Redactor();
  private final Backlog<Line> backlog = new Backlog<>(MOST, Line::weight);
  private final Clock clock;
  private final Consumer<Line> also;

  @GuardedBy("this")
  private final Lines output = new Lines(redactor, text -> add("stdout", text));

  @GuardedBy("this")
  private final Lines errors = new Lines(redactor, text -> add("stderr", text));

  /// One line.
  ///
  /// @param number its place in the transcript, from 1 on
  /// @param at when it was whole
  /// @param stream `stdout`, `stderr`, or `notice` for the host's own words
  /// @param text without its end
  public record Line(long number, Instant at, String stream, String text) {
    long weight() {
      return WEIGHT_OF_A_LINE + (long) text.length();
    }
  }

  /// @param also hears of each line, in order
  Transcript(Clock clock, Consumer<Line> also) {
    this.clock = clock;
    this.also = also;
  }

  /// The lines after that number; where older ones are gone, the first says so.
  public List<Line> after(long number) {
    var page = backlog.after(number);
    var lines = new ArrayList<Line>();
    if (page.missed()) {
      lines.add(
          new Line(
              page.before(),
              page.items().isEmpty() ? clock.instant() : page.items().getFirst().at(),
              NOTICE,
              "%d older lines are gone.".formatted(page.before())));
    }
    lines.addAll(page.items());
    return lines;
  }

  /// Waits for a line after that number; false when none came in time, or none will come.
  public boolean awaitMore(long number, Duration patience) throws InterruptedException {
    backlog.await(number, patience);
    return backlog.after(number).last() > number;
  }

  /// All of it as text.
  String text() {
    var text = new StringBuilder();
    for (var line : after(0)) {
      text.append(line.stream.equals(NOTICE) ? "cloakroom: " : "").append(line.text).append('\n');
    }
    return text.toString();
  }

  Backlog<Line> backlog() {
    return backlog;
  }

  /// Hides what is delivered to the run from now on.
  void hide(Secret secret) {
    redactor.hide(secret);
  }

  /// Words that may repeat what the run said, without what is to be hidden.
  String clean(String words) {
    return Lines.visible(redactor.redacted(words));
  }

  synchronized void output(String stream, byte[] bytes, int count) {
    (stream.equals("stdout") ? output : errors).feed(bytes, count);
  }

  synchronized void say(String words) {
    add(NOTICE, clean(words));
  }

  /// A try of the command is over: a line that it began is whole.
  synchronized void endTry() {
    output.end();
    errors.end();
  }

  /// The run is over: nothing comes any more, and its secrets are not needed. Returns its ending
  /// without what is to be hidden.
  synchronized Ending end(Ending ending) {
    endTry();
    var words = ending.message() == null ? null : clean(ending.message());
    if (words != null) {
      add(NOTICE, words);
    }
    backlog.end();
    redactor.clear();
    return new Ending(ending.exit(), ending.reason(), words);
  }

  private void add(String stream, String text) {
    backlog.add(number -> {
      var line = new Line(number, clock.instant(), stream, text);
      also.accept(line);
      return line;
    });
  }
}
