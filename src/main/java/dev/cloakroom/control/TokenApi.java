package dev.cloakroom.control;

import dev.cloakroom.broker.Broker;
import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.TokenForms;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.wire.TokenHeaders;
import dev.cloakroom.wire.TokenView;
import dev.cloakroom.wire.Wire;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// The part of the control socket that gives tokens to the person.
final class TokenApi {
  private final Catalog catalog;
  private final Vault vault;
  private final Broker broker;
  private final TokenForms forms;

  TokenApi(Catalog catalog, Vault vault, Broker broker, TokenForms forms) {
    this.catalog = catalog;
    this.vault = vault;
    this.broker = broker;
    this.forms = forms;
  }

  List<Route> routes() {
    return List.of(Route.get("/v1/accounts/{provider}/{name}/token", this::token));
  }

  private Reply token(Request request) {
    var id = Control.account(request);
    var margin = request.query("min_ttl").map(Control::seconds).orElse(null);
    var refused = request.query("refused").map(TokenView::generation).orElse(null);
    if (refused != null) {
      broker.refused(id, refused);
    }
    var answer = broker.token(id, margin, Consents.HOST, "token");
    var tokens = answer.tokensOf(id);
    var view = TokenView.of(tokens, answer.warning(id, refused).orElse(null));
    var server = request.query("host").orElse("");
    return request
        .query("as")
        .map(form -> forms.write(form, tokens, facts(id), server))
        .map(text -> text.use(bytes -> reply(view, bytes)))
        .orElseGet(() -> Reply.json(Wire.json(view)));
  }

  private static Reply reply(TokenView view, byte[] text) {
    return new Reply(200, TokenHeaders.of(view), new Reply.Body.Whole(text.clone()));
  }

  /// What is known of an account besides its tokens, as for a run that knows it by its provider.
  private Facts facts(AccountId id) {
    var account = vault.require(id);
    var provider = catalog.provider(id.provider());
    var tokenUrl = provider.endpoints().token();
    return new Facts(
        id.provider(),
        id.toString(),
        account.subject(),
        account.label(),
        tokenUrl == null ? "" : tokenUrl.toString(),
        provider.apiHosts(),
        Path.of("/home"),
        Path.of("/workspace/tokens"),
        URI.create("http://127.0.0.1:8181/" + id.provider()),
        "cloakroom",
        Secret.of(""));
  }
}
