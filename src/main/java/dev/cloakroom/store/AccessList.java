package dev.cloakroom.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A POSIX access list, as Linux keeps it beside a file: who besides its owner may use it. Links
/// are never followed.
///
/// A list has a mask, which everything but the owner's own rights is cut down to, and which a later
/// `chmod` changes: after `chmod 600` a listed user may do nothing. So a list is the last that is
/// set, and read back.
public record AccessList(List<Entry> entries) {
  public static final int READ = 4;
  public static final int WRITE = 2;

  /// To run a file, or to enter a folder.
  public static final int EXECUTE = 1;

  private static final String ATTRIBUTE = "system.posix_acl_access";
  private static final String INHERITED = "system.posix_acl_default";

  private static final int OWNER = 1;
  private static final int USER = 2;
  private static final int GROUP = 4;
  private static final int NAMED_GROUP = 8;
  private static final int MASK = 16;
  private static final int OTHERS = 32;
  private static final int NOBODY = -1;
  private static final int VERSION = 2;
  private static final int ENTRY = 8;

  public AccessList {
    entries = List.copyOf(entries);
  }

  /// What one of them may.
  public record Entry(int tag, int may, int id) {}

  /// The list of a file; empty when it has none.
  public static Optional<AccessList> at(Path file) throws IOException {
    return Attributes.get(file, ATTRIBUTE).map(AccessList::read);
  }

  /// What new files in a folder begin with; empty when that is nothing.
  public static Optional<AccessList> inheritedAt(Path folder) throws IOException {
    return Attributes.get(folder, INHERITED).map(AccessList::read);
  }

  /// Makes it the list of a file.
  ///
  /// @throws IOException when the file system has no such lists, or has kept another
  public void set(Path file) throws IOException {
    Attributes.set(file, ATTRIBUTE, bytes());
    if (!at(file).equals(Optional.of(this))) {
      throw new IOException("another access list than was set is at " + file);
    }
  }

  /// Takes the list of a file away.
  public static void remove(Path file) throws IOException {
    Attributes.remove(file, ATTRIBUTE);
  }

  /// Lets new files in a folder begin with a list; null for nothing.
  public static void inherit(Path folder, @Nullable AccessList list) throws IOException {
    if (list == null) {
      Attributes.remove(folder, INHERITED);
    } else {
      Attributes.set(folder, INHERITED, list.bytes());
    }
  }

  /// The owner and one more user, and nobody else.
  public static AccessList of(int owner, int user, int may) {
    return new AccessList(
        List.of(
            new Entry(OWNER, owner, NOBODY),
            new Entry(USER, may, user),
            new Entry(GROUP, 0, NOBODY),
            new Entry(MASK, may, NOBODY),
            new Entry(OTHERS, 0, NOBODY)));
  }

  /// The same with one more user, who may as much.
  public AccessList with(int user) {
    var may = new TreeMap<Integer, Integer>();
    var all = new ArrayList<Entry>();
    entries.stream().filter(e -> e.tag == USER).forEach(e -> may.put(e.id, e.may));
    may.put(user, mask());
    all.add(entries.getFirst());
    may.forEach((id, rights) -> all.add(new Entry(USER, rights, id)));
    entries.stream().filter(e -> e.tag > USER).forEach(all::add);
    return new AccessList(all);
  }

  /// What Linux says; null when that is no list.
  public static @Nullable AccessList read(byte[] written) {
    var in = ByteBuffer.wrap(written).order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() % ENTRY != Integer.BYTES || in.getInt() != VERSION) {
      return null;
    }
    var entries = new ArrayList<Entry>();
    while (in.hasRemaining()) {
      entries.add(new Entry(in.getShort(), in.getShort(), in.getInt()));
    }
    return new AccessList(entries);
  }

  public byte[] bytes() {
    var out =
        ByteBuffer.allocate(Integer.BYTES + ENTRY * entries.size()).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(VERSION);
    for (var entry : entries) {
      out.putShort((short) entry.tag).putShort((short) entry.may).putInt(entry.id);
    }
    return out.array();
  }

  /// What a user may in the end: what their entry says, as far as the mask lets it.
  public int effective(int user) {
    int said =
        entries.stream()
            .filter(entry -> entry.tag == USER && entry.id == user)
            .mapToInt(Entry::may)
            .findFirst()
            .orElse(0);
    return said & mask();
  }

  private int mask() {
    return may(MASK);
  }

  /// Whether anybody but the owner and `users` may anything.
  public boolean opensToOthersThan(Set<Integer> users) {
    return may(OTHERS) != 0 || entries.stream().anyMatch(entry -> opens(entry, users));
  }

  private boolean opens(Entry entry, Set<Integer> users) {
    boolean isGroup = entry.tag == GROUP || entry.tag == NAMED_GROUP;
    boolean isOther = entry.tag == USER && !users.contains(entry.id);
    return (isGroup || isOther) && (entry.may & mask()) != 0;
  }

  private int may(int tag) {
    return entries.stream()
        .filter(entry -> entry.tag == tag)
        .mapToInt(Entry::may)
        .findFirst()
        .orElse(0);
  }
}
