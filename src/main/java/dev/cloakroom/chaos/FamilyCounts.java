package dev.cloakroom.chaos;

import java.util.Map;

/// How often things happened in one family.
///
/// @param requests at the token endpoint
/// @param granted refreshes that were granted, whatever became of their replies
/// @param refused refresh tokens that were of no use
/// @param reuses spent refresh tokens that came back
/// @param early requests before the time that a reply had asked to wait for
/// @param leaks refresh tokens that arrived where a redirect led to
record FamilyCounts(int requests, int granted, int refused, int reuses, int early, int leaks) {
  static final FamilyCounts NONE = new FamilyCounts(0, 0, 0, 0, 0, 0);

  FamilyCounts oneRequest(boolean tooEarly) {
    return new FamilyCounts(
        requests + 1, granted, refused, reuses, early + (tooEarly ? 1 : 0), leaks);
  }

  FamilyCounts oneGrant() {
    return new FamilyCounts(requests, granted + 1, refused, reuses, early, leaks);
  }

  FamilyCounts oneRefusal() {
    return new FamilyCounts(requests, granted, refused + 1, reuses, early, leaks);
  }

  FamilyCounts oneReuse() {
    return new FamilyCounts(requests, granted, refused, reuses + 1, early, leaks);
  }

  FamilyCounts oneLeak() {
    return new FamilyCounts(requests, granted, refused, reuses, early, leaks + 1);
  }

  FamilyCounts plus(FamilyCounts other) {
    return new FamilyCounts(
        requests + other.requests,
        granted + other.granted,
        refused + other.refused,
        reuses + other.reuses,
        early + other.early,
        leaks + other.leaks);
  }

  Map<String, Object> view() {
    return Json.object(
        "requests", requests,
        "granted", granted,
        "refused", refused,
        "reuses", reuses,
        "early", early,
        "leaks", leaks);
  }
}
