package dev.cloakroom.nanokimi;

import dev.cloakroom.json.JsonText;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.ForeignFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.sqlite.JDBC;

/// The groups of a checkout: those in `data/registered_groups.json` and in `store/messages.db`,
/// `main`, and what all of them read. The database is copied first, and only the copy opened.
final class Registry {
  private static final List<String> COLUMNS =
      List.of("jid", "name", "trigger_pattern", "added_at", "container_config", "requires_trigger");
  private static final int PATIENCE = 10; // seconds

  private final Checkout checkout;
  private final Allowance allowance;
  private final Map<String, Group> groups = new TreeMap<>();

  private Registry(Checkout checkout, Allowance allowance) {
    this.checkout = checkout;
    this.allowance = allowance;
  }

  /// Reads them.
  ///
  /// @param scratch a folder that may be made, and is deleted again
  /// @param allowance how much of the database is copied at most
  static List<Group> groups(Checkout checkout, Path scratch, Allowance allowance) {
    var registry = new Registry(checkout, allowance);
    registry.readFile();
    registry.readDatabase(scratch);
    registry.addFolders();
    return List.copyOf(registry.groups.values());
  }

  private void readFile() {
    var file = checkout.data().resolve("registered_groups.json");
    var text = Copies.content(file);
    if (text.isEmpty()) {
      return;
    }
    try {
      var read = text.get().useText(all -> Optional.ofNullable(JsonText.read(all)));
      if (read.orElse(null) instanceof Map<?, ?> all) {
        all.forEach((jid, group) -> read(String.valueOf(jid), group));
        return;
      }
    } catch (JsonText.MalformedException _) {
      // told below
    }
    throw unreadable(file);
  }

  private void read(String jid, Object written) {
    if (written instanceof Map<?, ?> members && members.get("folder") instanceof String folder) {
      var facts = new LinkedHashMap<String, String>();
      members.forEach((name, value) -> facts.put(String.valueOf(name), String.valueOf(value)));
      facts.put("jid", jid);
      facts.remove("folder");
      groups.put(folder, new Group(folder, facts));
    }
  }

  private void readDatabase(Path scratch) {
    var file = checkout.folder().resolve("store/messages.db");
    if (!Checkout.isThere(file)) {
      return;
    }
    try {
      ForeignFolder.delete(scratch);
      DurableFile.privateFolder(scratch);
      try {
        copy(file, scratch.resolve("messages.db"));
        copy(file.resolveSibling("messages.db-wal"), scratch.resolve("messages.db-wal"));
        query(scratch.resolve("messages.db"));
      } finally {
        ForeignFolder.delete(scratch);
      }
    } catch (IOException | SQLException _) {
      throw unreadable(file);
    }
  }

  private void copy(Path from, Path to) throws IOException {
    checkout.requireFoldersAbove(from);
    if (!Checkout.isThere(from)) {
      return;
    }
    if (!Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
      throw Checkout.link(from); // to open a pipe would last
    }
    try (var in = Files.newInputStream(from, LinkOption.NOFOLLOW_LINKS);
        var out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
      allowance.copy(in, out);
    }
  }

  private void query(Path copy) throws SQLException {
    try (var connection = JDBC.createConnection("jdbc:sqlite:" + copy, new Properties());
        var query = connection.createStatement()) {
      query.setQueryTimeout(PATIENCE);
      query.execute("PRAGMA trusted_schema=OFF");
      if (!hasTable(connection)) {
        return;
      }
      try (var rows = query.executeQuery("SELECT * FROM registered_groups")) {
        while (rows.next()) {
          read(rows);
        }
      }
    }
  }

  private static boolean hasTable(Connection connection) throws SQLException {
    try (var query = connection.createStatement();
        var row =
            query.executeQuery(
                "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'registered_groups'")) {
      return row.next();
    }
  }

  private void read(ResultSet row) throws SQLException {
    var facts = new LinkedHashMap<String, String>();
    for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
      var name = row.getMetaData().getColumnName(column);
      var value = row.getString(column);
      if (COLUMNS.contains(name) && value != null) {
        facts.put(name, value);
      }
    }
    var folder = row.getString("folder");
    groups.put(folder, new Group(folder, facts));
  }

  /// `main` needs no registration, and neither does what all read. Where nothing is registered,
  /// every folder counts.
  private void addFolders() {
    boolean none = groups.isEmpty();
    for (var folder : Checkout.entries(checkout.groups())) {
      var name = folder.getFileName().toString();
      boolean counts = none || name.equals("main") || name.equals(Group.GLOBAL);
      if (counts && Checkout.isFolder(folder)) {
        groups.putIfAbsent(name, new Group(name, Map.of()));
      }
    }
  }

  private static Problem unreadable(Path file) {
    return new Problem(
        Kind.USAGE,
        "groups-unreadable",
        "The groups in %s can't be read: see that it is whole, or move it away. Nothing was changed."
            .formatted(file));
  }
}
