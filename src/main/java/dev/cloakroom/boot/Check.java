package dev.cloakroom.boot;

/// One thing that the doctor looked at.
///
/// @param what the thing
/// @param found how it is, in words
/// @param cure what to do about it; empty when it is well
record Check(String what, String found, String cure) {
  static Check ok(String what, String found) {
    return new Check(what, found, "");
  }

  static Check problem(String what, String found, String cure) {
    return new Check(what, found, cure);
  }

  boolean isOk() {
    return cure.isEmpty();
  }
}
