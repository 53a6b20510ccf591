package dev.cloakroom.playground;

import java.net.URI;

/// Where a visitor ended.
///
/// @param status of the last page
/// @param address of the last page
/// @param page its text
public record Visit(int status, URI address, String page) {
  /// Without the address and the page: either may hold what nobody else should see.
  @Override
  public String toString() {
    return "Visit[status=" + status + "]";
  }
}
