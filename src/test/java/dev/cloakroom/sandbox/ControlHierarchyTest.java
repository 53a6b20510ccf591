package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.sandbox.Confinement.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kernel's files as plain ones. The first hierarchy is checked for real by
/// `BubblewrapHardeningIT`.
final class ControlHierarchyTest {
  private static final Limits LIMITS = new Limits(20, 64 << 20, 1.5);
  private static final String PID = String.valueOf(ProcessHandle.current().pid());

  @TempDir Path folder;

  @Test
  void findsTheGroupsOfThisProcessByController() throws Exception {
    var pids = Files.createDirectories(folder.resolve("pids/mine"));
    self(
        "8:pids:/outer/mine\n4:memory:/elsewhere\n",
        "39 31 0:36 /outer %1$s/pids rw - cgroup cgroup rw,pids\n35 31 0:32 /outer %1$s/memory rw - cgroup cgroup rw,memory\n");

    assertThat(ControlHierarchy.of(folder))
        .containsExactly(new ControlHierarchy(pids, Set.of("pids"), false));
  }

  @Test
  void movesAsideInAGroupThatIsItsOwnAlone() throws Exception {
    var unit = unit(folder.resolve("v2/unit"), PID + "\n");

    var found = ControlHierarchy.of(folder);

    assertThat(found)
        .containsExactly(new ControlHierarchy(unit, Set.of("cpu", "memory", "pids"), true));
    assertThat(unit.resolve("host/cgroup.procs")).hasContent(PID);
    assertThat(unit.resolve("cgroup.subtree_control")).hasContent("+cpu +memory +pids");
  }

  @Test
  void leavesAGroupAloneThatOthersAreIn() throws Exception {
    var session = unit(folder.resolve("v2/unit"), "1\n" + PID + "\n");

    assertThat(ControlHierarchy.of(folder)).isEmpty();
    assertThat(session.resolve("host")).doesNotExist();
  }

  @Test
  void takesTheGroupAroundWhereItHasMovedAsideAlready() throws Exception {
    var unit = unit(folder.resolve("v2/unit"), "");
    Files.createDirectory(unit.resolve("host"));
    Files.writeString(unit.resolve("cgroup.subtree_control"), "memory pids\n");
    self("0::/unit/host\n", "41 31 0:38 / %s/v2 rw - cgroup2 cgroup2 rw\n");

    assertThat(ControlHierarchy.of(folder))
        .containsExactly(new ControlHierarchy(unit, Set.of("memory", "pids"), true));
  }

  @Test
  void saysTheLimitsAsEachHierarchyHasThem() {
    var all = Set.of("pids", "memory", "cpu");

    assertThat(new ControlHierarchy(folder, all, true).settings(LIMITS))
        .isEqualTo(
            Map.of(
                "pids.max", "20",
                "memory.max", "67108864",
                "memory.swap.max", "0",
                "cpu.max", "150000 100000"));
    assertThat(new ControlHierarchy(folder, all, false).settings(LIMITS))
        .isEqualTo(
            Map.of(
                "pids.max", "20",
                "memory.limit_in_bytes", "67108864",
                "memory.memsw.limit_in_bytes", "67108864",
                "cpu.cfs_quota_us", "150000"));
  }

  @Test
  void limitsNothingThatIsNotAskedFor() throws Exception {
    var hierarchies = List.of(new ControlHierarchy(folder, Set.of("cpu"), true));

    assertThat(ControlGroup.make(hierarchies, "x", new Limits(20, 1, 0)).folders()).isEmpty();
  }

  private Path unit(Path unit, String processes) throws IOException {
    Files.createDirectories(unit);
    Files.writeString(unit.resolve("cgroup.procs"), processes);
    Files.writeString(unit.resolve("cgroup.controllers"), "cpuset cpu io memory hugetlb pids\n");
    self("0::/unit\n", "41 31 0:38 / %s/v2 rw - cgroup2 cgroup2 rw\n");
    return unit;
  }

  private void self(String groups, String mounts) throws IOException {
    Files.writeString(folder.resolve("cgroup"), groups);
    Files.writeString(folder.resolve("mountinfo"), mounts.formatted(folder));
  }
}
