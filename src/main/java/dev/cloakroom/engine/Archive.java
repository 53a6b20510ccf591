package dev.cloakroom.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Puts one file into a tar archive, as a build context wants it.
public final class Archive {
  private static final int BLOCK = 512;
  private static final int CHECKSUM = 148;

  private Archive() {}

  /// An archive (ustar) of one file that everybody may read.
  public static byte[] of(String name, byte[] content) {
    var head = new byte[BLOCK];
    put(head, 0, name);
    put(head, 100, "0000644\0");
    put(head, 108, "0000000\0");
    put(head, 116, "0000000\0");
    put(head, 124, "%011o\0".formatted(content.length));
    put(head, 136, "%011o\0".formatted(0));
    put(head, CHECKSUM, "        ");
    put(head, 156, "0");
    put(head, 257, "ustar\00000");
    put(head, CHECKSUM, "%06o\0 ".formatted(sum(head)));

    var archive = new ByteArrayOutputStream();
    archive.writeBytes(head);
    archive.writeBytes(content);
    archive.writeBytes(new byte[Math.floorMod(-content.length, BLOCK) + 2 * BLOCK]);
    return archive.toByteArray();
  }

  private static void put(byte[] head, int at, String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, head, at, bytes.length);
  }

  private static int sum(byte[] head) {
    int sum = 0;
    for (var value : head) {
      sum += value & 0xff;
    }
    return sum;
  }
}
