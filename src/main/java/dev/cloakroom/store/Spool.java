package dev.cloakroom.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// A file whose space is set aside beforehand, for the few things that must be kept when nothing
/// else can be written any more: a full disk has room for them.
///
/// It holds records one after another, each as its length, its CRC-32C and its bytes; a length of
/// zero ends them. A record that a crash cut short is not there. Safe for any thread.
public final class Spool {
  private static final int HEAD = 8;

  private final Path file;
  private final int size;
  private int used;

  private Spool(Path file, int size) {
    this.file = file;
    this.size = size;
  }

  /// The spool at `file`, of `size` bytes. When its space can't be set aside now, it is tried again
  /// with each record.
  public static Spool at(Path file, int size) {
    var spool = new Spool(file, size);
    spool.reserve();
    spool.used = spool.lengthOf(spool.records());
    return spool;
  }

  /// Where it is.
  public Path file() {
    return file;
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

  /// Adds a record; durable when it returns true, and not there when it returns false.
  public synchronized boolean append(byte[] record) {
    int end = used + HEAD + record.length;
    if (record.length == 0 || end + HEAD > size || !reserve()) {
      return false;
    }
    var bytes =
        ByteBuffer.allocate(HEAD + record.length + HEAD)
            .putInt(record.length)
            .putInt(checksum(record))
            .put(record)
            .array();
    if (!write(used, bytes)) {
      return false;
    }
    used = end;
    return true;
  }

  /// The records, oldest first; none when the file can't be read.
  public synchronized List<byte[]> records() {
    try {
      return parse(ByteBuffer.wrap(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]));
    } catch (IOException _) {
      return List.of();
    }
  }

  private static List<byte[]> parse(ByteBuffer bytes) {
    var records = new ArrayList<byte[]>();
    while (bytes.remaining() >= HEAD) {
      int length = bytes.getInt();
      int checksum = bytes.getInt();
      if (length <= 0 || length > bytes.remaining()) {
        break;
      }
      var record = new byte[length];
      bytes.get(record);
      if (checksum(record) != checksum) {
        break;
      }
      records.add(record);
    }
    return records;
  }

  private int lengthOf(List<byte[]> records) {
    return records.stream().mapToInt(record -> HEAD + record.length).sum();
  }

  /// Lets go of all records.
  public synchronized void clear() {
    if (used > 0 && write(0, new byte[used])) {
      used = 0;
    }
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
