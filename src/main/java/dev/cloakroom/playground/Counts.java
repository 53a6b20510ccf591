package dev.cloakroom.playground;

/// How often a provider granted and refused, so that a test can say "one refresh".
///
/// @param codes token sets given for an authorization or device code
/// @param refreshes token sets given for a refresh token
/// @param refusals codes and refresh tokens turned away
/// @param reuses the refusals among them that ended a family: a spent token came back
/// @param revocations tokens that their holder asked to revoke, and that were alive
public record Counts(long codes, long refreshes, long refusals, long reuses, long revocations) {
  static final Counts NONE = new Counts(0, 0, 0, 0, 0);

  Counts oneCode() {
    return new Counts(codes + 1, refreshes, refusals, reuses, revocations);
  }

  Counts oneRefresh() {
    return new Counts(codes, refreshes + 1, refusals, reuses, revocations);
  }

  Counts oneRefusal() {
    return new Counts(codes, refreshes, refusals + 1, reuses, revocations);
  }

  Counts oneReuse() {
    return new Counts(codes, refreshes, refusals, reuses + 1, revocations);
  }

  Counts oneRevocation() {
    return new Counts(codes, refreshes, refusals, reuses, revocations + 1);
  }
}
