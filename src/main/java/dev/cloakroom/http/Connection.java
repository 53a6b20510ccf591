package dev.cloakroom.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/// One client of a listener: its bytes in and out, and the time it may take for them.
///
/// A virtual thread of its own reads, answers and writes in turn. The listener's sweeper looks in
/// from another thread ([#expire]) and ends what takes too long: a connection that is silent
/// between requests is closed, a slow request is answered with 408, a client that does not read its
/// reply is cut off. A handler itself may take any time.
final class Connection implements ConnectionContext, Runnable {
  private static final System.Logger LOGGER = System.getLogger(Connection.class.getName());
  private static final long NEVER = Long.MAX_VALUE;
  private static final int MAX_DRAINED = 1 << 20;

  private final SocketChannel channel;
  private final Engine engine;
  private final Limits limits;
  private final Router router;
  private final ByteBuffer in = ByteBuffer.allocate(8 << 10);
  private final ByteBuffer out = ByteBuffer.allocate(8 << 10);
  private final DataReader reader = DataReader.create(this::read);
  private final DataWriter writer = new ChannelWriter();
  private final PeerInfo peer = new Peer();
  private final long maxRequest;

  private long taken; // bytes of the request under way
  private volatile Phase phase = Phase.IDLE;
  private volatile long deadline = NEVER;
  private volatile boolean expired;
  private volatile boolean last;
  private volatile @Nullable Thread thread;

  private enum Phase {
    IDLE,
    READING,
    ANSWERING,
    STREAMING
  }

  Connection(SocketChannel channel, Engine engine, Answers answers, Limits limits) {
    this.channel = channel;
    this.engine = engine;
    this.limits = limits;
    // a chunk of one byte takes six on the wire
    this.maxRequest = 2L * limits.maxHead() + 8L * limits.maxBody();
    this.router = new SoleRouter(new Exchange(this, answers));
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      engine.serve(this);
      linger();
    } catch (CloseConnectionException | UncheckedIOException e) {
      linger(); // the end of the conversation, from either side
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOGGER.log(Level.WARNING, "a connection ended unexpectedly", e);
    } finally {
      closeNow();
    }
  }

  /// Cuts off what has taken too long.
  void expire(long now) {
    if (deadline == NEVER || now - deadline < 0) {
      return;
    }
    if (phase != Phase.READING) {
      closeNow();
      return;
    }
    expired = true;
    deadline = NEVER;
    endInput();
  }

  /// Whether it has been silent between requests since then, or for longer.
  boolean isIdleSince(long then) {
    long until = deadline;
    return phase == Phase.IDLE && until != NEVER && until - limits.idleTime().toNanos() - then <= 0;
  }

  /// When an idle connection is closed: the one that was idle for longest comes first.
  long idleDeadline() {
    return deadline;
  }

  /// Ends after the reply under way, or at once when there is none.
  void closeSoon() {
    last = true;
    switch (phase) {
      case IDLE -> endInput();
      case STREAMING -> closeNow();
      case READING, ANSWERING -> {}
    }
  }

  /// Ends, whatever is under way; a handler that still works on a reply is interrupted.
  void closeNow() {
    try {
      channel.close();
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "a connection could not be closed", e);
    }
    interruptStream();
  }

  /// The request is read whole: from here a handler has its time.
  void answering() {
    deadline = NEVER;
    phase = Phase.ANSWERING;
  }

  /// The reply is written; `last` when the connection is to end with it.
  void answered(boolean thisWasTheLast) {
    taken = 0;
    last |= thisWasTheLast;
    phase = Phase.IDLE;
  }

  /// Runs `body` while watching the client, and ends the connection with it: when the client goes
  /// away, the channel is closed, so that the next write fails, and this thread is interrupted, so
  /// that a wait ends.
  void whileWatched(StreamedBody body) throws IOException {
    last = true;
    phase = Phase.STREAMING;
    Thread.ofVirtual().name("cloakroom-http-watch").start(this::awaitEnd);
    try {
      body.write();
    } finally {
      synchronized (this) {
        phase = Phase.ANSWERING;
        Thread.interrupted();
      }
    }
  }

  /// What writes a streamed body.
  interface StreamedBody {
    void write() throws IOException;
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  @Override
  public ListenerContext listenerContext() {
    return engine;
  }

  @Override
  public ExecutorService executor() {
    return engine.executor();
  }

  @Override
  public Router router() {
    return router;
  }

  @Override
  public PeerInfo remotePeer() {
    return peer;
  }

  @Override
  public PeerInfo localPeer() {
    return peer;
  }

  @Override
  public boolean isSecure() {
    return false;
  }

  @Override
  public String socketId() {
    return "listener";
  }

  @Override
  public String childSocketId() {
    return "connection";
  }

  /// The next bytes; null at the end. The first ones of a request start its time.
  private byte @Nullable [] read() {
    if (last && phase == Phase.IDLE) {
      return null;
    }
    if (phase == Phase.IDLE) {
      deadline = System.nanoTime() + limits.idleTime().toNanos();
    }
    int count = fill();
    if (expired) {
      throw tooSlow();
    }
    taken += Math.max(count, 0);
    if (count < 0 || taken > maxRequest) {
      return null;
    }
    if (phase == Phase.IDLE) {
      deadline = System.nanoTime() + limits.requestTime().toNanos();
      phase = Phase.READING;
    }
    var bytes = new byte[count];
    in.flip().get(bytes);
    return bytes;
  }

  private int fill() {
    try {
      return channel.read(in.clear());
    } catch (IOException e) {
      return -1; // closed by the sweeper or reset by the client: the end either way
    }
  }

  private static RequestException tooSlow() {
    return RequestException.builder()
        .type(DirectHandler.EventType.OTHER)
        .status(Status.REQUEST_TIMEOUT_408)
        .setKeepAlive(false)
        .message("too slow")
        .build();
  }

  private void awaitEnd() {
    var ignored = ByteBuffer.allocate(512);
    try {
      while (channel.read(ignored.clear()) >= 0) {
        // a client that goes on sending: nobody will read it, the connection ends with this reply
      }
    } catch (IOException e) {
      LOGGER.log(Level.TRACE, "the client of a stream is gone", e);
    }
    if (phase == Phase.STREAMING) {
      closeNow();
    }
  }

  /// Once: what it does then, to clean up, is not to be disturbed.
  private synchronized void interruptStream() {
    var writing = thread;
    if (phase == Phase.STREAMING && writing != null) {
      phase = Phase.ANSWERING;
      writing.interrupt();
    }
  }

  private void endInput() {
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      closeNow();
    }
  }

  /// Lets the client read a last reply before it sees the end: closing with bytes unread would
  /// reset the connection, and the reply with it.
  private void linger() {
    deadline = System.nanoTime() + limits.closeTime().toNanos();
    phase = Phase.ANSWERING;
    try {
      channel.shutdownOutput();
      int drained = 0;
      for (int count = 0; count >= 0 && drained < MAX_DRAINED; count = channel.read(in.clear())) {
        drained += count;
      }
    } catch (IOException e) {
      LOGGER.log(Level.TRACE, "a client left before the end", e);
    }
  }

  /// Writes to the channel, within the time for unread replies.
  private final class ChannelWriter implements DataWriter {
    @Override
    public void write(BufferData... buffers) {
      for (var buffer : buffers) {
        write(buffer);
      }
    }

    @Override
    public void write(BufferData buffer) {
      deadline = System.nanoTime() + limits.writeTime().toNanos();
      try {
        while (!buffer.consumed()) {
          buffer.writeTo(out.clear(), buffer.available());
          drain(out.flip());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        deadline = NEVER;
      }
    }

    @Override
    public void writeNow(BufferData... buffers) {
      write(buffers);
    }

    @Override
    public void writeNow(BufferData buffer) {
      write(buffer);
    }

    private void drain(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }
}
