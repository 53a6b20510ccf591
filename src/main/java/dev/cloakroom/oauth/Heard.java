package dev.cloakroom.oauth;

import java.net.http.HttpHeaders;

/// What came back from a server: an answer, whatever it says, or nothing usable.
sealed interface Heard {
  /// A whole HTTP reply within the bounds of size and time.
  @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
  record Answer(int status, HttpHeaders headers, byte[] body) implements Heard {
    boolean isSuccess() {
      return status >= 200 && status < 300;
    }
  }

  /// No whole reply.
  ///
  /// @param reason a short code, as in [TokenOutcome.Unavailable]
  /// @param sent whether the request may have reached the server
  record Nothing(String reason, boolean sent) implements Heard {}
}
