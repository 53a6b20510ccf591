package dev.cloakroom.store;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/// The POSIX access list of a file: who besides its owner may use it. Java has no methods for it,
/// so it is written and read as the kernel keeps it, an extended attribute.
///
/// A list has a mask, which everything but the owner's own rights is cut down to, and which a later
/// `chmod` changes: after `chmod 600` a listed user may do nothing. So a list is the last that is
/// set, and read back.
///
/// @param owner the owner's rights
/// @param user the one who is listed
/// @param rights theirs
record AccessList(int owner, int user, int rights) {
  static final int READ = 4;
  static final int WRITE = 2;
  static final int EXECUTE = 1;

  private static final String ATTRIBUTE = "system.posix_acl_access";
  private static final int VERSION = 2;
  private static final short OWNER = 0x01;
  private static final short USER = 0x02;
  private static final short GROUP = 0x04;
  private static final short MASK = 0x10;
  private static final short OTHERS = 0x20;
  private static final int NOBODY = -1;
  private static final int ENTRY_BYTES = 8;
  private static final int LARGEST = Integer.BYTES + 256 * ENTRY_BYTES;
  private static final Set<Integer> NO_LIST = Set.of(61, 95); // ENODATA, EOPNOTSUPP

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERROR =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SET =
      call(
          "setxattr",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle GET =
      call("getxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));

  @SuppressWarnings("restricted") // the launcher allows it: --enable-native-access
  private static MethodHandle call(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
  }

  /// Makes it the list of a file, whose group and all others may do nothing then.
  ///
  /// @throws IOException when the file system has no such lists, or has kept another
  void set(Path file) throws IOException {
    var list = bytes();
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var value = arena.allocateFrom(ValueLayout.JAVA_BYTE, list);
      int done =
          (int)
              SET.invokeExact(
                  state,
                  text(arena, file.toString()),
                  text(arena, ATTRIBUTE),
                  value,
                  (long) list.length,
                  0);
      if (done < 0) {
        throw new IOException("error %d at the access list of %s".formatted(error(state), file));
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the kernel failed", e);
    }
    if (!Arrays.equals(read(file), list)) {
      throw new IOException("another access list than was set is at " + file);
    }
  }

  /// Whether a user is in a file's list by number, with that right.
  static boolean lists(Path file, int user, int right) throws IOException {
    var list = ByteBuffer.wrap(read(file)).order(ByteOrder.LITTLE_ENDIAN);
    int given = 0;
    int mask = 0;
    for (int at = Integer.BYTES; at + ENTRY_BYTES <= list.limit(); at += ENTRY_BYTES) {
      int rights = list.getShort(at + Short.BYTES);
      switch (list.getShort(at)) {
        case USER -> given |= list.getInt(at + 2 * Short.BYTES) == user ? rights : 0;
        case MASK -> mask = rights;
        default -> {}
      }
    }
    return (given & mask & right) == right;
  }

  /// The list of a file as the kernel has it; empty when it has none.
  private static byte[] read(Path file) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var value = arena.allocate(LARGEST);
      long length =
          (long)
              GET.invokeExact(
                  state,
                  text(arena, file.toString()),
                  text(arena, ATTRIBUTE),
                  value,
                  (long) LARGEST);
      if (length < 0 && !NO_LIST.contains(error(state))) {
        throw new IOException("error %d at the access list of %s".formatted(error(state), file));
      }
      return value.asSlice(0, Math.max(0, length)).toArray(ValueLayout.JAVA_BYTE);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the kernel failed", e);
    }
  }

  /// Numbers are little-endian, entries in the order of their tags.
  private byte[] bytes() {
    var list =
        ByteBuffer.allocate(Integer.BYTES + 5 * ENTRY_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(VERSION);
    entry(list, OWNER, owner, NOBODY);
    entry(list, USER, rights, user);
    entry(list, GROUP, 0, NOBODY);
    entry(list, MASK, rights, NOBODY);
    entry(list, OTHERS, 0, NOBODY);
    return list.array();
  }

  private static void entry(ByteBuffer list, short tag, int rights, int id) {
    list.putShort(tag).putShort((short) rights).putInt(id);
  }

  private static MemorySegment text(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.UTF_8);
  }

  private static int error(MemorySegment state) {
    return (int) ERROR.get(state, 0L);
  }
}
