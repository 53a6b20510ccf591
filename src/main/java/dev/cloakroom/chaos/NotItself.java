package dev.cloakroom.chaos;

import java.util.List;

/// Answers that come from something else on the way: portals, proxies, firewalls. Nothing is
/// granted, nothing is lost.
final class NotItself {
  static final List<Case> CASES =
      List.of(
          Case.of(
              "html-200",
              2,
              "Answers 200 with a page, twice, as captive portals do.",
              _ -> Reply.html(200)),
          Case.of("empty-200", 2, "Answers 200 with nothing, twice.", _ -> Reply.empty(200)),
          Case.of(
              "empty-400",
              2,
              "Answers 400 with nothing, twice (met in the wild).",
              _ -> Reply.empty(400)),
          Case.of("html-400", 2, "Answers 400 with a page, twice.", _ -> Reply.html(400)),
          Case.of("html-403", 2, "Answers 403 with a page, twice.", _ -> Reply.html(403)),
          Case.of(
              "redirect-302",
              2,
              "Redirects elsewhere with 302, twice; the refresh token must not follow.",
              turn -> Reply.redirect(302, turn.elsewhere())),
          Case.of(
              "redirect-307",
              2,
              "Redirects elsewhere with 307, twice, which means: post it there again. It must not.",
              turn -> Reply.redirect(307, turn.elsewhere())));

  private NotItself() {}
}
