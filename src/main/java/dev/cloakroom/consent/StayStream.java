package dev.cloakroom.consent;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/// A stream to a browser, for as long as that may stay.
final class StayStream extends FilterOutputStream {
  private final BooleanSupplier stays;

  StayStream(OutputStream out, BooleanSupplier stays) {
    super(out);
    this.stays = stays;
  }

  @Override
  public void write(int value) throws IOException {
    check();
    out.write(value);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    check();
    out.write(bytes, offset, length);
  }

  private void check() throws IOException {
    if (!stays.getAsBoolean()) {
      throw new IOException("the stay of this browser is over");
    }
  }
}
