package dev.cloakroom.control;

import dev.cloakroom.broker.Broker;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.TokenForms;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.wire.TokenHeaders;
import dev.cloakroom.wire.TokenView;
import dev.cloakroom.wire.Wire;
import java.util.List;
import java.util.function.Function;

/// The part of the control socket that gives tokens to the person.
final class TokenApi {
  private final Broker broker;
  private final TokenForms forms;
  private final Function<AccountId, Facts> facts;

  /// @param facts what programs of the person have to know of an account
  TokenApi(Broker broker, TokenForms forms, Function<AccountId, Facts> facts) {
    this.broker = broker;
    this.forms = forms;
    this.facts = facts;
  }

  List<Route> routes() {
    return List.of(Route.get("/v1/accounts/{provider}/{name}/token", this::token));
  }

  private Reply token(Request request) {
    var id = Control.account(request);
    request.query("as").ifPresent(forms::require);
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
        .map(form -> forms.write(form, tokens, facts.apply(id), server))
        .map(text -> text.use(bytes -> reply(view, bytes)))
        .orElseGet(() -> Reply.json(Wire.json(view)));
  }

  private static Reply reply(TokenView view, byte[] text) {
    return new Reply(200, TokenHeaders.of(view), new Reply.Body.Whole(text.clone()));
  }
}
