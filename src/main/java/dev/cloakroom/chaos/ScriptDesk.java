package dev.cloakroom.chaos;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/// The script interface, `/chaos/…`: makes families, says what happens to them, and tells what they
/// did. Keeps no state.
final class ScriptDesk {
  private static final long MOST_FAMILIES = 1_000_000;

  private final Realm realm;

  ScriptDesk(Realm realm) {
    this.realm = realm;
  }

  /// Answers a call below `/chaos/`.
  Reply answer(Call call) {
    try {
      return call.path().startsWith("/chaos/families/") ? ofFamily(call) : ofAll(call);
    } catch (IllegalArgumentException e) {
      return Reply.error(400, "invalid_request", String.valueOf(e.getMessage()));
    }
  }

  private Reply ofAll(Call call) {
    return switch (call.method() + " " + call.path()) {
      case "GET /chaos/cases" -> Reply.json(200, Cases.all().stream().map(Case::view).toList());
      case "GET /chaos/families" ->
          Reply.json(200, realm.families().stream().map(Family::view).toList());
      case "POST /chaos/families" -> open(call);
      case "POST /chaos/plan" -> {
        var cases = plan(call);
        realm.planForAll().clear();
        realm.planForAll().addAll(cases);
        yield counts();
      }
      case "GET /chaos/settings" -> settings();
      case "POST /chaos/settings" -> settle(call);
      case "GET /chaos/counts" -> counts();
      case "POST /chaos/check" -> check(call);
      default -> ChaosServer.notFound();
    };
  }

  private Reply ofFamily(Call call) {
    var parts = call.path().split("/", -1);
    var family = realm.family(parts[3]);
    if (family.isEmpty()) {
      return Reply.error(404, "not_found", "there is no such family");
    }
    return switch (call.method()
        + " "
        + String.join("/", List.of(parts).subList(4, parts.length))) {
      case "GET " -> Reply.json(200, family.get().view());
      case "POST plan" -> {
        family.get().plan(plan(call));
        yield Reply.json(200, family.get().view());
      }
      case "POST case" -> {
        family.get().become(theCase(Json.members(call.body())));
        yield Reply.json(200, family.get().view());
      }
      default -> ChaosServer.notFound();
    };
  }

  private Reply open(Call call) {
    var order = Json.members(call.body());
    var terms = terms(order);
    if (!order.containsKey("count")) {
      return Reply.json(201, open(terms));
    }
    long count = Math.min(number(order, "count", 1), MOST_FAMILIES);
    return Reply.json(201, Stream.generate(() -> open(terms)).limit(count).toList());
  }

  private Map<String, Object> open(Terms terms) {
    var family = realm.open(terms);
    var view =
        Json.object(
            "id", family.id(),
            "client_id", family.client(),
            "token_endpoint", realm.issuer() + "/token");
    view.putAll(Turn.document(family.first()));
    view.put("expired", terms.expired());
    return view;
  }

  private static Terms terms(Map<?, ?> order) {
    var usual = Terms.of(theCase(order));
    return new Terms(
        usual.theCase(),
        Duration.ofSeconds(number(order, "lifetime", usual.lifetime().toSeconds())),
        rotation(order, usual.rotation()),
        Duration.ofSeconds(number(order, "leeway", usual.leeway().toSeconds())),
        Boolean.TRUE.equals(order.get("expired")));
  }

  private static Rotation rotation(Map<?, ?> order, Rotation usual) {
    return order.get("rotation") == null
        ? usual
        : Rotation.of(String.valueOf(order.get("rotation")))
            .orElseThrow(
                () -> new IllegalArgumentException("rotation is strict, single, leeway or none"));
  }

  private static Case theCase(Map<?, ?> order) {
    return order.get("case") == null ? Cases.OK : theCase(String.valueOf(order.get("case")));
  }

  private static Case theCase(String name) {
    return Cases.named(name)
        .orElseThrow(() -> new IllegalArgumentException("there is no case " + name));
  }

  private static List<Case> plan(Call call) {
    if (!(Json.read(call.body()).orElse("") instanceof List<?>)) {
      throw new IllegalArgumentException("a plan is an array of cases' names");
    }
    var cases = Json.words(call.body()).stream().map(ScriptDesk::theCase).toList();
    if (cases.stream().anyMatch(one -> !(one.act() instanceof Act.Refreshing))) {
      throw new IllegalArgumentException("only cases of the token endpoint can be planned");
    }
    return cases;
  }

  private Reply settle(Call call) {
    var order = Json.members(call.body());
    set(order, "latencyMillis", realm.pauses()::latency);
    set(order, "slowMillis", realm.pauses()::slowness);
    set(order, "hangMillis", realm.pauses()::hanging);
    set(order, "lifetime", seconds -> realm.lifetime(Duration.ofSeconds(seconds)));
    return settings();
  }

  private static void set(Map<?, ?> order, String name, LongConsumer taker) {
    if (order.containsKey(name)) {
      taker.accept(number(order, name, 0));
    }
  }

  private Reply settings() {
    return Reply.json(
        200,
        Json.object(
            "latencyMillis", realm.pauses().latency(),
            "slowMillis", realm.pauses().slowness(),
            "hangMillis", realm.pauses().hanging(),
            "lifetime", realm.lifetime().toSeconds()));
  }

  private Reply counts() {
    var families = List.copyOf(realm.families());
    var sum = families.stream().map(Family::counts).reduce(FamilyCounts.NONE, FamilyCounts::plus);
    var view = Json.object("families", families.size());
    view.put("revoked", families.stream().filter(Family::isOver).count());
    view.putAll(sum.view());
    view.put("unknown", realm.unknownRequests());
    view.put("planned", realm.planForAll().size());
    return Reply.json(200, view);
  }

  private Reply check(Call call) {
    var order = Json.members(call.body());
    var named = order.get("refresh_token") == null ? "access_token" : "refresh_token";
    var text = String.valueOf(order.get(named));
    return Reply.json(
        200,
        Json.object(
            "state",
            realm.state(text),
            "family",
            realm.known(text).map(known -> known.family().id()).orElse(null)));
  }

  private static long number(Map<?, ?> order, String name, long usual) {
    var value = order.get(name);
    long number =
        switch (value) {
          case null -> usual;
          case BigDecimal decimal -> decimal.longValue();
          case Number other -> other.longValue();
          default -> -1;
        };
    if (number < 0) {
      throw new IllegalArgumentException(name + " is a whole number, not below zero");
    }
    return number;
  }
}
