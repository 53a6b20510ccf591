package dev.cloakroom.delivery;

import dev.cloakroom.credential.Secret;
import java.net.URI;

/// What a run holds of one grant instead of secrets: good at the run's own endpoint, worthless
/// elsewhere and afterwards (promise P8).
///
/// @param endpoint where the run finds the grant's part of its endpoint, without a slash at the end
/// @param clientId how its tool presents itself there
/// @param clientSecret what proves that
/// @param refreshToken what stands for the account's refresh token
public record Phantoms(URI endpoint, String clientId, Secret clientSecret, Secret refreshToken) {
  private static final Secret NOTHING = Secret.of("");

  /// Those of a grant that has no part of an endpoint.
  public static Phantoms none(String name) {
    return new Phantoms(RunEndpoint.at(name), "", NOTHING, NOTHING);
  }
}
