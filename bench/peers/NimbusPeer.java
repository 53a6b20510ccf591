import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/// Nimbus OAuth 2.0 SDK: TokenRequest with RefreshTokenGrant, and the ErrorObject's code; logins by
/// AuthorizationRequest and AuthorizationCodeGrant, with the check of the state that its guide shows.
final class NimbusPeer implements Peer {
  /// The server said no, in the words of the standard.
  private static final class Refused extends Exception {
    Refused(String code) {
      super(code);
    }
  }

  public static void main(String[] arguments) throws IOException {
    Peer.serve(new NimbusPeer());
  }

  @Override
  public String answer(Map<String, Object> question, State state) throws Exception {
    var expiresAt = state.expiresAt();
    if (expiresAt == null || expiresAt > System.currentTimeMillis() / 1000.0) {
      return state.text("access_token");
    }
    var request =
        new TokenRequest.Builder(
                URI.create((String) question.get("token_endpoint")),
                new ClientID((String) question.get("client_id")),
                new RefreshTokenGrant(new RefreshToken(state.text("refresh_token"))))
            .build();
    var response = TokenResponse.parse(request.toHTTPRequest().send());
    if (!response.indicatesSuccess()) {
      throw new Refused(String.valueOf(response.toErrorResponse().getErrorObject().getCode()));
    }
    var tokens = response.toSuccessResponse().getTokens();
    var change = new HashMap<String, Object>();
    change.put("access_token", tokens.getAccessToken().getValue());
    if (tokens.getRefreshToken() != null) {
      change.put("refresh_token", tokens.getRefreshToken().getValue());
    }
    long lifetime = tokens.getAccessToken().getLifetime(); // 0 when the reply does not say
    change.put("expires_at", lifetime == 0 ? null : System.currentTimeMillis() / 1000.0 + lifetime);
    state.save(change);
    return tokens.getAccessToken().getValue();
  }

  @Override
  public String logIn(Map<String, Object> question, Browser browser) throws Exception {
    var client = new ClientID((String) question.get("client_id"));
    var verifier = new CodeVerifier();
    var state = new com.nimbusds.oauth2.sdk.id.State();
    var address =
        new AuthorizationRequest.Builder(new ResponseType(ResponseType.Value.CODE), client)
            .endpointURI(URI.create(question.get("issuer") + "/authorize"))
            .redirectionURI(CALLBACK)
            .codeChallenge(verifier, CodeChallengeMethod.S256)
            .state(state)
            .build()
            .toURI();
    var back = AuthorizationResponse.parse(browser.visit(address));
    if (!state.equals(back.getState())) {
      throw new Refused("other state");
    }
    if (!back.indicatesSuccess()) {
      throw new Refused(String.valueOf(back.toErrorResponse().getErrorObject().getCode()));
    }
    var code = back.toSuccessResponse().getAuthorizationCode();
    var request =
        new TokenRequest.Builder(
                URI.create((String) question.get("token_endpoint")),
                client,
                new AuthorizationCodeGrant(code, CALLBACK, verifier))
            .build();
    var response = TokenResponse.parse(request.toHTTPRequest().send());
    return response.toSuccessResponse().getTokens().getAccessToken().getValue();
  }

  @Override
  public boolean isDead(Exception thrown) {
    return thrown instanceof Refused && "invalid_grant".equals(thrown.getMessage());
  }
}
