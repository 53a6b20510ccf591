package dev.cloakroom.broker;

/// A promise was broken. An error, so that nothing that is tested catches it.
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super(message);
  }
}
