package dev.cloakroom.delivery;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.AwsCredentials;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The credential endpoints of Azure's App Service and of AWS's containers. Each request proves
/// itself by the grant's phantom client secret, in the header that the cloud has for it.
final class CloudDesk {
  static final String AZURE = "azure";
  static final String AWS = "aws";

  private static final int FINE = 200;
  private static final int WRONG = 400;
  private static final int UNPROVED = 401;
  private static final String VERSION = "2019-08-01";

  private final PartTable parts;
  private final Supply supply;

  CloudDesk(PartTable parts, Supply supply) {
    this.parts = parts;
    this.supply = supply;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/{name}/azure/token", this::azure),
        Route.get("/{name}/aws/credentials", this::aws));
  }

  private Part part(Request request, String dialect) {
    var part = parts.part(request.parameter("name"), Mode.METADATA);
    if (!part.dialect().name().equals(dialect)) {
      throw PartTable.nothing();
    }
    return part;
  }

  private boolean isProved(Request request, String header, Part part) {
    var proof = request.header(header).map(Secret::of);
    boolean proved = proof.filter(part::isClientSecret).isPresent();
    if (!proved) {
      proof.ifPresent(presented -> parts.suspect(presented, part.name()));
    }
    return proved;
  }

  private Reply azure(Request request) {
    var part = part(request, AZURE);
    if (!isProved(request, "x-identity-header", part)) {
      return azureError(UNPROVED, "The header X-IDENTITY-HEADER is not $IDENTITY_HEADER.");
    }
    var resource = request.query("resource");
    if (!request.query("api-version").orElse("").equals(VERSION) || resource.isEmpty()) {
      return azureError(WRONG, "Send resource, and api-version=" + VERSION + ".");
    }
    try {
      var tokens = supply.give(part);
      var members = new LinkedHashMap<String, Object>();
      members.put("access_token", tokens.access());
      members.put("expires_on", Long.toString(end(tokens).getEpochSecond()));
      members.put("resource", resource.get());
      members.put("token_type", TokenDesk.type(tokens));
      members.put("client_id", part.clientId());
      return JsonReply.of(FINE, members);
    } catch (Refusal refusal) {
      return refusal.on(azureError(refusal.status(), refusal.why()));
    }
  }

  private static Reply azureError(int status, String why) {
    return JsonReply.of(status, Map.of("statusCode", status, "message", why));
  }

  private Instant end(TokenSet tokens) {
    return supply.now().plusSeconds(supply.secondsLeft(tokens)).truncatedTo(ChronoUnit.SECONDS);
  }

  private Reply aws(Request request) {
    var part = part(request, AWS);
    if (!isProved(request, "authorization", part)) {
      return awsError(UNPROVED, "not-authorized", "The header Authorization is not the run's.");
    }
    try {
      var tokens = supply.give(part);
      var credentials = AwsCredentials.of(tokens.access());
      return JsonReply.of(FINE, members(credentials, end(tokens)));
    } catch (Refusal refusal) {
      return refusal.on(awsError(refusal.status(), "unavailable", refusal.why()));
    } catch (Problem problem) {
      return awsError(WRONG, problem.code(), problem.getMessage());
    }
  }

  private Map<String, Object> members(AwsCredentials credentials, Instant end) {
    var members = new LinkedHashMap<String, Object>();
    supply.hides(credentials.secretAccessKey());
    members.put("AccessKeyId", credentials.accessKeyId());
    members.put("SecretAccessKey", credentials.secretAccessKey());
    var session = credentials.sessionToken();
    if (session != null) {
      supply.hides(session);
      members.put("Token", session);
    }
    var said = credentials.expiration();
    members.put("Expiration", (said == null || said.isAfter(end) ? end : said).toString());
    return members;
  }

  private static Reply awsError(int status, String code, String why) {
    return JsonReply.of(status, Map.of("code", code, "message", why));
  }
}
