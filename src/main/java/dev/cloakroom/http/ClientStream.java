package dev.cloakroom.http;

import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// The stream of a reply to its client. The first byte opens it; a flush sends at once; an
/// [IOException] says that the client has gone.
final class ClientStream extends OutputStream {
  private final RoutingResponse response;
  private @Nullable OutputStream out;

  ClientStream(RoutingResponse response) {
    this.response = response;
  }

  /// Whether anything was written.
  boolean started() {
    return out != null;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    mapped(() -> opened().write(bytes, offset, length));
  }

  @Override
  public void flush() throws IOException {
    if (started()) {
      mapped(() -> opened().flush());
    }
  }

  /// Ends the body, as its length or its last chunk tells the client.
  @Override
  public void close() throws IOException {
    mapped(() -> {
      opened().close();
      response.commit();
    });
  }

  private OutputStream opened() {
    var opened = out;
    if (opened == null) {
      opened = response.outputStream();
      out = opened;
    }
    return opened;
  }

  private static void mapped(Writing writing) throws IOException {
    try {
      writing.run();
    } catch (RuntimeException e) {
      throw new IOException("the client has gone", e);
    }
  }

  private interface Writing {
    void run() throws IOException;
  }
}
