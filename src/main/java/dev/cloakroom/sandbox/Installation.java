package dev.cloakroom.sandbox;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/// Whose containers these are: an installation, and one start of its host. Engines keep both as
/// labels, so that a later host finds what a killed one left, and nobody else's.
///
/// @param id of the installation, the same for all its hosts
/// @param host of this start alone
public record Installation(String id, String host) {
  /// The label whose value is the installation's id.
  public static final String LABEL = "dev.cloakroom.installation";

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8,32}");

  private static final String HOST = "dev.cloakroom.host";
  private static final String RUN = "dev.cloakroom.run";
  private static final String HOLDS = "dev.cloakroom.holds";

  public Installation {
    if (!ID.matcher(id).matches() || !ID.matcher(host).matches()) {
      throw new IllegalArgumentException("8 to 32 hexadecimal digits: " + id + ", " + host);
    }
  }

  /// One that no later host will be of: what is made for it lasts no longer than its maker.
  static Installation passing() {
    var once = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    return new Installation(once, once);
  }

  /// The name of a run's container.
  String nameOf(String run) {
    return "cloakroom-" + id + "-" + run;
  }

  Map<String, String> labels(String run) {
    return Map.of(LABEL, id, HOST, host, RUN, run);
  }

  /// The name of the container that holds the network of a run's.
  String nameOfHolder(String run) {
    return nameOf(run) + "-net";
  }

  Map<String, String> labelsOfHolder(String run) {
    return Map.of(LABEL, id, HOST, host, RUN, run, HOLDS, "network");
  }

  /// Whether a container with these labels holds the network of another.
  static boolean isHolder(Map<String, String> labels) {
    return labels.containsKey(HOLDS);
  }

  /// How the names of its chores' images begin; images that are loaded have no labels.
  private String chores() {
    return "localhost/cloakroom-" + id + "-";
  }

  /// The same for those of this start.
  String choresOfThisHost() {
    return chores() + host + "-";
  }

  /// Whether an image of that name was left by an earlier host.
  boolean isLeftover(String image) {
    return image.startsWith(chores()) && !image.startsWith(choresOfThisHost());
  }

  /// Whether a container with these labels was left by an earlier host.
  boolean isLeftover(Map<String, String> labels) {
    return id.equals(labels.get(LABEL)) && !host.equals(labels.get(HOST));
  }
}
