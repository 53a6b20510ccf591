package dev.cloakroom.catalog;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a provider differs from the RFCs: the vocabulary of the catalogue files.
///
/// @param rotation what happens to the refresh token when it is used
/// @param reuseLeeway how long a spent refresh token may be sent again; null for never
/// @param assumedLifetime of an access token when the reply does not say; null for "does not
///   expire"
/// @param idleLifetime how long a refresh token lives unused; null when unknown
/// @param absoluteLifetime how long an authorization lives at most; null when unknown
/// @param testLifetime how long an authorization lives while the client is in the provider's test
///   mode; null when that makes no difference
/// @param keepAlive how often an idle refresh token is exercised at least; null for half of the
///   time that it lives unused
/// @param bodyFormat how token requests are written
/// @param scopeSeparator between scopes in the authorization request
/// @param authorizeParameters added to every authorization request
/// @param tokenHeaders added to every token request
/// @param errorInSuccess whether errors come with status 200
/// @param deadGrantStatuses statuses that mean a dead refresh token, whatever the body says
/// @param callbackIssuer whether its callbacks always carry `iss` (RFC 9207)
/// @param subjectClaim the name under which the userinfo endpoint tells who it is
public record Quirks(
    Rotation rotation,
    @Nullable Duration reuseLeeway,
    @Nullable Duration assumedLifetime,
    @Nullable Duration idleLifetime,
    @Nullable Duration absoluteLifetime,
    @Nullable Duration testLifetime,
    @Nullable Duration keepAlive,
    BodyFormat bodyFormat,
    String scopeSeparator,
    Map<String, String> authorizeParameters,
    Map<String, String> tokenHeaders,
    boolean errorInSuccess,
    Set<Integer> deadGrantStatuses,
    boolean callbackIssuer,
    String subjectClaim) {

  /// What a provider is taken for when nothing is known: strict, and by the letter of the RFCs.
  public static final Quirks STRICT =
      new Quirks(
          Rotation.SINGLE_USE,
          null,
          null,
          null,
          null,
          null,
          null,
          BodyFormat.FORM,
          " ",
          Map.of(),
          Map.of(),
          false,
          Set.of(),
          false,
          "sub");

  public Quirks {
    authorizeParameters = Map.copyOf(authorizeParameters);
    tokenHeaders = Map.copyOf(tokenHeaders);
    deadGrantStatuses = Set.copyOf(deadGrantStatuses);
  }

  /// The same, of a provider that rotates so.
  public Quirks withRotation(Rotation other, @Nullable Duration leeway) {
    return new Quirks(
        other,
        leeway,
        assumedLifetime,
        idleLifetime,
        absoluteLifetime,
        testLifetime,
        keepAlive,
        bodyFormat,
        scopeSeparator,
        authorizeParameters,
        tokenHeaders,
        errorInSuccess,
        deadGrantStatuses,
        callbackIssuer,
        subjectClaim);
  }

  /// The same, of a provider whose authorizations live so long at most: unused, at all, and in test
  /// mode; an idle refresh token is exercised each `exercise`.
  public Quirks withLifetimes(
      @Nullable Duration idle,
      @Nullable Duration absolute,
      @Nullable Duration test,
      @Nullable Duration exercise) {
    return new Quirks(
        rotation,
        reuseLeeway,
        assumedLifetime,
        idle,
        absolute,
        test,
        exercise,
        bodyFormat,
        scopeSeparator,
        authorizeParameters,
        tokenHeaders,
        errorInSuccess,
        deadGrantStatuses,
        callbackIssuer,
        subjectClaim);
  }

  /// The same, of a provider whose callbacks always carry `iss`.
  public Quirks withCallbackIssuer() {
    return new Quirks(
        rotation,
        reuseLeeway,
        assumedLifetime,
        idleLifetime,
        absoluteLifetime,
        testLifetime,
        keepAlive,
        bodyFormat,
        scopeSeparator,
        authorizeParameters,
        tokenHeaders,
        errorInSuccess,
        deadGrantStatuses,
        true,
        subjectClaim);
  }

  /// What using a refresh token does to it.
  public enum Rotation {
    /// Nothing: the same one stays good.
    NONE,
    /// A new one comes, and the old one stays good.
    REISSUED,
    /// A new one comes, and the old one is dead; using it again may kill the whole family.
    SINGLE_USE
  }

  /// How a token request's body is written.
  public enum BodyFormat {
    /// `application/x-www-form-urlencoded`, as RFC 6749 says.
    FORM,
    /// A JSON object.
    JSON
  }
}
