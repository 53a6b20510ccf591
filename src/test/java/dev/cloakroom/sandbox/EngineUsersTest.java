package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.EngineUsers.Way;
import dev.cloakroom.store.Share;
import org.junit.jupiter.api.Test;

/// Whom users inside are outside, by the maps that were measured on real engines.
class EngineUsersTest {
  private static final HostUser ROOT = new HostUser(0, 0);
  private static final HostUser ANA = new HostUser(1234, 100);
  private static final HostUser OTHER = new HostUser(999, 998);
  private static final UserMap REMAPPED = UserMap.parse("         0     100000      65536\n");
  private static final UserMap ROOTLESS =
      UserMap.parse("         0       1234          1\n         1     100000      65536\n");

  @Test
  void addsTheBaseOfARemappedEngine() {
    assertThat(users(REMAPPED, ROOT).users(OTHER).share()).isEqualTo(new Share.Given(100_999));
    assertThat(users(REMAPPED, ANA).users(OTHER).share()).isEqualTo(new Share.Listed(100_999));
  }

  @Test
  void addsTheBaseLessOneOfARootlessDocker() {
    assertThat(users(ROOTLESS, ANA).users(OTHER).share()).isEqualTo(new Share.Listed(100_998));
  }

  @Test
  void isAnOrdinaryUserWhereNumbersMeanSomethingElse() {
    assertThat(users(ROOTLESS, ANA).users(null).inside()).isEqualTo(HostUser.ORDINARY);
    assertThat(users(UserMap.IDENTITY, ANA).users(null).inside()).isEqualTo(ANA);
  }

  @Test
  void refusesAUserWhomTheEngineHasNot() {
    assertThatThrownBy(() -> users(ROOTLESS, ANA).users(new HostUser(65_537, 1)))
        .isInstanceOfSatisfying(
            Problem.class, e -> assertThat(e.code()).isEqualTo("engine-user-mapping"))
        .hasMessageContaining("65537");
  }

  @Test
  void tellsPodmanWhoseTheUsersAre() {
    var kept = new EngineUsers("Podman 4.3.1", ANA, UserMap.IDENTITY, Way.KEPT);
    var root = new EngineUsers("Podman 4.3.1", ROOT, UserMap.IDENTITY, Way.NONE);

    assertThat(kept.namespace(ANA)).isEqualTo("keep-id");
    assertThat(kept.namespace(OTHER)).isEqualTo("keep-id:uid=999,gid=998");
    assertThat(kept.namespaceIn("holder", OTHER)).isEqualTo("container:holder");
    assertThat(root.namespace(OTHER)).isEqualTo("host");
    assertThat(users(ROOTLESS, ANA).namespace(OTHER)).isNull();
  }

  private static EngineUsers users(UserMap map, HostUser host) {
    return new EngineUsers("Docker 20.10", host, map, Way.THE_ENGINES);
  }
}
