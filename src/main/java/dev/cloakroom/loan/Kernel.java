package dev.cloakroom.loan;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The few calls of Linux that Java has no methods for: a file is opened without following links or
/// waiting for anybody, asked what it is once it is open, and locked as BSD's `flock` does.
///
/// Each answers what the kernel does: a number, or an error number below zero. Safe for any thread.
final class Kernel {
  static final int NO_ENTRY = -2;
  static final int TRY_AGAIN = -11;
  static final int LOOP = -40;

  private static final int HERE = -100; // AT_FDCWD
  private static final int OPEN_FILE = 04000 | 02000000; // O_RDONLY, O_NONBLOCK, O_CLOEXEC
  private static final boolean INTEL = System.getProperty("os.arch", "").equals("amd64");
  private static final int NO_FOLLOW = INTEL ? 0400000 : 0100000;
  private static final int FOLDER = INTEL ? 0200000 : 040000;
  private static final int EMPTY_PATH = 0x1000;
  private static final int BASIC_STATS = 0x7ff;
  private static final int SHARED_AT_ONCE = 1 | 4; // LOCK_SH, LOCK_NB
  private static final int STATX_BYTES = 256;
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERROR =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN_AT =
      call(
          "openat",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(3));
  private static final MethodHandle STATX =
      call(
          "statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle READ =
      call("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle FLOCK =
      call("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private static final MethodHandle USER = call("geteuid", FunctionDescriptor.of(JAVA_INT));

  private Kernel() {}

  @SuppressWarnings("restricted") // the launcher allows it: --enable-native-access
  private static MethodHandle call(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    var all = new Linker.Option[options.length + 1];
    System.arraycopy(options, 0, all, 1, options.length);
    all[0] = Linker.Option.captureCallState("errno");
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, all);
  }

  /// What an open file is.
  ///
  /// @param regular whether it is a file, and no pipe, device, socket or folder
  /// @param links how many names it has
  record Stat(boolean regular, int links, int owner, long size) {}

  /// Opens a folder that is no link itself.
  static int openFolder(Path folder) {
    return openAt(HERE, folder.toString(), OPEN_FILE | NO_FOLLOW | FOLDER);
  }

  /// Opens a file of an open folder for reading: no link, and waiting for nobody, as the opening of
  /// a pipe would.
  static int open(int folder, String name) {
    return openAt(folder, name, OPEN_FILE | NO_FOLLOW);
  }

  private static int openAt(int folder, String path, int flags) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var text = arena.allocateFrom(path, StandardCharsets.UTF_8);
      int opened = (int) OPEN_AT.invokeExact(state, folder, text, flags);
      return opened < 0 ? error(state) : opened;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// What `file` is, which is open.
  static Stat stat(int file) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var stat = arena.allocate(STATX_BYTES, 8);
      var nothing = arena.allocateFrom("");
      int done = (int) STATX.invokeExact(state, file, nothing, EMPTY_PATH, BASIC_STATS, stat);
      if (done < 0) {
        throw new IllegalStateException("an open file can't be asked what it is: " + error(state));
      }
      int mode = Short.toUnsignedInt(stat.get(JAVA_SHORT, 28));
      return new Stat(
          (mode & TYPE) == REGULAR,
          stat.get(JAVA_INT, 16),
          stat.get(JAVA_INT, 20),
          stat.get(JAVA_LONG, 40));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Reads up to `most` bytes; fewer when the file ends before, null when it can't be read.
  static byte @Nullable [] read(int file, int most) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var buffer = arena.allocate(most);
      long got = 0;
      for (long more = 1; more > 0 && got < most; got += Math.max(0, more)) {
        more = (long) READ.invokeExact(state, file, buffer.asSlice(got), most - got);
        if (more < 0) {
          return null;
        }
      }
      var bytes = buffer.asSlice(0, got).toArray(JAVA_BYTE);
      buffer.fill((byte) 0);
      return bytes;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Locks an open file with others who only read, until it is closed; [#TRY_AGAIN] when somebody
  /// writes.
  static int lock(int file) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      int locked = (int) FLOCK.invokeExact(state, file, SHARED_AT_ONCE);
      return locked < 0 ? error(state) : locked;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Who runs the host, by number.
  static int user() {
    try (var arena = Arena.ofConfined()) {
      return (int) USER.invokeExact(arena.allocate(STATE));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void close(int file) {
    try (var arena = Arena.ofConfined()) {
      int ignored = (int) CLOSE.invokeExact(arena.allocate(STATE), file);
      assert ignored <= 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static int error(MemorySegment state) {
    return -(int) ERROR.get(state, 0L);
  }

  private static RuntimeException unexpected(Throwable e) {
    return e instanceof RuntimeException known
        ? known
        : new IllegalStateException("a call of the kernel failed", e);
  }
}
