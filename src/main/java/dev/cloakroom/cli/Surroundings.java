package dev.cloakroom.cli;

import dev.cloakroom.credential.Secret;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.IntConsumer;

/// What the commands find around them. Who starts the program looks it up, once; the commands never
/// look at the machine themselves.
///
/// @param socket the host's control socket
/// @param folder the working folder, absolute
/// @param terminal the standard streams
/// @param browser how a link is opened
/// @param signals the asks to stop
/// @param clock for times that are told as "in 5 min"
/// @param hidden how a secret is typed
public record Surroundings(
    Path socket,
    Path folder,
    Terminal terminal,
    Browser browser,
    Signals signals,
    Clock clock,
    Hidden hidden) {

  /// Surroundings where nobody can type a secret.
  public Surroundings(
      Path socket, Path folder, Terminal terminal, Browser browser, Signals signals, Clock clock) {
    this(socket, folder, terminal, browser, signals, clock, _ -> Optional.empty());
  }

  /// Asks the person at the terminal for a secret, and does not show what they type.
  @FunctionalInterface
  public interface Hidden {
    /// What was typed after `prompt`; empty when there is no terminal, or nothing was typed.
    Optional<Secret> ask(String prompt);
  }

  /// Opens links for the person at this machine.
  @FunctionalInterface
  public interface Browser {
    /// Opens `link` where there is a display, and does nothing where there is none.
    void open(String link);
  }

  /// The asks of a person or a supervisor that this process stops.
  public interface Signals {
    /// Hands each ask from now on to `taker`, in a thread of its own, instead of ending the
    /// process: 2 for SIGINT, 15 for SIGTERM.
    void listen(IntConsumer taker);

    /// Ends the process at once.
    void leave(int exit);
  }
}
