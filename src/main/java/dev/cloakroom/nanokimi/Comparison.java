package dev.cloakroom.nanokimi;

import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a change of layout does for the credentials of a checkout: computed from the mounts and
/// from what is in the folders.
public final class Comparison {
  private final Checkout checkout;
  private final List<String> besideLogin;

  /// A comparison of what containers of a checkout reach.
  ///
  /// @param besideLogin what is in `data/oauth-token` besides the login
  private Comparison(Checkout checkout, List<String> besideLogin) {
    this.checkout = checkout;
    this.besideLogin = List.copyOf(besideLogin);
  }

  /// One aspect, in words.
  public record Row(String aspect, String before, String after) {}

  /// The four aspects of NanoKimi's own table, for the checkout in `folder` as it is.
  public static List<Row> of(Path folder, List<Mount> before, List<Mount> after) {
    var checkout = new Checkout(folder.toAbsolutePath().normalize(), folder);
    return of(checkout, besideLogin(checkout), before, after);
  }

  static List<Row> of(
      Checkout checkout, List<String> besideLogin, List<Mount> before, List<Mount> after) {
    var comparison = new Comparison(checkout, besideLogin);
    return List.of(
        row("Container can read", before, after, comparison::read),
        row("Container can write", before, after, comparison::written),
        row("Config protection", before, after, comparison::config),
        row("Principle", before, after, comparison::principle));
  }

  /// What is in the folder of the login that is neither the login nor a lock.
  static List<String> besideLogin(Checkout checkout) {
    return Checkout.entries(checkout.tokens()).stream()
        .filter(entry -> !isLock(entry))
        .map(entry -> entry.getFileName().toString())
        .filter(name -> !name.equals(Checkout.LOGIN))
        .toList();
  }

  /// Whether a file is one of Kimi's locks.
  static boolean isLock(Path file) {
    return file.toString().endsWith(".lock");
  }

  private static Row row(
      String aspect, List<Mount> before, List<Mount> after, Function<List<Mount>, String> words) {
    return new Row(aspect, words.apply(before), words.apply(after));
  }

  private String read(List<Mount> mounts) {
    return reach(mounts.stream());
  }

  private String written(List<Mount> mounts) {
    return reach(mounts.stream().filter(mount -> mount.access() == Access.READ_WRITE));
  }

  /// Which credentials are in reach. The configuration has a row of its own.
  private String reach(Stream<Mount> mounts) {
    var hosts = mounts.map(Mount::host).toList();
    if (hosts.stream().anyMatch(checkout.credentials()::startsWith)) {
      return "All credentials";
    }
    if (hosts.stream().noneMatch(checkout.active()::startsWith)) {
      return hosts.contains(checkout.backup()) ? "Only OAuth token" : "No credentials";
    }
    return besideLogin.isEmpty()
        ? "Only OAuth token"
        : "OAuth token and " + String.join(", ", besideLogin);
  }

  private String config(List<Mount> mounts) {
    var of = mounts.stream().filter(mount -> checkout.config().startsWith(mount.host())).toList();
    if (of.isEmpty()) {
      return "Not mounted";
    }
    return of.stream().anyMatch(mount -> mount.access() == Access.READ_WRITE)
        ? "Writable"
        : "Read-only";
  }

  private String principle(List<Mount> mounts) {
    var least = List.of("Only OAuth token", "No credentials");
    if (least.contains(read(mounts)) && !config(mounts).equals("Writable")) {
      return "Least privilege";
    }
    return written(mounts).equals("All credentials") ? "Full access" : "Partial access";
  }
}
