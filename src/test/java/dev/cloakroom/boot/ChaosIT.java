package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.chaos.ChaosClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaosIT {
  @TempDir private Path folder;

  @Test
  void printsItsAddressAndServesUntilItIsStopped() throws IOException {
    var home = folder.resolve("home");
    var process = new Program(home).start("chaos", "--json");
    var uri = URI.create(ChaosClient.members(process.inputReader().readLine()).text("uri"));

    try (var client = new ChaosClient(uri)) {
      var family = client.family("{\"case\":\"429-seconds\"}");
      assertThat(client.refresh(family, family.text("refresh_token")).statusCode()).isEqualTo(429);
      assertThat(client.list("/chaos/cases")).hasSizeGreaterThan(40);
    }
    process.toHandle().destroy(); // leaves its output to be read

    assertThat(Program.finish(process).exit()).isEqualTo(143);
    assertThat(Files.exists(home)).isFalse();
  }

  @Test
  void listensOnTheLoopbackAddressAlone() throws IOException {
    var process = new Program(folder).start("chaos", "--json");
    var uri = URI.create(ChaosClient.members(process.inputReader().readLine()).text("uri"));

    try {
      assertThat(uri.getHost()).isEqualTo("127.0.0.1");
      for (var other : otherAddresses()) {
        assertThatThrownBy(() -> new Socket(other, uri.getPort()).close())
            .isInstanceOf(ConnectException.class);
      }
    } finally {
      process.destroy();
    }
  }

  @Test
  void aTakenPortIsOneLine() throws IOException {
    var first = new Program(folder).start("chaos", "--json");
    var uri = URI.create(ChaosClient.members(first.inputReader().readLine()).text("uri"));

    var second = new Program(folder).run("chaos", "--port", Integer.toString(uri.getPort()));
    first.destroy();

    assertThat(second.exit()).isEqualTo(1);
    assertThat(second.err()).hasLineCount(1).contains("[port-taken]");
  }

  private static Iterable<InetAddress> otherAddresses() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress())
        .toList();
  }
}
