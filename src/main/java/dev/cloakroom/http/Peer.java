package dev.cloakroom.http;

import io.helidon.common.socket.PeerInfo;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.Principal;
import java.security.cert.Certificate;
import java.util.Optional;

/// Who is at the other end, for Helidon: nobody that we tell apart. Who a client is, is the matter
/// of what it presents, never of where it comes from.
final class Peer implements PeerInfo {
  private static final SocketAddress ADDRESS = InetSocketAddress.createUnresolved("client", 0);

  @Override
  public SocketAddress address() {
    return ADDRESS;
  }

  @Override
  public String host() {
    return "client";
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public Optional<Principal> tlsPrincipal() {
    return Optional.empty();
  }

  @Override
  public Optional<Certificate[]> tlsCertificates() {
    return Optional.empty();
  }
}
