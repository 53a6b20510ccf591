package dev.cloakroom.bench;

import dev.cloakroom.chaos.ChaosClient;
import dev.cloakroom.chaos.ChaosClient.Told;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A library behind an adapter of `bench/peers`: a process that reads questions and writes answers,
/// lines of JSON, and keeps the tokens of each grant in a file.
final class PeerContender implements Contender {
  private static final int PATIENCE_SECONDS = 45;

  private final String name;
  private final Path folder;
  private final URI server;
  private final ChaosClient chaos;
  private final Process process;
  private final OutputStream questions;
  private final AtomicLong number = new AtomicLong();
  private final Map<String, Told> families = new ConcurrentHashMap<>();
  private final Map<Long, CompletableFuture<Told>> waiting = new ConcurrentHashMap<>();

  PeerContender(String name, List<String> line, Path folder, URI server, ChaosClient chaos) {
    this.name = name;
    this.folder = folder.resolve(name.replaceAll("\\W", "-"));
    this.server = server;
    this.chaos = chaos;
    try {
      Files.createDirectories(this.folder);
      this.process = new ProcessBuilder(line).redirectError(Redirect.DISCARD).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.questions = process.getOutputStream();
    Thread.ofPlatform().daemon().start(this::readAnswers);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void begin(Told theCase) {
    var id = theCase.text("case");
    var family =
        chaos.family(
            "{\"case\":\"%s\",\"lifetime\":%d,\"expired\":true}"
                .formatted(id, ChaosTableBench.LIFETIME_SECONDS));
    families.put(id, family);
    var state = new LinkedHashMap<String, Object>();
    state.put("access_token", family.text("access_token"));
    state.put("refresh_token", family.text("refresh_token"));
    state.put("expires_at", 1_600_000_000L);
    try {
      Files.writeString(file(id), json(state));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Answer ask(String theCase) {
    return answer(told(theCase, Map.of("file", file(theCase).toString())));
  }

  @Override
  public Optional<Answer> logIn(Told theCase) {
    var told = told(theCase.text("case"), Map.of("login", theCase.text("place")));
    return Boolean.TRUE.equals(told.get("unable")) ? Optional.empty() : Optional.of(answer(told));
  }

  /// What it answers; nothing when it does not answer in time.
  private Map<String, Object> told(String theCase, Map<String, Object> what) {
    long id = number.incrementAndGet();
    var answer = new CompletableFuture<Told>();
    waiting.put(id, answer);
    try {
      var question = new HashMap<>(what);
      question.put("id", id);
      question.put("issuer", server.toString());
      question.put("token_endpoint", server + "/token");
      question.put("client_id", theCase);
      say(question);
      return answer
          .completeOnTimeout(new Told(Map.of()), PATIENCE_SECONDS, TimeUnit.SECONDS)
          .join()
          .members();
    } finally {
      waiting.remove(id);
    }
  }

  private static Answer answer(Map<String, Object> told) {
    if (told.isEmpty()) {
      return new None(Saying.NOTHING);
    }
    if (told.get("access_token") instanceof String text) {
      return new Token(text);
    }
    return new None(Boolean.TRUE.equals(told.get("dead")) ? Saying.DEAD : Saying.LATER);
  }

  @Override
  public String family(String theCase) {
    return Objects.requireNonNull(families.get(theCase)).text("id");
  }

  private Path file(String theCase) {
    return folder.resolve(theCase + ".json").toAbsolutePath();
  }

  private synchronized void say(Map<String, Object> question) {
    try {
      questions.write((json(question) + "\n").getBytes(StandardCharsets.UTF_8));
      questions.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " has ended", e);
    }
  }

  private static String json(Map<String, Object> members) {
    return Jsonb.instance().type(Object.class).toJson(members);
  }

  private void readAnswers() {
    process
        .inputReader()
        .lines()
        .map(line -> new Told(Jsonb.instance().type(Object.class).map().fromJson(line)))
        .forEach(told -> {
          if (System.getProperty("chaos.debug") != null) {
            System.err.println(name + " " + told);
          }
          var answer = waiting.get(told.number("id"));
          if (answer != null) {
            answer.complete(told);
          }
        });
  }

  @Override
  public void close() {
    process.destroy();
  }
}
