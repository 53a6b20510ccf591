package dev.cloakroom.dialect;

import dev.cloakroom.catalog.Section;
import dev.cloakroom.dialect.Description.Delivery;
import dev.cloakroom.dialect.Description.Home;
import dev.cloakroom.dialect.Description.Place;
import dev.cloakroom.dialect.Habits.Lock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Turns the file of a dialect into its [Description].
final class DescriptionReader {
  private static final Set<String> KEYS =
      Set.of(
          "tool",
          "providers",
          "rewrites",
          "lock",
          "moved-by",
          "redirected-by",
          "reloads",
          "refreshes",
          "reply",
          "phantom",
          "tombstones",
          "layout",
          "marks",
          "keeps",
          "content",
          "modes");
  private static final Set<String> LOCK = Set.of("kind", "at", "stale");
  private static final Set<String> REFRESHES = Set.of("before", "percent");
  private static final Set<String> MODE =
      Set.of("home", "place", "environment", "content", "removes");
  private static final Set<String> HOME = Set.of("at", "seeds", "links");
  private static final Set<String> PLACE = Set.of("folder", "file");

  /// How a token file is laid out.
  private enum Kind {
    JSON,
    INI,
    LINES,
    TEXT
  }

  private final Section file;

  private DescriptionReader(Section file) {
    this.file = file;
  }

  /// Reads the file of a dialect that comes with Cloakroom.
  static Description builtIn(String name) {
    try (var in = DescriptionReader.class.getResourceAsStream(name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("there is no file for the dialect " + name);
      }
      var yaml = new Load(LoadSettings.builder().setLabel(name).build()).loadFromInputStream(in);
      return read(name, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads the content of such a file.
  ///
  /// @throws dev.cloakroom.problem.Problem for a key that is not known, or has a wrong value
  static Description read(String name, @Nullable Object yaml) {
    return new DescriptionReader(Section.of(name, yaml).allowOnly(KEYS)).description();
  }

  private Description description() {
    var refreshes = file.section("refreshes").allowOnly(REFRESHES);
    return new Description(
        file.text("tool", ""),
        file.texts("providers", List.of()),
        habits(),
        Objects.requireNonNull(refreshes.duration("before", Duration.ZERO)),
        refreshes.number("percent", 0, 0, 99),
        file.texts("reply", List.of()),
        file.word("phantom", Dialect.Shape.class, Dialect.Shape.OPAQUE),
        Set.copyOf(file.texts("tombstones", List.of())),
        deliveries());
  }

  private Habits habits() {
    var lock = file.section("lock").allowOnly(LOCK);
    return new Habits(
        file.word("rewrites", Habits.Rewrites.class, Habits.Rewrites.NEVER),
        lock.has("kind")
            ? new Lock(
                lock.word("kind", Lock.Kind.class, Lock.Kind.FILE),
                lock.text("at", ""),
                lock.duration("stale", null))
            : null,
        file.texts("moved-by", List.of()),
        file.texts("redirected-by", List.of()),
        file.flag("reloads", false));
  }

  private Map<Mode, Delivery> deliveries() {
    var modes = file.section("modes");
    var deliveries = new EnumMap<Mode, Delivery>(Mode.class);
    for (var word : modes.keys()) {
      deliveries.put(Mode.of(word), delivery(modes.section(word).allowOnly(MODE)));
    }
    return deliveries;
  }

  private Delivery delivery(Section mode) {
    var environment = new LinkedHashMap<String, Template>();
    mode.textsByName("environment", Map.of())
        .forEach((name, value) -> environment.put(name, Template.text(value)));
    return new Delivery(layout(mode), home(mode), place(mode), environment);
  }

  private @Nullable Layout layout(Section mode) {
    var content = mode.text("content", file.text("content", ""));
    if (content.isEmpty()) {
      return null;
    }
    var marks = Set.copyOf(file.texts("marks", List.of()));
    var keeps = file.texts("keeps", List.of());
    return switch (file.word("layout", Kind.class, Kind.JSON)) {
      case JSON -> new JsonLayout(content, marks, keeps, mode.texts("removes", List.of()));
      case INI -> new IniLayout(content);
      case LINES -> new TextLayout(content, true);
      case TEXT -> new TextLayout(content, false);
    };
  }

  private static @Nullable Home home(Section mode) {
    if (!mode.has("home")) {
      return null;
    }
    var home = mode.section("home").allowOnly(HOME);
    return new Home(
        Template.text(home.text("at", "")), templates(home, "seeds"), templates(home, "links"));
  }

  private static @Nullable Place place(Section mode) {
    if (!mode.has("place")) {
      return null;
    }
    var place = mode.section("place").allowOnly(PLACE);
    var folder = place.text("folder");
    return new Place(
        folder == null ? null : Template.text(folder), Template.text(place.text("file", "")));
  }

  private static Map<Template, Template> templates(Section section, String key) {
    var templates = new LinkedHashMap<Template, Template>();
    section
        .textsByName(key, Map.of())
        .forEach((path, text) -> templates.put(Template.text(path), Template.text(text)));
    return templates;
  }
}
