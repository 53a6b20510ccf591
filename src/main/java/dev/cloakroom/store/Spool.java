package dev.cloakroom.store;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// A file whose space is set aside beforehand, for the few things that must be kept when nothing
/// else can be written any more: a full disk has room for them.
///
/// It holds records one after another, each as its length, its CRC-32C and its bytes; a length of
/// zero ends them, and the sign bit of a length says that its record was let go of. A record that a
/// crash cut short is not there. A file that can't be read when it is opened takes nothing, since
/// nobody knows what it holds. Safe for any thread.
public final class Spool {
  private static final Logger LOG = System.getLogger(Spool.class.getName());
  private static final int HEAD = 8;
  private static final int LET_GO = 0x80; // in the first byte, so that no crash tears it
  private static final int UNREAD = -1;

  private final Path file;
  private final int size;
  private final List<byte[]> kept = new ArrayList<>();
  private int start; // of the first that is kept
  private int end; // of the last

  private Spool(Path file, int size) {
    this.file = file;
    this.size = size;
  }

  /// The spool at `file`, of `size` bytes. When its space can't be set aside now, it is tried again
  /// with each record.
  public static Spool at(Path file, int size) {
    var spool = new Spool(file, size);
    spool.reserve();
    spool.read();
    return spool;
  }

  /// Where it is.
  public Path file() {
    return file;
  }

  /// Another one of the same size, at a file beside this one's.
  public Spool beside(String suffix) {
    return at(file.resolveSibling(file.getFileName() + suffix), size);
  }

  private boolean reserve() {
    try {
      if (Files.exists(file) && Files.size(file) >= size) {
        return true;
      }
      DurableFile.privateFile(file);
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        write(channel, channel.size(), new byte[(int) (size - channel.size())]);
      }
      return true;
    } catch (IOException | StoreException _) {
      return false;
    }
  }

  private synchronized void read() {
    try {
      parse(ByteBuffer.wrap(Files.readAllBytes(file)));
    } catch (NoSuchFileException _) {
      end = 0;
    } catch (IOException _) {
      end = UNREAD;
      LOG.log(
          Level.ERROR, "%s can't be read, and takes nothing before the next start".formatted(file));
    }
  }

  private void parse(ByteBuffer bytes) {
    while (bytes.remaining() >= HEAD) {
      int length = bytes.getInt();
      int checksum = bytes.getInt();
      var record = new byte[Math.min(length & Integer.MAX_VALUE, bytes.remaining())];
      bytes.get(record);
      if (record.length == 0 || checksum(record) != checksum) {
        break;
      }
      end += HEAD + record.length;
      if (length > 0) {
        kept.add(record);
      } else {
        start = end;
      }
    }
  }

  /// Adds a record; durable when it returns true, and not there when it returns false.
  public synchronized boolean append(byte[] record) {
    int next = end + HEAD + record.length;
    if (end == UNREAD || record.length == 0 || next + HEAD > size || !reserve()) {
      return false;
    }
    var bytes =
        ByteBuffer.allocate(HEAD + record.length + HEAD)
            .putInt(record.length)
            .putInt(checksum(record))
            .put(record)
            .array();
    if (!write(end, bytes)) {
      return false;
    }
    kept.add(record.clone());
    end = next;
    return true;
  }

  /// The records, oldest first.
  public synchronized List<byte[]> records() {
    return List.copyOf(kept);
  }

  /// Lets go of the oldest records. A crash meanwhile may bring some of them back, and no other
  /// ever goes with them.
  public synchronized void drop(int count) {
    if (count == 0) {
      return;
    }
    var gone = kept.subList(0, count);
    if (count == kept.size() && write(0, new byte[end])) {
      start = 0;
      end = 0;
    } else {
      letGo(gone);
    }
    gone.clear();
  }

  private void letGo(List<byte[]> records) {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      int at = start;
      for (var record : records) {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) (record.length >>> 24 | LET_GO)}), at);
        at += HEAD + record.length;
      }
      channel.force(true);
    } catch (IOException _) {
      // they may be back after a restart
    }
    start += lengthOf(records);
  }

  private static int lengthOf(List<byte[]> records) {
    return records.stream().mapToInt(record -> HEAD + record.length).sum();
  }

  /// Lets go of all records.
  public synchronized void clear() {
    drop(kept.size());
  }

  private boolean write(int position, byte[] bytes) {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      write(channel, position, bytes);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static void write(FileChannel channel, long position, byte[] bytes) throws IOException {
    var rest = ByteBuffer.wrap(bytes);
    for (long at = position; rest.hasRemaining(); ) {
      at += channel.write(rest, at);
    }
    channel.force(true);
  }

  private static int checksum(byte[] record) {
    var crc = new CRC32C();
    crc.update(record);
    return (int) crc.getValue();
  }
}
