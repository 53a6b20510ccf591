package dev.cloakroom.playground;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.playground.Redemption.Issued;
import dev.cloakroom.playground.Redemption.Refused;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The token and revocation endpoints, for one public client. Keeps no state.
final class TokenDesk {
  private final Ledger ledger;
  private final DeviceDesk devices;

  TokenDesk(Ledger ledger, DeviceDesk devices) {
    this.ledger = ledger;
    this.devices = devices;
  }

  /// `POST /token`
  Reply token(Request request) {
    return ofTheClient(request, this::token);
  }

  private Reply token(Form form) {
    return switch (form.get("grant_type").orElse("")) {
      case "authorization_code" -> redeem(form);
      case "refresh_token" -> refresh(form);
      case DeviceDesk.GRANT_TYPE -> poll(form);
      case "" -> error("invalid_request", "grant_type is missing");
      default ->
          error(
              "unsupported_grant_type",
              "only authorization_code, refresh_token and the device code are known");
    };
  }

  private Reply redeem(Form form) {
    var code = form.secret("code");
    var redirect = form.get("redirect_uri");
    var verifier = form.secret("code_verifier");
    if (code.isEmpty() || redirect.isEmpty() || verifier.isEmpty()) {
      return error("invalid_request", "code, redirect_uri and code_verifier are needed");
    }
    return reply(ledger.redeem(code.get(), redirect.get(), verifier.get()));
  }

  private Reply refresh(Form form) {
    var asked = Scopes.parse(form.get("scope").orElse(""));
    return form.secret("refresh_token")
        .map(spent -> reply(ledger.refresh(spent, asked)))
        .orElseGet(() -> error("invalid_request", "refresh_token is missing"));
  }

  private Reply poll(Form form) {
    return form.secret("device_code")
        .map(code -> reply(devices.redeem(code)))
        .orElseGet(() -> error("invalid_request", "device_code is missing"));
  }

  /// `POST /device_authorization`
  Reply device(Request request) {
    return ofTheClient(request, devices::begin);
  }

  /// `POST /revoke`
  Reply revoke(Request request) {
    return ofTheClient(request, this::revoke);
  }

  private Reply revoke(Form form) {
    var token = form.secret("token");
    if (token.isEmpty()) {
      return error("invalid_request", "token is missing");
    }
    ledger.revoke(token.get());
    return json(200, Map.of());
  }

  /// Answers the form of the one client there is; it has no secret, so its id is all it can show.
  private static Reply ofTheClient(Request request, Function<Form, Reply> answer) {
    var form = Form.read(request);
    if (form.isEmpty()) {
      return error("invalid_request", "the body has to be a form, with each field once");
    }
    var id = form.get().get("client_id");
    if (request.header("authorization").isPresent()
        || !id.equals(Optional.of(PlaygroundProvider.CLIENT_ID))) {
      return json(401, Json.object("error", "invalid_client"))
          .header("WWW-Authenticate", "Basic realm=\"playground\"");
    }
    return answer.apply(form.get());
  }

  private static Reply reply(Redemption redemption) {
    return switch (redemption) {
      case Refused(var code, var description) -> error(code, description);
      case Issued issued -> json(200, document(issued));
    };
  }

  private static Map<String, Object> document(Issued issued) {
    return Json.object(
        "access_token", issued.access().<Object>useText(text -> text),
        "token_type", "Bearer",
        "expires_in", issued.lifetime().toSeconds(),
        "refresh_token", issued.refresh().<Object>useText(text -> text),
        "scope", issued.scopes().toString());
  }

  static Reply error(String code, String description) {
    return json(400, Json.object("error", code, "error_description", description));
  }

  static Reply json(int status, Map<String, Object> document) {
    return Reply.json(status, Json.write(document))
        .header("Cache-Control", "no-store")
        .header("Pragma", "no-cache");
  }
}
