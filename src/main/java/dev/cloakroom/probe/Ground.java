package dev.cloakroom.probe;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What of a host no run may reach.
///
/// @param secluded files and folders of its own
/// @param sockets its own socket, and those of engines
/// @param runs the folder of the folders of runs
/// @param loans the folder of what is lent to runs
/// @param person the person's home folder
/// @param searchPath the `PATH` that the host was started with, to know its environment by
/// @param console the port of its console
/// @param refreshTokens what never leaves the vault but to a run that it is lent to
public record Ground(
    List<Secluded> secluded,
    List<Path> sockets,
    Path runs,
    Path loans,
    Path person,
    String searchPath,
    int console,
    Supplier<Map<AccountId, Secret>> refreshTokens) {
  public Ground {
    secluded = List.copyOf(secluded);
    sockets = List.copyOf(sockets);
  }

  /// Something of the host, by the name that people know it by, such as `the vault`.
  public record Secluded(String name, Path path) {}
}
