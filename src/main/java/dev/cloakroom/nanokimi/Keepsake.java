package dev.cloakroom.nanokimi;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.JsonPrinter;
import dev.cloakroom.json.JsonText;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Keepsakes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the home keeps of a checkout that was brought over: its copies of the login as they were,
/// sealed.
///
/// @param account what they became
/// @param copies the copies, oldest first
record Keepsake(AccountId account, Path folder, List<Sealed> copies) {
  private static final int SHORT = 8;

  Keepsake {
    copies = List.copyOf(copies);
  }

  /// One copy.
  ///
  /// @param taken whether the vault has what it needs of it
  record Sealed(String word, String path, String sealed, boolean taken) {
    private Optional<Copy> open(Keepsakes keepsakes, AccountId account, Instant now) {
      return keepsakes
          .open(account, Base64.getDecoder().decode(sealed))
          .map(text -> Copy.of(word, Path.of(path), text, now));
    }
  }

  /// The folder of the keepsakes.
  static Path folder(Path home) {
    return home.resolve("migrations");
  }

  /// The file of the keepsake of a checkout.
  static Path file(Path home, Path checkout) {
    try {
      var path = checkout.toString().getBytes(StandardCharsets.UTF_8);
      var hash = MessageDigest.getInstance("SHA-256").digest(path);
      var name = "nanokimi-" + HexFormat.of().formatHex(hash, 0, SHORT) + ".json";
      return folder(home).resolve(name);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks SHA-256", e);
    }
  }

  /// Reads one; empty when there is none.
  ///
  /// @throws Problem `keepsake-damaged`
  static Optional<Keepsake> at(Path file) {
    return Copies.content(file).map(text -> text.useText(all -> read(all, file)));
  }

  private static Keepsake read(String text, Path file) {
    try {
      if (JsonText.read(text) instanceof Map<?, ?> all
          && all.get("account") instanceof String account
          && all.get("folder") instanceof String folder
          && all.get("copies") instanceof List<?> copies) {
        return new Keepsake(
            AccountId.parse(account).orElseThrow(IllegalArgumentException::new),
            Path.of(folder),
            copies.stream().map(Keepsake::copy).toList());
      }
    } catch (JsonText.MalformedException | IllegalArgumentException _) {
      // told below
    }
    throw damaged(file);
  }

  private static Sealed copy(Object written) {
    if (written instanceof Map<?, ?> one
        && one.get("word") instanceof String word
        && one.get("path") instanceof String path
        && one.get("sealed") instanceof String text) {
      return new Sealed(word, path, text, Boolean.TRUE.equals(one.get("taken")));
    }
    throw new IllegalArgumentException("no copy");
  }

  private static Problem damaged(Path file) {
    return new Problem(
        Kind.FAILED,
        "keepsake-damaged",
        "%s is damaged, or sealed with another key: put it back from a backup of the home, or move it away if NanoKimi's login is in the vault."
            .formatted(file));
  }

  /// This with more copies, which nobody has taken yet.
  Keepsake with(List<Copy> more, Keepsakes keepsakes) {
    var all = new ArrayList<>(copies);
    for (var copy : more) {
      var sealed = Base64.getEncoder().encodeToString(keepsakes.seal(account, copy.text()));
      all.add(new Sealed(copy.word(), copy.path().toString(), sealed, false));
    }
    return new Keepsake(account, folder, all);
  }

  /// This once the vault has them.
  Keepsake taken() {
    return new Keepsake(
        account,
        folder,
        copies.stream().map(one -> new Sealed(one.word, one.path, one.sealed, true)).toList());
  }

  /// The copies that nobody has taken yet, opened.
  List<Copy> waiting(Keepsakes keepsakes, Path file, Instant now) {
    return copies.stream()
        .filter(copy -> !copy.taken)
        .map(copy -> copy.open(keepsakes, account, now).orElseThrow(() -> damaged(file)))
        .toList();
  }

  byte[] bytes() {
    var all = new LinkedHashMap<String, Object>();
    all.put("account", account.toString());
    all.put("folder", folder.toString());
    all.put(
        "copies",
        copies.stream()
            .map(one ->
                Map.of(
                    "word", one.word, "path", one.path, "sealed", one.sealed, "taken", one.taken))
            .toList());
    return (JsonPrinter.pretty(all) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// Whether a login is among the sealed ones: only so may the origin lose it.
  boolean holds(Secret text, Keepsakes keepsakes, Path file, Instant now) {
    return waiting(keepsakes, file, now).stream().anyMatch(copy -> copy.text().equals(text));
  }
}
