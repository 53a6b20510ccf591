package dev.cloakroom.sandbox;

import dev.cloakroom.engine.Engine;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.Share;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whom the users of an engine's containers are on this machine, and how they reach what the host
/// makes for a run: it is given to them where root runs the host, else they are listed in its
/// access list, and neither where they are the host's own user.
///
/// @param engine the engine's name, for messages
/// @param host whoever runs this program
/// @param map whom they are
/// @param way how the engine is told
record EngineUsers(String engine, HostUser host, UserMap map, Way way) {
  private static final String KEEP = "keep-id";

  /// How users are mapped.
  enum Way {
    /// As the engine does it by itself.
    THE_ENGINES,
    /// Not at all, which this engine has to be told.
    NONE,
    /// So that the run's user is the host's: Podman's `keep-id`.
    KEPT
  }

  /// Those of an engine.
  ///
  /// @param survey finds out how the engine maps its users, which takes a container
  static EngineUsers of(Engine engine, HostUser host, Supplier<UserMap> survey) {
    requireOurs(engine, host);
    if (engine.isPodman()) {
      var way = engine.isRootless() ? Way.KEPT : Way.NONE;
      return new EngineUsers(engine.name(), host, UserMap.IDENTITY, way);
    }
    boolean others = engine.isRootless() || engine.remapsUsers();
    var map = others ? survey.get() : UserMap.IDENTITY;
    if (engine.isRootless() && map.outside(0).orElse(0) != host.uid()) {
      throw notOurs(engine);
    }
    return new EngineUsers(engine.name(), host, map, Way.THE_ENGINES);
  }

  /// Refuses root an engine without root: that engine's user can't enter root's folders, and is not
  /// to.
  static void requireOurs(Engine engine, HostUser host) {
    if (engine.isRootless() && host.isRoot()) {
      throw notOurs(engine);
    }
  }

  private static Problem notOurs(Engine engine) {
    return new Problem(
        Kind.REFUSED,
        "engine-not-yours",
        "%s at %s belongs to another user, who can't enter your folders: run Cloakroom as that user, or use an engine of yours or of root's."
            .formatted(engine.name(), engine.place().name()));
  }

  /// Whom a command runs as when that user is asked for, or none (null).
  ///
  /// @throws Problem `engine-user-mapping` when there is no such user inside
  Users users(@Nullable HostUser asked) {
    var inside = Objects.requireNonNullElse(asked, usual());
    if (way == Way.KEPT) {
      return new Users(inside, Share.NOBODY);
    }
    return new Users(inside, shareWith(map, inside, host, engine));
  }

  /// Where numbers mean the same on both sides, what the run writes is the person's own.
  private HostUser usual() {
    return host.isRoot() || !map.equals(UserMap.IDENTITY) ? HostUser.ORDINARY : host;
  }

  /// How a user inside reaches the host's files.
  static Share shareWith(UserMap map, HostUser inside, HostUser host, String engine) {
    int outside =
        map.outside(inside.uid())
            .orElseThrow(() ->
                new Problem(
                    Kind.REFUSED,
                    "engine-user-mapping",
                    "%s has no user %d inside: choose a lesser number with --user, or give it more in /etc/subuid."
                        .formatted(engine, inside.uid())));
    if (outside == host.uid()) {
      return Share.NOBODY;
    }
    return host.isRoot() ? new Share.Given(outside) : new Share.Listed(outside);
  }

  /// What the engine has to be told of the users of a container; null for nothing.
  @Nullable String namespace(HostUser inside) {
    return switch (way) {
      case THE_ENGINES -> null;
      case NONE -> "host";
      case KEPT ->
          inside.equals(host)
              ? KEEP
              : KEEP + ":uid=%d,gid=%d".formatted(inside.uid(), inside.gid());
    };
  }

  /// The same for a container in the network of another: without root, who has another's network
  /// must have its users too, since the network is theirs.
  @Nullable String namespaceIn(String holder, HostUser inside) {
    return way == Way.KEPT ? "container:" + holder : namespace(inside);
  }
}
