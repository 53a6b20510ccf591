package dev.cloakroom.delivery;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.AskedServer;
import dev.cloakroom.dialect.AwsCredentials;
import dev.cloakroom.dialect.HelperForm;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.TokenHeaders;
import dev.cloakroom.wire.TokenView;
import dev.cloakroom.wire.TokensView;
import dev.cloakroom.wire.Wire;
import dev.cloakroom.workload.Grant;
import java.time.Duration;
import java.util.List;

/// The part of a run's socket that gives tokens: those of its grants, and no others.
final class RunTokens {
  private final Tenant tenant;
  private final RunSocket.Rooms rooms;

  RunTokens(Tenant tenant, RunSocket.Rooms rooms) {
    this.tenant = tenant;
    this.rooms = rooms;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v1/tokens", this::names), Route.get("/v1/tokens/{name}", this::token));
  }

  /// The names of all, or of those that are for a server.
  private Reply names(Request request) {
    var grants = tenant.grants().stream();
    var fitting =
        request
            .query("host")
            .map(AskedServer::of)
            .map(server ->
                grants.filter(grant -> server.isOneOf(rooms.facts().apply(grant).apiHosts())))
            .orElse(grants);
    return Reply.json(Wire.json(new TokensView(fitting.map(Grant::name).toList())));
  }

  private Reply token(Request request) {
    var grant = grant(request.parameter("name"));
    request.query("as").ifPresent(rooms.forms()::require);
    var refused = request.query("refused").map(TokenView::generation).orElse(null);
    if (refused != null) {
      rooms.broker().refused(grant.account(), refused);
    }
    var margin = request.query("min_ttl").map(RunSocket::seconds).map(Duration::ofSeconds);
    var answer = rooms.broker().token(grant.account(), margin.orElse(null), tenant.run(), "socket");
    var tokens = answer.tokensOf(grant.account());
    if (!grant.allows(tokens.scopes())) {
      throw notGranted();
    }
    tenant.receives(tokens.access());
    var view = TokenView.of(tokens, answer.warning(grant.account(), refused).orElse(null));
    return request
        .query("as")
        .map(form -> written(form, grant, tokens, request))
        .map(text -> text.use(bytes -> reply(view, bytes)))
        .orElseGet(() -> Reply.json(Wire.json(view)));
  }

  private Grant grant(String name) {
    return tenant.grants().stream()
        .filter(grant -> grant.name().equals(name))
        .findFirst()
        .orElseThrow(RunTokens::notGranted);
  }

  private static Problem notGranted() {
    return new Problem(
        Kind.REFUSED,
        "not-granted",
        "This run was not granted a token of that name; ask for it with POST /v1/consents.");
  }

  private Secret written(String form, Grant grant, TokenSet tokens, Request request) {
    var text = rooms.forms().write(form, tokens, rooms.facts().apply(grant), server(request));
    if (form.equals(HelperForm.XOAUTH2.word())) {
      tenant.receives(text); // the token is not in it as it is
    } else if (form.equals(HelperForm.AWS.word())) {
      AwsCredentials.of(tokens.access()).secrets().forEach(tenant::receives);
    }
    return text;
  }

  private static String server(Request request) {
    return request.query("host").orElse("");
  }

  private static Reply reply(TokenView view, byte[] text) {
    return new Reply(200, TokenHeaders.of(view), new Reply.Body.Whole(text.clone()));
  }
}
