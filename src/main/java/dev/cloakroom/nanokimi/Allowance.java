package dev.cloakroom.nanokimi;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// How much may still be copied out of a checkout. Containers write there, and could fill this disk
/// with it. Not safe for several threads.
final class Allowance {
  private static final long FILE = 1L << 30;
  private static final long ALL = 16L << 30;
  private static final int FILES = 1_000_000;
  private static final int CHUNK = 64 << 10;

  private final long file;
  private long left;
  private int files;

  /// What is usual: 1 GiB a file, 16 GiB and a million files and folders in all.
  Allowance() {
    this(FILE, ALL, FILES);
  }

  Allowance(long file, long all, int files) {
    this.file = file;
    this.left = all;
    this.files = files;
  }

  /// Counts a file or folder.
  ///
  /// @throws Problem `checkout-too-large`
  void count() {
    if (--files < 0) {
      throw tooLarge();
    }
  }

  /// Copies the content of one file.
  ///
  /// @throws Problem `checkout-too-large`
  void copy(InputStream in, OutputStream out) throws IOException {
    long leftOfFile = Math.min(file, left);
    var chunk = new byte[CHUNK];
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      leftOfFile -= read;
      left -= read;
      if (leftOfFile < 0) {
        throw tooLarge();
      }
      out.write(chunk, 0, read);
    }
  }

  private Problem tooLarge() {
    return new Problem(
        Kind.REFUSED,
        "checkout-too-large",
        "The checkout holds more than is brought over (a file of %d MiB, or too many files): look in groups, data/sessions and store/messages.db, and move away what is too large. Its login is as it was."
            .formatted(file >> 20));
  }
}
