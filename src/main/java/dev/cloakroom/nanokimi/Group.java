package dev.cloakroom.nanokimi;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// A chat group of NanoKimi's.
///
/// @param folder the name of its folders
/// @param facts what is known of it: its chat, name, trigger and so on; nothing when it is not
///   registered
record Group(String folder, Map<String, String> facts) {
  /// What all groups read; no chat.
  static final String GLOBAL = "global";

  private static final Pattern FOLDER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  Group {
    facts = Map.copyOf(facts);
    if (!FOLDER.matcher(folder).matches()) {
      throw new Problem(
          Kind.REFUSED,
          "bad-group",
          "The group %s has a folder that is no plain name: mend its registration in NanoKimi. Nothing was changed."
              .formatted(folder.replaceAll("[^A-Za-z0-9_./-]", "?")));
    }
  }

  /// The workload that it becomes.
  String workload() {
    var name = folder.toLowerCase(Locale.ROOT);
    if (!AccountId.isName(name) || name.equals("host") || name.startsWith("run-")) {
      throw new Problem(
          Kind.REFUSED,
          "bad-group",
          "The group %s can't be a workload of that name (host and run-… are taken): rename its folder in NanoKimi. Nothing was changed."
              .formatted(folder));
    }
    return name;
  }

  boolean isGlobal() {
    return folder.equals(GLOBAL);
  }
}
