package dev.cloakroom.console;

/// One setting, as it counts now.
///
/// @param key as in `cloakroom.yaml`
/// @param value its value; never a secret
/// @param meaning what it decides, in a few words
public record Setting(String key, String value, String meaning) {}
