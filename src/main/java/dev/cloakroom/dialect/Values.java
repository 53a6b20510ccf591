package dev.cloakroom.dialect;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What stands in the places of a dialect's templates: the tokens, the facts, and what code of the
/// dialect's own works out.
final class Values implements Function<String, @Nullable Object> {
  private static final DateTimeFormatter SECONDS = format("");
  private static final DateTimeFormatter MILLIS = format(".SSS");
  private static final DateTimeFormatter MICROS = format(".SSSSSS");
  private static final DateTimeFormatter NANOS = format(".SSSSSSSSS");
  private static final int MICRO_DIGITS = 6;
  private static final int NANOS_OF_MICRO = 1000;

  private final TokenSet tokens;
  private final Facts facts;
  private final Map<String, Object> own;

  Values(TokenSet tokens, Facts facts, Map<String, Object> own) {
    this.tokens = tokens;
    this.facts = facts;
    this.own = own;
  }

  /// @throws IllegalArgumentException when no value has that name
  @Override
  public @Nullable Object apply(String name) {
    var special = own.get(name);
    if (special != null) {
      return special;
    }
    int unit = name.indexOf('.');
    var plain = unit < 0 ? name : name.substring(0, unit);
    return switch (plain) {
      case "expiry" -> written(tokens.expiresAt(), name.substring(unit + 1));
      case "issued" -> written(tokens.issuedAt(), name.substring(unit + 1));
      case "expires-in" -> lifetime(tokens.lifetime(), unit > 0);
      case "access" -> text(tokens.access());
      case "refresh" -> text(tokens.refresh());
      case "token-type" -> tokens.tokenType();
      case "scope" -> tokens.scopes().toString();
      case "scopes" -> tokens.scopes().isEmpty() ? null : List.copyOf(tokens.scopes().names());
      case "nothing" -> null;
      default -> fact(plain);
    };
  }

  private Object fact(String name) {
    return switch (name) {
      case "name" -> facts.name();
      case "account" -> facts.account();
      case "provider" -> facts.account().split("/", 2)[0];
      case "subject" -> facts.subject();
      case "label" -> facts.label();
      case "token-url" -> facts.tokenUrl();
      case "api-hosts" -> facts.apiHosts();
      case "api-host" -> facts.apiHosts().isEmpty() ? "" : facts.apiHosts().getFirst();
      case "home" -> facts.home().toString();
      case "tokens" -> facts.tokens().toString();
      case "endpoint" -> facts.endpoint().toString();
      case "endpoint-host" -> String.valueOf(facts.endpoint().getRawAuthority());
      case "client-id" -> facts.clientId();
      case "client-secret" -> facts.clientSecret().useText(text -> text);
      default -> throw new IllegalArgumentException("there is no value " + name);
    };
  }

  private static @Nullable Object text(@Nullable Secret secret) {
    return secret == null ? null : secret.useText(text -> text);
  }

  private static @Nullable Object lifetime(@Nullable Duration lifetime, boolean decimal) {
    if (lifetime == null) {
      return null;
    }
    return decimal ? decimal(lifetime.getSeconds(), lifetime.getNano()) : lifetime.toSeconds();
  }

  private static @Nullable Object written(@Nullable Instant time, String unit) {
    if (time == null) {
      return null;
    }
    return switch (unit) {
      case "seconds" -> time.getEpochSecond();
      case "decimal" -> decimal(time.getEpochSecond(), time.getNano());
      case "millis" -> time.toEpochMilli();
      case "text" -> Long.toString(time.getEpochSecond());
      case "iso-millis" -> MILLIS.format(time);
      case "iso-micros" -> MICROS.format(time);
      case "iso-nanos" -> NANOS.format(time);
      case "rfc" -> SECONDS.format(time.truncatedTo(ChronoUnit.SECONDS));
      default -> throw new IllegalArgumentException("there is no unit " + unit);
    };
  }

  /// Seconds as Python writes them: never in scientific notation, with a digit after the point.
  private static BigDecimal decimal(long seconds, int nanos) {
    var exact =
        BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(nanos / NANOS_OF_MICRO, MICRO_DIGITS));
    var shortest = exact.stripTrailingZeros();
    return shortest.scale() < 1 ? shortest.setScale(1) : shortest;
  }

  private static DateTimeFormatter format(String fraction) {
    return DateTimeFormatter.ofPattern(
            "uuuu-MM-dd'T'HH:mm:ss" + fraction.replace(".", "'.'") + "'Z'")
        .withZone(ZoneOffset.UTC);
  }
}
