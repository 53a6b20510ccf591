package dev.cloakroom.cli;

import dev.cloakroom.credential.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A shell that types commands: it sees what they print, which links they open, and can press
/// Ctrl-C.
final class Shell implements Surroundings.Browser, Surroundings.Signals {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  final List<String> opened = new ArrayList<>();
  final List<Integer> left = new ArrayList<>();
  final CountDownLatch listens = new CountDownLatch(1);
  final Map<String, Supplier<Callable<Integer>>> more = new LinkedHashMap<>();

  private final Path socket;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Set<Terminal.Side> attended = EnumSet.noneOf(Terminal.Side.class);
  private InputStream in = InputStream.nullInputStream();
  private OutputStream outTo = out;
  private final Queue<String> secrets = new ArrayDeque<>();
  private boolean colours;
  private int columns;
  private volatile @Nullable IntConsumer taker;

  Shell(Path socket) {
    this.socket = socket;
  }

  Shell attended(Terminal.Side... sides) {
    attended.addAll(List.of(sides));
    return this;
  }

  Shell colours() {
    colours = true;
    return this;
  }

  Shell columns(int number) {
    columns = number;
    return this;
  }

  Shell typing(String text) {
    return in(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Types those where nobody sees it.
  Shell typingHidden(String... texts) {
    secrets.addAll(List.of(texts));
    return this;
  }

  Shell in(InputStream stream) {
    in = stream;
    return this;
  }

  Shell outTo(OutputStream stream) {
    outTo = stream;
    return this;
  }

  int run(String... arguments) {
    return commands().run(arguments);
  }

  Commands commands() {
    return new Commands(surroundings(), "1.2.3", more);
  }

  Surroundings surroundings() {
    var terminal =
        new Terminal(
            in,
            new PrintStream(outTo, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            attended,
            colours,
            columns);
    return new Surroundings(
        socket,
        Path.of("/home/ana/work"),
        terminal,
        this,
        this,
        Clock.fixed(NOW, ZoneOffset.UTC),
        _ -> Optional.ofNullable(secrets.poll()).map(Secret::of));
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  byte[] outBytes() {
    return out.toByteArray();
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /// As Ctrl-C (2) or SIGTERM (15) would.
  void signal(int number) {
    var listener = taker;
    if (listener == null) {
      throw new AssertionError("nobody listens for signals");
    }
    listener.accept(number);
  }

  @Override
  public void open(String link) {
    opened.add(link);
  }

  @Override
  public void listen(IntConsumer listener) {
    taker = listener;
    listens.countDown();
  }

  @Override
  public void leave(int exit) {
    left.add(exit);
  }
}
