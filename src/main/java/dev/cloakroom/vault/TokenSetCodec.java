package dev.cloakroom.vault;

import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Token sets as bytes, for the sealer only: fields in order, each text or secret by its length.
/// The generation is not among them: it is what the seal is bound to. New fields come last, so that
/// what was written before they existed ends early, and reads as if nothing had been said.
final class TokenSetCodec {
  private static final long NEVER = Long.MIN_VALUE;

  /// The length of a text that is as long as the next four bytes say.
  private static final int LONG = 0xFFFF;

  private TokenSetCodec() {}

  static byte[] encode(TokenSet tokens) {
    var bytes = new ByteArrayOutputStream(2048);
    try (var out = new DataOutputStream(bytes)) {
      writeSecret(out, tokens.access());
      writeSecret(out, tokens.refresh());
      writeText(out, tokens.tokenType());
      out.writeLong(tokens.issuedAt().toEpochMilli());
      out.writeLong(millis(tokens.expiresAt()));
      writeText(out, tokens.scopes().toString());
      out.writeLong(millis(tokens.refreshEndsAt()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static TokenSet decode(Generation generation, byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      var access = readSecret(in);
      if (access == null) {
        throw new IllegalStateException("a token set without an access token");
      }
      return new TokenSet(
          generation,
          access,
          readSecret(in),
          readText(in),
          Instant.ofEpochMilli(in.readLong()),
          instant(in.readLong()),
          Scopes.parse(readText(in)),
          in.available() == 0 ? null : instant(in.readLong()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long millis(@Nullable Instant instant) {
    return instant == null ? NEVER : instant.toEpochMilli();
  }

  private static @Nullable Instant instant(long millis) {
    return millis == NEVER ? null : Instant.ofEpochMilli(millis);
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(Math.min(bytes.length, LONG));
    if (bytes.length >= LONG) {
      out.writeInt(bytes.length);
    }
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    int length = in.readUnsignedShort();
    return new String(
        in.readNBytes(length == LONG ? in.readInt() : length), StandardCharsets.UTF_8);
  }

  private static void writeSecret(DataOutputStream out, @Nullable Secret secret)
      throws IOException {
    if (secret == null) {
      out.writeInt(-1);
      return;
    }
    var bytes = secret.use(byte[]::clone);
    out.writeInt(bytes.length);
    out.write(bytes);
    Arrays.fill(bytes, (byte) 0);
  }

  private static @Nullable Secret readSecret(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length < 0 ? null : Secret.of(in.readNBytes(length));
  }
}
