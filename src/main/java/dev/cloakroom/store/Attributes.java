package dev.cloakroom.store;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
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

/// Extended attributes of files, as Linux has them; Java has methods for those of users only. Links
/// are never followed. Safe for any thread.
final class Attributes {
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
  static Optional<byte[]> get(Path file, String name) throws IOException {
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
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the kernel failed", e);
    }
  }

  static void set(Path file, String name, byte[] content) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var value = arena.allocateFrom(JAVA_BYTE, content);
      var path = text(arena, file.toString());
      int done =
          (int) SET.invokeExact(state, path, text(arena, name), value, (long) content.length, 0);
      if (done != 0) {
        throw failed(file, (int) ERROR.get(state, 0L));
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the kernel failed", e);
    }
  }

  static void remove(Path file, String name) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var path = text(arena, file.toString());
      int done = (int) REMOVE.invokeExact(state, path, text(arena, name));
      int error = done == 0 ? 0 : (int) ERROR.get(state, 0L);
      if (error != 0 && error != NO_DATA && error != NOT_SUPPORTED) {
        throw failed(file, error);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the kernel failed", e);
    }
  }

  private static MemorySegment text(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.UTF_8);
  }

  private static IOException failed(Path file, int error) {
    return new IOException("error %d at an attribute of %s".formatted(error, file));
  }
}
