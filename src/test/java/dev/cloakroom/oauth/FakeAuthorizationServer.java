package dev.cloakroom.oauth;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An HTTP server on loopback that answers what it was told to, and remembers what it was asked.
///
/// Replies are given in the order they were enqueued, over all paths and connections; without one
/// it answers 500. Connections are kept alive.
public final class FakeAuthorizationServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Recorded> requests = new LinkedBlockingQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// A request as it came. Header names are in lower case.
  public record Recorded(String method, String path, Map<String, String> headers, String body) {
    /// The body's form parameters.
    public Map<String, String> form() {
      var parameters = new LinkedHashMap<String, String>();
      for (var pair : body.split("&", -1)) {
        int equal = pair.indexOf('=');
        parameters.put(decode(pair.substring(0, equal)), decode(pair.substring(equal + 1)));
      }
      return parameters;
    }

    private static String decode(String text) {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
  }

  /// What to do with one request, after it was read whole.
  private interface Reply {
    /// Writes the answer; false when the connection ends with it.
    boolean write(Socket socket) throws IOException, InterruptedException;
  }

  private final Thread acceptor = Thread.ofVirtual().unstarted(this::accept);

  private FakeAuthorizationServer(ServerSocket listener) {
    this.listener = listener;
  }

  /// Starts one on a free port.
  public static FakeAuthorizationServer start() {
    try {
      var server =
          new FakeAuthorizationServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      server.acceptor.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The address of `path` here.
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
  }

  /// Next: this status with a JSON body.
  public void enqueueJson(int status, String body) {
    enqueue(status, Map.of("Content-Type", "application/json"), body);
  }

  /// Next: this reply.
  public void enqueue(int status, Map<String, String> headers, String body) {
    replies.add(socket -> write(socket, status, headers, body, body.length()));
  }

  /// Next: this JSON body with status 200, held back until `gate` is counted down.
  public void enqueueHeld(CountDownLatch gate, String body) {
    replies.add(socket -> {
      gate.await();
      return write(socket, 200, Map.of("Content-Type", "application/json"), body, body.length());
    });
  }

  /// Next: the connection ends without an answer.
  public void enqueueDrop() {
    replies.add(_ -> false);
  }

  /// Next: the beginning of a reply, and nothing more until this server is closed.
  public void enqueueStall() {
    replies.add(socket -> {
      write(socket, 200, Map.of(), "{", 1000);
      closed.await();
      return false;
    });
  }

  /// The oldest request that was not taken yet; waits for it.
  public Recorded takeRequest() {
    try {
      var request = requests.poll(5, TimeUnit.SECONDS);
      if (request == null) {
        throw new AssertionError("no request came within five seconds");
      }
      return request;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// How many requests came so far.
  public int requestCount() {
    return count.get();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      listener.close();
      acceptor.join(); // until then it may still take a client
      for (var socket : open) {
        socket.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        var socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      closed.countDown();
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      boolean goOn = true;
      while (goOn && receive(in)) {
        var reply = replies.poll();
        goOn = (reply == null ? NOTHING_ENQUEUED : reply).write(socket);
      }
    } catch (IOException | InterruptedException _) {
      // the client went away, or the test is over
    } finally {
      open.remove(socket);
    }
  }

  private static final Reply NOTHING_ENQUEUED =
      socket -> write(socket, 500, Map.of(), "nothing enqueued", 16);

  private boolean receive(InputStream in) throws IOException {
    var start = line(in).split(" ", -1);
    if (start.length < 2) {
      return false;
    }
    var headers = new LinkedHashMap<String, String>();
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    var body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    count.incrementAndGet();
    requests.add(new Recorded(start[0], start[1], headers, body));
    return true;
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != -1 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private static boolean write(
      Socket socket, int status, Map<String, String> headers, String body, int length)
      throws IOException {
    var head = new StringBuilder("HTTP/1.1 " + status + " Fake\r\nContent-Length: " + length);
    headers.forEach((name, value) -> head.append("\r\n").append(name).append(": ").append(value));
    var out = socket.getOutputStream();
    out.write((head + "\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return true;
  }
}
