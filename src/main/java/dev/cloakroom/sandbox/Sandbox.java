package dev.cloakroom.sandbox;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Limits;
import dev.cloakroom.store.Share;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Starts containers. Safe for any thread.
public interface Sandbox {
  /// The name used in `--sandbox`, such as `bubblewrap`.
  String name();

  /// Gets what the plan needs and is not here yet, such as its image, and says what it does.
  default void prepare(LaunchPlan plan, Consumer<String> notice) {}

  /// Starts the plan's command; throws a [dev.cloakroom.problem.Problem] when it can't.
  Container start(LaunchPlan plan);

  /// What the container will see of the host by this engine's own doing, before the plan's mounts.
  List<Mount> ownMounts();

  /// Whom a command runs as when a plan asks for that user, or for none (null).
  default Users users(@Nullable HostUser asked) {
    return new Users(Objects.requireNonNullElse(asked, HostUser.ORDINARY), Share.NOBODY);
  }

  /// The image that containers are made of when a plan asks for that one, or for none; empty when
  /// the engine has no images.
  default Optional<String> imageOf(@Nullable String asked) {
    return Optional.empty();
  }

  /// What containers may use when a plan asks for that, with the engine's usual limits filled in.
  default Limits limitsOf(Limits asked) {
    return asked;
  }

  /// Whether a command inside is kept from making user namespaces of its own.
  default boolean forbidsUserNamespaces() {
    return true;
  }

  /// Ends what a killed host of this installation left running, if it did not end with it.
  default void clearLeftovers() {}

  /// Deletes what is in a folder, whoever of its containers' users left it there. Nothing may run
  /// any more that can write it.
  default void empty(Path left) {}

  /// Refuses a variable that no environment can hold.
  static void checkVariable(String name, String value) {
    if (name.isEmpty() || name.contains("=") || (name + value).contains("\0")) {
      throw new Problem(
          Kind.USAGE,
          "bad-variable",
          "the environment variable '" + name + "' can't be set: check its name and value");
    }
  }
}
