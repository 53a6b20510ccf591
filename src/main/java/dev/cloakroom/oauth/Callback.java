package dev.cloakroom.oauth;

import dev.cloakroom.credential.Secret;

/// How an authorization came back from the provider (RFC 6749 section 4.1.2, RFC 9207).
public sealed interface Callback {
  /// It was granted.
  ///
  /// @param code to be exchanged at the token endpoint, once
  record Code(Secret code) implements Callback {}

  /// The provider, or the person there, said no.
  ///
  /// @param error the error code, such as `access_denied`
  record Refused(String error) implements Callback {}

  /// It is not an answer of the provider that was asked: nothing in it may be used.
  ///
  /// @param what `other-issuer`, `issuer-missing` or `code-missing`
  record Mismatch(String what) implements Callback {}
}
