package dev.cloakroom.consent;

/// A person's word that a workload shall not ask for a provider any more.
public record Block(String workload, String provider) {}
