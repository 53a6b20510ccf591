/// A real browser for tests: Debian's Chromium, driven by Playwright; its windows, the visits of
/// persons, what pages must be, and the pages that persons answer.
@NullMarked
package dev.cloakroom.browser;

import org.jspecify.annotations.NullMarked;
