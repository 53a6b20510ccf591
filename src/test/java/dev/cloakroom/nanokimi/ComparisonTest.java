package dev.cloakroom.nanokimi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.nanokimi.Comparison.Row;
import dev.cloakroom.sandbox.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir private Path parent;
  private ForeignCheckout foreign;

  @BeforeEach
  void make() {
    foreign = ForeignCheckout.in(parent);
  }

  @Test
  void saysWhatNanoKimisOwnTableSays() {
    assertThat(compared(Layout.before(foreign.folder), Layout.after(foreign.folder)))
        .containsExactly(
            new Row("Container can read", "All credentials", "Only OAuth token"),
            new Row("Container can write", "All credentials", "Only OAuth token"),
            new Row("Config protection", "Writable", "Read-only"),
            new Row("Principle", "Full access", "Least privilege"));
  }

  @Test
  void seesThatTheMainGroupReachesEverythingStill() {
    var main = new Layout(foreign.checkout(), "main");

    assertThat(compared(main.before(), main.after()))
        .extracting(Row::after)
        .containsExactly("All credentials", "All credentials", "Writable", "Full access");
  }

  @Test
  void namesWhatElseIsInTheFolderOfTheLogin() {
    foreign.write("data/oauth-token/other.json", "{}");

    assertThat(compared(Layout.before(foreign.folder), Layout.after(foreign.folder)))
        .extracting(Row::after)
        .containsExactly(
            "OAuth token and other.json",
            "OAuth token and other.json",
            "Read-only",
            "Partial access");
  }

  @Test
  void seesAConfigurationThatIsStillWritable() {
    var after = new ArrayList<>(Layout.after(foreign.folder));
    after.replaceAll(
        mount -> new Mount(mount.host(), mount.container(), Mount.Access.READ_WRITE, mount.why()));

    assertThat(compared(Layout.before(foreign.folder), after))
        .extracting(Row::after)
        .containsExactly("Only OAuth token", "Only OAuth token", "Writable", "Partial access");
  }

  private List<Row> compared(List<Mount> before, List<Mount> after) {
    return Comparison.of(foreign.folder, before, after);
  }
}
