import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.ClientAuthorizationException;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;

/// Spring Security's OAuth2 client: the authorized client manager with its refresh token provider
/// (RestClientRefreshTokenTokenResponseClient), over a service that keeps the client in a file;
/// logins by its authentication provider for codes, which its filters hand the callback to.
final class SpringPeer implements Peer {
  private static final Authentication PERSON =
      new AnonymousAuthenticationToken("bench", "ana", AuthorityUtils.createAuthorityList("user"));

  public static void main(String[] arguments) throws IOException {
    Peer.serve(new SpringPeer());
  }

  @Override
  public String answer(Map<String, Object> question, State state) {
    var registration = registration(question);
    var manager =
        new AuthorizedClientServiceOAuth2AuthorizedClientManager(
            new InMemoryClientRegistrationRepository(registration),
            new FileService(registration, state));
    manager.setAuthorizedClientProvider(
        OAuth2AuthorizedClientProviderBuilder.builder().refreshToken().build());
    var client =
        manager.authorize(
            OAuth2AuthorizeRequest.withClientRegistrationId(registration.getRegistrationId())
                .principal(PERSON)
                .build());
    if (client == null) {
      throw new IllegalStateException("no authorized client");
    }
    return client.getAccessToken().getTokenValue();
  }

  @Override
  public String logIn(Map<String, Object> question, Browser browser) throws Exception {
    var registration = registration(question);
    var customized =
        OAuth2AuthorizationRequest.authorizationCode()
            .clientId(registration.getClientId())
            .authorizationUri(registration.getProviderDetails().getAuthorizationUri())
            .redirectUri(CALLBACK.toString())
            .state(new Base64StringKeyGenerator(Base64.getUrlEncoder()).generateKey());
    OAuth2AuthorizationRequestCustomizers.withPkce().accept(customized);
    var asked = customized.build();
    var back = parameters(browser.visit(URI.create(asked.getAuthorizationRequestUri())));
    var answered =
        (back.containsKey("code")
                ? OAuth2AuthorizationResponse.success(back.get("code"))
                : OAuth2AuthorizationResponse.error(back.get("error")))
            .redirectUri(CALLBACK.toString())
            .state(back.get("state"))
            .build();
    var authenticated =
        new OAuth2AuthorizationCodeAuthenticationProvider(
                new RestClientAuthorizationCodeTokenResponseClient())
            .authenticate(
                new OAuth2AuthorizationCodeAuthenticationToken(
                    registration, new OAuth2AuthorizationExchange(asked, answered)));
    return ((OAuth2AuthorizationCodeAuthenticationToken) authenticated)
        .getAccessToken()
        .getTokenValue();
  }

  private static Map<String, String> parameters(URI address) {
    return Arrays.stream(address.getRawQuery().split("&"))
        .map(each -> each.split("=", 2))
        .collect(
            Collectors.toMap(
                each -> each[0], each -> URLDecoder.decode(each[1], StandardCharsets.UTF_8)));
  }

  @Override
  public boolean isDead(Exception thrown) {
    return thrown instanceof ClientAuthorizationException refused
        && "invalid_grant".equals(refused.getError().getErrorCode());
  }

  private static ClientRegistration registration(Map<String, Object> question) {
    return ClientRegistration.withRegistrationId("chaos")
        .clientId((String) question.get("client_id"))
        .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .redirectUri("http://127.0.0.1/callback")
        .authorizationUri(question.get("issuer") + "/authorize")
        .tokenUri((String) question.get("token_endpoint"))
        .build();
  }

  private record FileService(ClientRegistration registration, State state)
      implements OAuth2AuthorizedClientService {
    @Override
    @SuppressWarnings("unchecked")
    public <T extends OAuth2AuthorizedClient> T loadAuthorizedClient(String id, String person) {
      if (Boolean.TRUE.equals(state.members().get("dead"))) {
        return null;
      }
      var end = state.expiresAt() == null ? null : Instant.ofEpochMilli((long) (1000 * state.expiresAt()));
      var start = end == null ? null : end.minusSeconds(20);
      var access =
          new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, state.text("access_token"), start, end);
      var refresh = new OAuth2RefreshToken(state.text("refresh_token"), start);
      return (T) new OAuth2AuthorizedClient(registration, person, access, refresh);
    }

    @Override
    public void saveAuthorizedClient(OAuth2AuthorizedClient client, Authentication person) {
      var change = new HashMap<String, Object>();
      var end = client.getAccessToken().getExpiresAt();
      change.put("access_token", client.getAccessToken().getTokenValue());
      change.put("expires_at", end == null ? null : end.toEpochMilli() / 1000.0);
      if (client.getRefreshToken() != null) {
        change.put("refresh_token", client.getRefreshToken().getTokenValue());
      }
      save(change);
    }

    @Override
    public void removeAuthorizedClient(String id, String person) {
      save(Map.of("dead", true));
    }

    private void save(Map<String, Object> change) {
      try {
        state.save(change);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
