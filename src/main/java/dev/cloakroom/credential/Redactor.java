package dev.cloakroom.credential;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/// Finds secrets in bytes that people will see, so that a mark can stand for them.
///
/// It knows each secret as it is, and as it looks inside base64, URL-encoded and JSON-escaped. It
/// keeps bytes of its own, which [#clear] zeroes. Safe for any thread.
public final class Redactor {
  /// What stands for a secret.
  public static final String MARK = "•••redacted•••";

  /// A shorter form, or a shorter beginning, could be anything.
  private static final int SHORTEST = 8;

  private volatile Forms hidden = new Forms(List.of());

  /// Finds `secret` from now on.
  public synchronized void hide(Secret secret) {
    var all = new ArrayList<>(hidden.longestFirst);
    secret.use(bytes -> addTo(all, bytes));
    all.sort(Comparator.comparingInt((byte[] form) -> form.length).reversed());
    hidden = new Forms(all);
  }

  private static boolean addTo(List<byte[]> all, byte[] secret) {
    if (secret.length == 0 || all.stream().anyMatch(form -> Arrays.equals(form, secret))) {
      return false;
    }
    all.add(secret.clone());
    forms(secret).stream()
        .filter(form -> form.length >= SHORTEST)
        .filter(form -> all.stream().noneMatch(known -> Arrays.equals(known, form)))
        .forEach(all::add);
    return true;
  }

  private static List<byte[]> forms(byte[] secret) {
    var forms = new ArrayList<byte[]>();
    for (int offset = 0; offset < 3; offset++) {
      forms.add(inBase64(Base64.getEncoder(), secret, offset));
      forms.add(inBase64(Base64.getUrlEncoder(), secret, offset));
    }
    forms.add(urlEncoded(secret, "%%%02X"));
    forms.add(urlEncoded(secret, "%%%02x"));
    forms.add(escaped(secret, "\"\\"));
    forms.add(escaped(secret, "\"\\/"));
    return forms;
  }

  /// The characters of a base64 text that depend on the secret alone, where `offset` bytes (modulo
  /// three) stand before it.
  private static byte[] inBase64(Base64.Encoder encoder, byte[] secret, int offset) {
    var shifted = new byte[offset + secret.length];
    System.arraycopy(secret, 0, shifted, offset, secret.length);
    var text = encoder.encode(shifted);
    var own = Arrays.copyOfRange(text, (offset * 8 + 5) / 6, shifted.length * 8 / 6);
    Arrays.fill(shifted, (byte) 0);
    Arrays.fill(text, (byte) 0);
    return own;
  }

  private static byte[] urlEncoded(byte[] secret, String form) {
    var encoded = new ByteArrayOutputStream();
    for (byte one : secret) {
      boolean plain = one >= 0 && (Character.isLetterOrDigit(one) || "-._~".indexOf(one) >= 0);
      if (plain) {
        encoded.write(one);
      } else {
        encoded.writeBytes(form.formatted(one & 0xff).getBytes(StandardCharsets.US_ASCII));
      }
    }
    return encoded.toByteArray();
  }

  private static byte[] escaped(byte[] secret, String special) {
    var escaped = new ByteArrayOutputStream();
    for (byte one : secret) {
      if (special.indexOf(one) >= 0) {
        escaped.write('\\');
      }
      escaped.write(one);
    }
    return escaped.toByteArray();
  }

  /// The length of what is to be hidden at `at`; 0 for nothing.
  ///
  /// @param end where the bytes end
  /// @param cut whether what came after the end is lost: then the beginning of a secret counts, too
  public int match(byte[] bytes, int at, int end, boolean cut) {
    var forms = hidden;
    if (!forms.begins[bytes[at] & 0xff]) {
      return 0;
    }
    for (var form : forms.longestFirst) {
      int length = Math.min(form.length, end - at);
      boolean enough = length == form.length || (cut && length >= SHORTEST);
      if (bytes[at] == form[0]
          && enough
          && Arrays.equals(bytes, at, at + length, form, 0, length)) {
        return length;
      }
    }
    return 0;
  }

  /// The length of the longest form of all.
  public int longest() {
    var forms = hidden.longestFirst;
    return forms.isEmpty() ? 0 : forms.getFirst().length;
  }

  /// `text`, with marks instead of secrets.
  public String redacted(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var clean = new ByteArrayOutputStream();
    copy(bytes, bytes.length, bytes.length, false, clean);
    return clean.toString(StandardCharsets.UTF_8);
  }

  /// Copies what begins before `until`, with marks instead of secrets; returns where that ends,
  /// which is later than `until` when a secret goes on there.
  ///
  /// @param end where the bytes end
  /// @param cut as in [#match]
  public int copy(byte[] bytes, int until, int end, boolean cut, ByteArrayOutputStream to) {
    int at = 0;
    while (at < until) {
      int found = match(bytes, at, end, cut);
      if (found > 0) {
        to.writeBytes(MARK.getBytes(StandardCharsets.UTF_8));
        at += found;
      } else {
        to.write(bytes[at++]);
      }
    }
    return at;
  }

  /// Forgets all secrets.
  public synchronized void clear() {
    var forms = hidden.longestFirst;
    hidden = new Forms(List.of());
    forms.forEach(form -> Arrays.fill(form, (byte) 0));
  }

  /// All forms of all secrets. Never changed.
  private static final class Forms {
    private final List<byte[]> longestFirst;
    private final boolean[] begins = new boolean[256]; // whether one begins with that byte

    Forms(List<byte[]> longestFirst) {
      this.longestFirst = List.copyOf(longestFirst);
      longestFirst.forEach(form -> begins[form[0] & 0xff] = true);
    }
  }
}
