package dev.cloakroom.engine;

import dev.cloakroom.dial.Content;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The images of one engine. What takes long tells how far it is.
public final class Images {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String TAR = "application/x-tar";

  private final Engine engine;

  Images(Engine engine) {
    this.engine = engine;
  }

  /// The id of an image that is here. A name without a registry may also be one that was built
  /// here.
  public Optional<String> find(String name) {
    return inspect(name)
        .or(() -> name.contains("/") ? Optional.empty() : inspect("localhost/" + name));
  }

  private Optional<String> inspect(String name) {
    try {
      var target = engine.api() + "/images/" + Engine.encode(name).replace("%2F", "/") + "/json";
      return Optional.of(engine.ask(LIMIT, "GET", target, Content.none()).at("Id").text());
    } catch (EngineException e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// The names of all that are here, each with its tag.
  public List<String> names() {
    var found = engine.ask(LIMIT, "GET", engine.api() + "/images/json", Content.none());
    return found.items().stream()
        .flatMap(image -> image.at("RepoTags").items().stream())
        .map(Json::text)
        .toList();
  }

  /// Gets an image from its registry.
  ///
  /// @throws Problem `image-not-pulled` when it is not there, or no registry can be reached
  public void pull(String name, Consumer<String> progress) {
    var target = "/images/create?fromImage=" + Engine.encode(withTag(name));
    try {
      stream(target, Content.none(), progress);
    } catch (EngineException e) {
      throw new Problem(
          Kind.FAILED,
          "image-not-pulled",
          "The image %s is not here and can't be pulled: correct its name, or build one with `cloakroom image build`. %s"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  /// Without a tag, all of them would come.
  private static String withTag(String name) {
    return name.lastIndexOf(':') > name.lastIndexOf('/') || name.contains("@")
        ? name
        : name + ":latest";
  }

  /// Makes an image of a root file system.
  ///
  /// @param length the bytes of the tar file
  public void load(String name, InputStream tar, long length, Consumer<String> progress) {
    var target = "/images/create?fromSrc=-&tag=latest&repo=" + Engine.encode(name);
    stream(target, new Content(TAR, length, tar), progress);
  }

  /// Builds an image from a context, a tar file with a `Dockerfile`.
  ///
  /// @param arguments for its `ARG`s
  /// @param online whether its commands have a network
  public void build(
      String name,
      byte[] context,
      Map<String, String> arguments,
      boolean online,
      Consumer<String> progress) {
    var target =
        "/build?rm=1&forcerm=1&t=%s&buildargs=%s%s"
            .formatted(
                Engine.encode(name),
                Engine.encode(Json.write(arguments)),
                online ? "" : "&networkmode=none");
    stream(target, Content.of(TAR, context), progress);
  }

  /// Removes a name, and the image if that was its last.
  public void remove(String name) {
    try {
      engine.ask(LIMIT, "DELETE", engine.api() + "/images/" + name, Content.none());
    } catch (EngineException e) {
      if (e.status() != 404 && e.status() != 409) {
        throw e;
      }
    }
  }

  /// Ends with the connection: an engine gives up what nobody waits for.
  private void stream(String target, Content content, Consumer<String> progress) {
    try (var connection = engine.connect()) {
      var reply = connection.ask("POST", engine.api() + target, content);
      if (reply.status() > 299) {
        throw engine.refused(reply);
      }
      var told = new LinkedHashSet<String>();
      reply.lines(line -> tell(Json.read(line), told, progress));
    } catch (IOException e) {
      throw engine.gone(e);
    }
  }

  /// Steps of one layer come again and again; each is told once.
  private void tell(Json line, Set<String> told, Consumer<String> progress) {
    var error = line.at("error").text();
    if (!error.isEmpty()) {
      throw engine.refused(200, error);
    }
    var id = line.at("id").text();
    var status = line.at("status").text();
    var words =
        status.isEmpty() ? line.at("stream").text() : id.isEmpty() ? status : id + ": " + status;
    var clean = words.strip().replaceAll("\\p{Cntrl}", " ");
    if (!clean.isEmpty() && told.add(clean)) {
      progress.accept(clean);
    }
  }
}
