package dev.cloakroom.consent;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The address that a provider sent a browser to, as a person copied it from there.
///
/// @param place what stands before the question mark, without its scheme
/// @param query what stands behind it
record PastedAddress(String place, Map<String, String> query) {
  private static final int LONGEST = 8 << 10;

  /// Reads what was pasted.
  ///
  /// @throws Problem `paste-not-address`, `paste-too-early`
  static PastedAddress read(String pasted) {
    var text = pasted.strip();
    if (text.isEmpty() || text.length() > LONGEST || !text.chars().allMatch(c -> c > ' ')) {
      throw notAddress();
    }
    int end = text.indexOf('#');
    var address = end < 0 ? text : text.substring(0, end);
    int question = address.indexOf('?');
    if (question < 0) {
      throw tooEarly();
    }
    var query = query(address.substring(question + 1));
    if (!query.containsKey("state")) {
      throw tooEarly();
    }
    return new PastedAddress(withoutScheme(address.substring(0, question)), query);
  }

  /// Refuses an address that does not end the login of `request` that it names. Nothing is used up
  /// by that.
  ///
  /// @throws Problem `paste-other-request`, `paste-too-early`
  void requireAnswerTo(Attempts.Begun begun, String request) {
    if (!begun.request().equals(request)) {
      throw new Problem(
          Kind.REFUSED,
          "paste-other-request",
          "This address ends another login than this one: paste it where that one was begun.");
    }
    if (!place.equals(withoutScheme(begun.redirect().toString()))) {
      throw tooEarly();
    }
  }

  private static String withoutScheme(String address) {
    return address.replaceFirst("^https?://", "");
  }

  private static Map<String, String> query(String text) {
    var query = new HashMap<String, String>();
    for (var pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      if (query.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
        throw notAddress();
      }
    }
    return query;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw notAddress();
    }
  }

  private static Problem notAddress() {
    return new Problem(
        Kind.USAGE,
        "paste-not-address",
        "This is no address: copy all of the address line of the browser that you logged in with.");
  }

  private static Problem tooEarly() {
    return new Problem(
        Kind.USAGE,
        "paste-too-early",
        "This is not the address that the login ends at: log in, go on until the browser can't open a page of 127.0.0.1, and copy the address of that one.");
  }

  /// Without the query: a code is in it.
  @Override
  public String toString() {
    return "PastedAddress[" + place + "]";
  }
}
