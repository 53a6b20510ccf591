package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clients of a whole host's console that hold it up: it refuses them, and goes on for the others.
@Timeout(30)
class ConsolePortIT {
  private static final int CROWD = 600; // more than the listener has places
  private static final Duration QUICK = Duration.ofSeconds(2);

  private final List<Socket> sockets = new ArrayList<>();
  @TempDir private Path folder;
  private PlaygroundHome home;

  @BeforeEach
  void open() {
    home = new PlaygroundHome(folder);
    var connect = home.prompt(Prompt.person("ana")).run("connect", "local", "--as", "ana");
    assertThat(connect.exit()).as(connect.toString()).isZero();
  }

  @AfterEach
  void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    home.close();
  }

  @Test
  void givesUpOnHeadersThatComeSlowly() throws IOException {
    var slow = send("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");

    assertServesOthers();
    assertThat(said(slow)).startsWith("HTTP/1.1 408 ");
  }

  @Test
  void refusesHeadersWithoutEnd() throws IOException {
    var endless = send("GET / HTTP/1.1\r\nHost: x\r\n" + "X-More: more and more\r\n".repeat(800));

    assertThat(said(endless)).startsWith("HTTP/1.1 400 ");
    assertServesOthers();
  }

  @Test
  void refusesHugeBodiesBeforeTheyCome() throws IOException {
    var huge = send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000000\r\n\r\n");

    assertThat(said(huge)).matches("(?s)HTTP/1\\.1 4(13|05) .*");
    assertServesOthers();
  }

  @Test
  void answersWhileACrowdSaysNothing() throws IOException {
    for (int i = 0; i < CROWD; i++) {
      send("");
    }

    assertGivesTokens();
    assertShowsPages(); // once those that say nothing had their time
  }

  /// Sends this on a connection of its own, which stays open.
  private Socket send(String text) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), home.base().getPort());
    sockets.add(socket);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
    return socket;
  }

  private static String said(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private void assertServesOthers() throws IOException {
    long start = System.nanoTime();

    assertGivesTokens();
    assertShowsPages();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(QUICK);
  }

  private void assertGivesTokens() {
    long start = System.nanoTime();

    assertThat(home.prompt().run("token", "local/ana").exit()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(QUICK);
  }

  private void assertShowsPages() throws IOException {
    var host = "127.0.0.1:" + home.base().getPort();
    var page = send("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

    assertThat(said(page)).startsWith("HTTP/1.1 403 ");
  }
}
