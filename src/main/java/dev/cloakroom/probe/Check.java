package dev.cloakroom.probe;

/// One thing that the doctor looked at.
///
/// @param what the thing
/// @param found how it is, in words
/// @param cure what to do about it; empty when it is well
public record Check(String what, String found, String cure) {
  /// A thing that is well.
  public static Check ok(String what, String found) {
    return new Check(what, found, "");
  }

  /// A thing that needs a cure.
  public static Check problem(String what, String found, String cure) {
    return new Check(what, found, cure);
  }

  /// Whether it is well.
  public boolean isOk() {
    return cure.isEmpty();
  }
}
