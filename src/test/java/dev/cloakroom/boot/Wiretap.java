package dev.cloakroom.boot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.store.DurableFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// Stands before the sockets that a run can reach, passes all bytes on, both ways, and remembers
/// them.
///
/// A run's own sockets are there just before its container starts. So its `bwrap` is one that waits
/// until they are tapped.
final class Wiretap implements AutoCloseable {
  private final Path folder;
  private final Path runs;
  private final List<ServerSocketChannel> servers = new CopyOnWriteArrayList<>();
  private final List<ByteArrayOutputStream> heard = new CopyOnWriteArrayList<>();

  /// @param folder its own
  /// @param runs where the host keeps the folders of its runs
  Wiretap(Path folder, Path runs) {
    this.folder = folder;
    this.runs = runs;
    DurableFile.privateFolder(folder);
    try {
      var bwrap = Files.writeString(folder.resolve("bwrap"), waiting());
      Files.setPosixFilePermissions(bwrap, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String waiting() {
    return """
    #!/bin/sh
    case "$*" in
    *'%s/'*)
      : > '%s/starting'
      until [ -e '%2$s/tapped' ]; do :; done
      ;;
    esac
    exec /usr/bin/bwrap "$@"
    """
        .formatted(runs, folder);
  }

  /// Where a host has to look for programs, so that its runs wait.
  String path() {
    return folder + ":/usr/bin:/bin";
  }

  /// Taps all sockets of the only run, and lets it start.
  void tapRun(Prompt.Typed run) {
    var starting = folder.resolve("starting");
    Patience.until(() -> Files.exists(starting) || run.hasEnded(), () -> "a start of " + run);
    try (var files = Files.walk(runs)) {
      var sockets = files.filter(file -> file.endsWith("socket")).toList();
      assertThat(sockets).as(run.toString()).isNotEmpty();
      for (var socket : sockets) {
        tap(socket, Files.move(socket, folder.resolve(Integer.toString(servers.size()))));
      }
      Files.createFile(folder.resolve("tapped"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Listens at a socket for another.
  void tap(Path at, Path real) {
    try {
      var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      servers.add(server.bind(UnixDomainSocketAddress.of(at)));
      Thread.ofVirtual().start(() -> accept(server, real));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocketChannel server, Path real) {
    while (server.isOpen()) {
      try {
        var asker = server.accept();
        var answerer = SocketChannel.open(UnixDomainSocketAddress.of(real));
        var asking = Thread.ofVirtual().start(() -> pass(asker, answerer));
        Thread.ofVirtual().start(() -> passBack(asker, answerer, asking));
      } catch (IOException _) {
        // closed, or nobody is behind it any more
      }
    }
  }

  private void passBack(SocketChannel asker, SocketChannel answerer, Thread asking) {
    try (asker;
        answerer) {
      pass(answerer, asker);
      asking.join();
    } catch (IOException | InterruptedException _) {
      // the connection has ended
    }
  }

  private void pass(SocketChannel from, SocketChannel to) {
    var bytes = new ByteArrayOutputStream();
    heard.add(bytes);
    var buffer = ByteBuffer.allocate(1 << 14);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        bytes.write(buffer.array(), 0, buffer.limit());
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException _) {
      // the connection has ended
    }
  }

  /// All that went by, one direction of one connection after the other.
  String heard() {
    return heard.stream()
        .map(bytes -> bytes.toString(ISO_8859_1))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    for (var server : servers) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
