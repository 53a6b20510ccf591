package dev.cloakroom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.dial.Connection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FramedInputTest {
  @TempDir private Path folder;
  private ServerSocketChannel server;
  private Connection connection;

  @BeforeEach
  void connect() throws IOException {
    var address = UnixDomainSocketAddress.of(folder.resolve("s"));
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
    connection = Connection.to(address);
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
    server.close();
  }

  @Test
  void joinsTheFramesOfItsStreamAndDropsTheOthers() throws IOException {
    var frames = new ByteArrayOutputStream();
    frame(frames, 1, "one ");
    frame(frames, 2, "error");
    frame(frames, 1, "");
    frame(frames, 1, "two");

    assertThat(input(frames, FramedInput.OUTPUT)).hasContent("one two");
    assertThat(input(frames, FramedInput.ERRORS)).hasContent("error");
  }

  @Test
  void staysAtItsEnd() throws IOException {
    var input = input(new ByteArrayOutputStream(), FramedInput.OUTPUT);

    assertThat(input.read()).isEqualTo(-1);
    assertThat(input.read()).isEqualTo(-1);
  }

  @Test
  void tellsAFrameThatBreaksOff() {
    var frames = new ByteArrayOutputStream();
    frame(frames, 1, "whole");
    var cut = new ByteArrayOutputStream();
    cut.write(frames.toByteArray(), 0, frames.size() - 1);

    var input = input(cut, FramedInput.OUTPUT);

    assertThatThrownBy(input::readAllBytes).isInstanceOf(IOException.class);
  }

  private FramedInput input(ByteArrayOutputStream frames, int stream) {
    return new FramedInput(connection, new ByteArrayInputStream(frames.toByteArray()), stream);
  }

  private static void frame(ByteArrayOutputStream frames, int stream, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    frames.writeBytes(new byte[] {(byte) stream, 0, 0, 0, 0, 0, 0, (byte) bytes.length});
    frames.writeBytes(bytes);
  }
}
