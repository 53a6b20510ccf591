package dev.cloakroom.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Dialect;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// Makes phantoms, and tells them from anything else.
///
/// A phantom says what it is, for whoever finds one in a log or a repository: it begins with
/// `cloakroom_`, or, when it looks like a JWT, its third part does. Ten hexadecimal digits at its
/// end are the CRC-32 of what is before them. In between are 256 bits of chance.
final class PhantomMint {
  private static final String PREFIX = "cloakroom_";
  private static final Pattern SHAPE =
      Pattern.compile(
          "(?<said>cloakroom_[A-Za-z0-9_-]{43}|[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.cloakroom_)(?<sum>[0-9a-f]{10})");
  private static final int LONGEST = 512;
  private static final int CHANCE = 32; // bytes
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final RandomGenerator random;

  PhantomMint(RandomGenerator random) {
    this.random = random;
  }

  /// One more.
  Secret mint(Dialect.Shape shape) {
    var said =
        switch (shape) {
          case OPAQUE -> PREFIX + chance();
          case JWT -> unsigned() + "." + PREFIX;
        };
    return Secret.of(said + sum(said));
  }

  /// The first two parts of a JWT that nobody signs, that claims nothing but its name, and ends in
  /// the year 2100.
  private String unsigned() {
    return base64("{\"alg\":\"none\",\"typ\":\"JWT\"}")
        + "."
        + base64("{\"iss\":\"cloakroom\",\"exp\":4102444800,\"jti\":\"%s\"}".formatted(chance()));
  }

  /// Whether it is a phantom, of whichever run.
  static boolean isPhantom(Secret presented) {
    return presented.length() <= LONGEST && presented.useText(PhantomMint::isPhantom);
  }

  private static boolean isPhantom(String text) {
    var matcher = SHAPE.matcher(text);
    return matcher.matches() && sum(matcher.group("said")).equals(matcher.group("sum"));
  }

  private String chance() {
    var bytes = new byte[CHANCE];
    random.nextBytes(bytes);
    return BASE64.encodeToString(bytes);
  }

  private static String base64(String text) {
    return BASE64.encodeToString(text.getBytes(US_ASCII));
  }

  private static String sum(String text) {
    var crc = new CRC32();
    crc.update(text.getBytes(US_ASCII));
    return "%010x".formatted(crc.getValue());
  }
}
