package dev.cloakroom.nanokimi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A POSIX access control list, as Linux keeps it beside a file.
record AccessList(List<Entry> entries) {
  static final int READ = 4;
  static final int WRITE = 2;
  static final int ENTER = 1;

  private static final int OWNER = 1;
  private static final int USER = 2;
  private static final int GROUP = 4;
  private static final int NAMED_GROUP = 8;
  private static final int MASK = 16;
  private static final int OTHERS = 32;
  private static final int NOBODY = -1;
  private static final int VERSION = 2;
  private static final int ENTRY = 8;

  AccessList {
    entries = List.copyOf(entries);
  }

  /// What one of them may.
  record Entry(int tag, int may, int id) {}

  /// The owner and one more user, and nobody else.
  static AccessList of(int owner, int user, int may) {
    return new AccessList(
        List.of(
            new Entry(OWNER, owner, NOBODY),
            new Entry(USER, may, user),
            new Entry(GROUP, 0, NOBODY),
            new Entry(MASK, may, NOBODY),
            new Entry(OTHERS, 0, NOBODY)));
  }

  /// The same with one more user, who may as much.
  AccessList with(int user) {
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
  static @Nullable AccessList read(byte[] written) {
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

  byte[] bytes() {
    var out =
        ByteBuffer.allocate(Integer.BYTES + ENTRY * entries.size()).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(VERSION);
    for (var entry : entries) {
      out.putShort((short) entry.tag).putShort((short) entry.may).putInt(entry.id);
    }
    return out.array();
  }

  /// What a user may in the end: what their entry says, as far as the mask lets it.
  int effective(int user) {
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
  boolean opensToOthersThan(Set<Integer> users) {
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
