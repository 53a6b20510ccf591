package dev.cloakroom.oauth;

/// Whose account it is.
///
/// @param subject what the provider never changes about the person
/// @param label what the person knows the account by, such as an e-mail address; for showing only
public record Identity(String subject, String label) {}
