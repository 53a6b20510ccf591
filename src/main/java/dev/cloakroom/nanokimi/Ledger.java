package dev.cloakroom.nanokimi;

import dev.cloakroom.dialect.JsonPrinter;
import dev.cloakroom.json.JsonText;
import dev.cloakroom.nanokimi.Disk.Protection;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.AccessList;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What was there before the isolation, for its undoing. No token is in it. It is written before
/// anything is changed, and what it says first stays.
///
/// @param container who the container's user was
/// @param hadFolder whether `data/oauth-token` was there
/// @param hadLogin whether a login was in it
/// @param protections who could use what, by path below the checkout
/// @param moved where things are now, and where they were, by path below the checkout
record Ledger(
    int container,
    boolean hadFolder,
    boolean hadLogin,
    Map<String, Protection> protections,
    Map<String, String> moved) {
  private static final int RADIX = 8;

  Ledger {
    protections = new TreeMap<>(protections);
    moved = new TreeMap<>(moved);
  }

  /// The ledger of a checkout; empty when nothing was changed there.
  ///
  /// @throws Problem `ledger-strange` when it is not as it was written, or leads elsewhere
  static Optional<Ledger> of(Checkout checkout) {
    return Copies.content(checkout.record()).map(text -> text.useText(all -> read(checkout, all)));
  }

  private static Ledger read(Checkout checkout, String text) {
    try {
      if (JsonText.read(text) instanceof Map<?, ?> all
          && all.get("container") instanceof BigDecimal container
          && all.get("protections") instanceof Map<?, ?> protections
          && all.get("moved") instanceof Map<?, ?> moved) {
        var read =
            new Ledger(
                container.intValueExact(),
                Boolean.TRUE.equals(all.get("had_folder")),
                Boolean.TRUE.equals(all.get("had_login")),
                protections(protections),
                texts(moved));
        read.requireInside(checkout);
        return read;
      }
    } catch (JsonText.MalformedException | IllegalArgumentException | ArithmeticException _) {
      // told below
    }
    throw strange(checkout);
  }

  private static Problem strange(Checkout checkout) {
    return new Problem(
        Kind.REFUSED,
        "ledger-strange",
        "%s is not as Cloakroom wrote it: look who changed it, and move it away. Nothing was changed."
            .formatted(checkout.record()));
  }

  /// A container may have written it: it must not lead out of the data folder.
  private void requireInside(Checkout checkout) {
    var paths = new HashMap<>(moved);
    protections.keySet().forEach(path -> paths.put(path, path));
    paths.forEach((one, other) -> {
      if (!isInside(checkout, one) || !isInside(checkout, other)) {
        throw strange(checkout);
      }
    });
  }

  private static boolean isInside(Checkout checkout, String path) {
    var full = checkout.folder().resolve(path);
    var data = checkout.data();
    if (!full.equals(full.normalize()) || !full.startsWith(data)) {
      return false;
    }
    for (var above = full.getParent();
        above != null && above.startsWith(data);
        above = above.getParent()) {
      if (Checkout.isThere(above) && !Checkout.isFolder(above)) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, Protection> protections(Map<?, ?> written) {
    var protections = new TreeMap<String, Protection>();
    written.forEach((path, members) -> {
      if (members instanceof Map<?, ?> one && one.get("mode") instanceof String mode) {
        protections.put(
            String.valueOf(path),
            new Protection(
                Integer.parseInt(mode, RADIX) & 0777,
                list(one.get("access")),
                list(one.get("inherited"))));
      }
    });
    return protections;
  }

  private static @Nullable AccessList list(@Nullable Object written) {
    return written instanceof String hex ? AccessList.read(HexFormat.of().parseHex(hex)) : null;
  }

  private static Map<String, String> texts(Map<?, ?> written) {
    var texts = new TreeMap<String, String>();
    written.forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
    return texts;
  }

  /// This, and what `later` knows besides.
  Ledger with(Ledger later) {
    var all = new TreeMap<>(later.protections);
    all.putAll(protections);
    var paths = new TreeMap<>(later.moved);
    paths.putAll(moved);
    return new Ledger(later.container, hadFolder, hadLogin, all, paths);
  }

  byte[] bytes() {
    var all = new LinkedHashMap<String, Object>();
    all.put("written_by", "cloakroom setup isolation; cloakroom setup isolation --undo reads it");
    all.put("container", container);
    all.put("had_folder", hadFolder);
    all.put("had_login", hadLogin);
    var written = new TreeMap<String, Object>();
    protections.forEach((path, protection) -> written.put(path, members(protection)));
    all.put("protections", written);
    all.put("moved", moved);
    return (JsonPrinter.pretty(all) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> members(Protection protection) {
    var members = new TreeMap<String, Object>();
    members.put("mode", Integer.toOctalString(protection.mode()));
    put(members, "access", protection.access());
    put(members, "inherited", protection.inherited());
    return members;
  }

  private static void put(Map<String, Object> members, String name, @Nullable AccessList list) {
    if (list != null) {
      members.put(name, HexFormat.of().formatHex(list.bytes()));
    }
  }

  /// What a path had, if that is known.
  @Nullable Protection protection(Checkout checkout, Path path) {
    return protections.get(checkout.folder().relativize(path).toString());
  }
}
