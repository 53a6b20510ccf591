package dev.cloakroom.dialect;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Description.Delivery;
import dev.cloakroom.dialect.Outfit.Seed;
import dev.cloakroom.json.JsonText;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A dialect made of its description.
final class ToolDialect implements Dialect {
  private static final int LONGEST_FILE = 64 << 10;
  private static final String CONTENT = "content";

  private final String name;
  private final Description description;
  private final Knowledge knowledge;

  ToolDialect(String name, Description description, Knowledge knowledge) {
    this.name = name;
    this.description = description;
    this.knowledge = knowledge;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String tool() {
    return description.tool();
  }

  @Override
  public List<String> providers() {
    return description.providers();
  }

  @Override
  public List<Mode> modes() {
    return List.copyOf(description.deliveries().keySet());
  }

  @Override
  public Habits habits() {
    return description.habits();
  }

  @Override
  public Duration threshold(Duration lifetime) {
    var share = lifetime.multipliedBy(description.percent()).dividedBy(100);
    return share.compareTo(description.before()) > 0 ? share : description.before();
  }

  @Override
  public List<String> replyMembers() {
    return description.replyMembers();
  }

  @Override
  public Shape phantom() {
    return description.phantom();
  }

  @Override
  public Outfit outfit(Mode mode, TokenSet shown, Facts facts) {
    var delivery = delivery(mode);
    var values = values(mode, shown, facts);
    var environment = new LinkedHashMap<String, String>();
    delivery
        .environment()
        .forEach((variable, value) ->
            environment.put(Template.text(variable).render(values), value.render(values)));
    return new Outfit(home(delivery, values), place(delivery, values), environment);
  }

  private static Outfit.@Nullable Home home(Delivery delivery, Values values) {
    var home = delivery.home();
    if (home == null) {
      return null;
    }
    var seeds = new ArrayList<Seed>();
    home.seeds()
        .forEach((path, text) ->
            seeds.add(new Seed.Text(path(path, values), seed(delivery, text, values))));
    home.links()
        .forEach((path, target) ->
            seeds.add(new Seed.Link(path(path, values), Path.of(target.render(values)))));
    return new Outfit.Home(Path.of(home.at().render(values)).normalize(), seeds);
  }

  private static String path(Template template, Values values) {
    return Path.of(template.render(values)).normalize().toString();
  }

  private static Secret seed(Delivery delivery, Template text, Values values) {
    return text.names().equals(List.of(CONTENT))
        ? Secret.of(Objects.requireNonNull(delivery.layout()).write(values))
        : Secret.of(text.render(values));
  }

  private static Outfit.@Nullable Place place(Delivery delivery, Values values) {
    var place = delivery.place();
    if (place == null) {
      return null;
    }
    var folder = place.folder();
    return new Outfit.Place(
        folder == null ? null : Path.of(folder.render(values)).normalize(),
        place.file().render(values));
  }

  @Override
  public Secret write(Mode mode, TokenSet shown, Facts facts) {
    return Secret.of(layout(mode).write(values(mode, shown, facts)));
  }

  @Override
  public Secret rewrite(Secret existing, Mode mode, TokenSet shown, Facts facts) {
    if (existing.length() > LONGEST_FILE) {
      return write(mode, shown, facts);
    }
    var layout = layout(mode);
    var values = values(mode, shown, facts);
    return Secret.of(existing.<String>useText(text -> layout.rewrite(text, values)));
  }

  @Override
  public Shares shares(Secret existing, Mode mode, TokenSet shown, Facts facts) {
    var layout = layout(mode);
    var values = values(mode, shown, facts);
    var shares = existing.<Layout.Shares>useText(text -> layout.shares(text, values));
    return new Shares(Secret.of(shares.ours()), Secret.of(shares.others()));
  }

  @Override
  public Reading read(Secret content, Instant now) {
    if (content.length() > LONGEST_FILE) {
      return new Reading.Torn();
    }
    var layout = fullest();
    return layout == null
        ? new Reading.Torn()
        : content.<Reading>useText(text -> read(layout, text, now));
  }

  private Reading read(Layout layout, String text, Instant now) {
    try {
      var found = text.isBlank() ? null : layout.read(text).orElse(null);
      if (found == null) {
        return new Reading.Torn();
      }
      knowledge.conclude(found);
      return new Finding(found, now).reading(Set.copyOf(layout.names()), description.tombstones());
    } catch (JsonText.MalformedException _) {
      return new Reading.Torn();
    }
  }

  /// The layout of the tool's own files, with most places; null when it has none.
  private @Nullable Layout fullest() {
    Layout fullest = null;
    for (var delivery : description.deliveries().values()) {
      fullest = delivery.layout() == null ? fullest : delivery.layout();
    }
    return fullest;
  }

  private Layout layout(Mode mode) {
    var layout = delivery(mode).layout();
    if (layout == null) {
      throw new Problem(
          Kind.USAGE,
          "no-token-file",
          "The dialect %s has no token file in the mode %s: the tool asks for its token instead."
              .formatted(name, mode.word()));
    }
    return layout;
  }

  private Delivery delivery(Mode mode) {
    var delivery = description.deliveries().get(mode);
    if (delivery == null) {
      throw new Problem(
          Kind.USAGE,
          "mode-not-taken",
          "The dialect %s can't be delivered by %s: choose %s."
              .formatted(
                  name,
                  mode.word(),
                  modes().stream().map(Mode::word).collect(Collectors.joining(" or "))));
    }
    return delivery;
  }

  private Values values(Mode mode, TokenSet shown, Facts facts) {
    return new Values(shown, facts, knowledge.values(mode, shown, facts));
  }
}
