package dev.cloakroom.nanokimi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
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
import java.util.Optional;

/// The access lists of files, as extended attributes of Linux; Java has methods for those of users
/// only. Links are never followed. Safe for any thread.
final class Attributes {
  static final String ACCESS = "system.posix_acl_access";

  /// What new files in a folder begin with.
  static final String INHERITED = "system.posix_acl_default";

  private static final int NO_DATA = 61;
  private static final int NOT_SUPPORTED = 95;
  private static final int LARGEST = 64 << 10;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERROR =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle GET =
      call("lgetxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle SET =
      call(
          "lsetxattr",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle REMOVE =
      call("lremovexattr", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

  private Attributes() {}

  @SuppressWarnings("restricted") // the launcher allows it: --enable-native-access
  private static MethodHandle call(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
  }

  /// What a file has under that name; empty when it has nothing.
  static Optional<byte[]> get(Path file, String name) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var value = arena.allocate(LARGEST);
      var path = text(arena, file.toString());
      long length = (long) GET.invokeExact(state, path, text(arena, name), value, (long) LARGEST);
      if (length >= 0) {
        return Optional.of(value.asSlice(0, length).toArray(JAVA_BYTE));
      }
      int error = (int) ERROR.get(state, 0L);
      if (error == NO_DATA || error == NOT_SUPPORTED) {
        return Optional.empty();
      }
      throw failed(file, error);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void set(Path file, String name, byte[] content) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var value = arena.allocateFrom(JAVA_BYTE, content);
      var path = text(arena, file.toString());
      int done =
          (int) SET.invokeExact(state, path, text(arena, name), value, (long) content.length, 0);
      if (done != 0) {
        throw failed(file, (int) ERROR.get(state, 0L));
      }
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void remove(Path file, String name) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var path = text(arena, file.toString());
      int done = (int) REMOVE.invokeExact(state, path, text(arena, name));
      int error = done == 0 ? 0 : (int) ERROR.get(state, 0L);
      if (error != 0 && error != NO_DATA && error != NOT_SUPPORTED) {
        throw failed(file, error);
      }
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static MemorySegment text(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.UTF_8);
  }

  private static Problem failed(Path file, int error) {
    return new Problem(
        Kind.FAILED,
        "access-list-refused",
        "Access to %s can't be given by an access control list (error %d): see that the file is yours, and that its file system has them (ext4, xfs and btrfs do)."
            .formatted(file, error));
  }

  private static RuntimeException unexpected(Throwable e) {
    return e instanceof RuntimeException known
        ? known
        : new IllegalStateException("a call of the kernel failed", e);
  }
}
