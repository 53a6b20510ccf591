package dev.cloakroom.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/// Some addresses of the internet: those that begin with the same bits (RFC 4632).
///
/// @param base any of them
/// @param bits how many bits they share
public record AddressRange(InetAddress base, int bits) {
  /// Reads `10.0.0.0/8`, `fd00::/8`, or one address alone; never a name, which would be looked up.
  public static Optional<AddressRange> of(String text) {
    int slash = text.indexOf('/');
    var address = slash < 0 ? text : text.substring(0, slash);
    var length = slash < 0 ? "" : text.substring(slash + 1);
    try {
      var base = InetAddress.ofLiteral(address);
      int most = base.getAddress().length * Byte.SIZE;
      int bits = slash < 0 ? most : Integer.parseInt(length);
      return bits < 0 || bits > most ? Optional.empty() : Optional.of(new AddressRange(base, bits));
    } catch (IllegalArgumentException _) { // NumberFormatException too
      return Optional.empty();
    }
  }

  /// Whether it is one of them.
  public boolean contains(InetAddress address) {
    var ours = base.getAddress();
    var theirs = address.getAddress();
    int whole = bits / Byte.SIZE;
    return ours.length == theirs.length
        && Arrays.equals(ours, 0, whole, theirs, 0, whole)
        && (bits % Byte.SIZE == 0
            || (ours[whole] ^ theirs[whole]) >> (Byte.SIZE - bits % Byte.SIZE) == 0);
  }

  @Override
  public String toString() {
    return base.getHostAddress() + "/" + bits;
  }
}
