package dev.cloakroom.boot;

import dev.cloakroom.catalog.Section;
import dev.cloakroom.console.Setting;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.PostgresAddress;
import dev.cloakroom.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the vault is: in this home, or on a PostgreSQL server that several nodes share; and where
/// replies are kept while it can't be written.
///
/// @param shared the server's address; null for a node alone
/// @param name what this node is called among the others; null for its installation's id
/// @param spool the folder of the person's choice for the spool; null for the usual places alone
record StoreSettings(
    @Nullable PostgresAddress shared, @Nullable String name, @Nullable SpoolFolder spool) {
  private static final String USUAL_USER = "cloakroom";
  private static final List<String> SHARING = List.of("url", "user", "password-file", "node");

  static StoreSettings of(Section section, Path folder) {
    section.allowOnly(Set.of("url", "user", "password-file", "node", "spool"));
    var named = section.path("spool", folder);
    var spool = named == null ? null : new SpoolFolder(named);
    if (Collections.disjoint(section.keys(), SHARING)) {
      return new StoreSettings(null, null, spool);
    }
    var url = section.text("url");
    var password = section.secretIn("password-file", folder);
    if (url == null || password == null) {
      throw new Problem(
          Kind.USAGE,
          "missing-key",
          "%s is missing: a shared store needs store.url and store.password-file."
              .formatted(section.pathOf(url == null ? "url" : "password-file")));
    }
    var user = section.text("user", USUAL_USER);
    return new StoreSettings(new PostgresAddress(url, user, password), name(section), spool);
  }

  private static @Nullable String name(Section section) {
    var name = section.text("node");
    if (name != null && !AccountId.isName(name)) {
      throw new Problem(
          Kind.USAGE,
          "bad-name",
          section.pathOf("node") + " is not a name: use a-z 0-9 . _ - only.");
    }
    return name;
  }

  /// What this node's entries on the audit are signed with; empty for a node alone.
  String node(String installation) {
    if (shared == null) {
      return "";
    }
    return name == null ? installation : name;
  }

  /// Where replies are kept while the database can't be written, best first.
  List<Path> spools(Places places, String installation) {
    if (spool == null) {
      return places.spools();
    }
    spool.prepare();
    return Stream.concat(Stream.of(spool.file(installation)), places.spools().stream()).toList();
  }

  /// Opens the store, and the key that it was made with.
  Safe open(Places places, Opened opened, SecureRandom random) {
    if (shared == null) {
      var key =
          places
              .givenKey()
              .map(MasterKey::given)
              .orElseGet(() -> MasterKey.at(places.masterKey(), places.database(), random));
      return new Safe(opened.keep(Store.open(places.database())), key);
    }
    if (Files.exists(places.database())) {
      throw new Problem(
          Kind.REFUSED,
          "store-twice",
          "This home has a vault of its own, %s, and store.url names another: bring its accounts over by a backup, and move the file away. Nothing was changed."
              .formatted(places.database()));
    }
    var store = opened.keep(Store.open(shared));
    var key =
        places
            .givenKey()
            .map(MasterKey::given)
            .orElseGet(() -> MasterKey.shared(places.masterKey(), store, random));
    return new Safe(store, key);
  }

  /// For people: without the password.
  List<Setting> shown() {
    var shown = new ArrayList<Setting>();
    if (shared == null) {
      shown.add(new Setting("store", "vault.db in the home", "where the vault is"));
    } else {
      shown.add(new Setting("store.url", shared.toString(), "where the vault is, for all nodes"));
      shown.add(new Setting("store.user", shared.user(), "as whom to go there"));
    }
    if (spool != null) {
      shown.add(
          new Setting(
              "store.spool",
              spool.path().toString(),
              "where replies are kept while the vault can't be written"));
    }
    return shown;
  }

  /// A store and its key.
  record Safe(Store store, MasterKey key) {}
}
