package dev.cloakroom.dialect;

import dev.cloakroom.credential.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What is written for a tool besides its tokens.
///
/// @param name what the run knows the grant by, such as `google-calendar`
/// @param account the account, as `provider/name`
/// @param subject whose it is at the provider; empty when nobody told
/// @param label the same for people, such as an address; empty when nobody told
/// @param tokenUrl the provider's own token endpoint; empty text when it is not known
/// @param apiHosts where the provider's tokens may be sent, each `host` or `host:port`
/// @param home the home folder inside the container, or of the person
/// @param tokens the folder inside that plain token files are in
/// @param endpoint where the run finds the grant's endpoints, such as
///   `http://127.0.0.1:8181/google-calendar`, without a slash at the end
/// @param clientId how the tool presents itself at that endpoint
/// @param clientSecret what proves it there; bound to the run
/// @param variables the variables that the person sets for the run: some tools name their files by
///   them
public record Facts(
    String name,
    String account,
    String subject,
    String label,
    String tokenUrl,
    List<String> apiHosts,
    Path home,
    Path tokens,
    URI endpoint,
    String clientId,
    Secret clientSecret,
    Map<String, String> variables) {
  public Facts {
    apiHosts = List.copyOf(apiHosts);
    variables = Map.copyOf(variables);
  }

  /// Facts of a run for which the person sets no variables.
  public Facts(
      String name,
      String account,
      String subject,
      String label,
      String tokenUrl,
      List<String> apiHosts,
      Path home,
      Path tokens,
      URI endpoint,
      String clientId,
      Secret clientSecret) {
    this(
        name,
        account,
        subject,
        label,
        tokenUrl,
        apiHosts,
        home,
        tokens,
        endpoint,
        clientId,
        clientSecret,
        Map.of());
  }
}
