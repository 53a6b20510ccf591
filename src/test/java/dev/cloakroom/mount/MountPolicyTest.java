package dev.cloakroom.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Mount.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountPolicyTest {
  @TempDir Path person;
  private Path projects;
  private Path list;
  private MountPolicy policy;

  @BeforeEach
  void writeTheList() throws IOException {
    person = person.toRealPath();
    projects = Files.createDirectories(person.resolve("projects"));
    Files.createDirectories(projects.resolve("site"));
    Files.createDirectories(person.resolve("books"));
    list = Files.createDirectories(person.resolve("config")).resolve("mount-allowlist.json");
    // the form, and the texts, that NanoClaw's documentation shows
    write(
        """
        {"allowedRoots":[{"path":"~/projects","allowReadWrite":true,"description":"Development"},
          {"path":"%s","allowReadWrite":false}],
         "blockedPatterns":["password"], "nonMainReadOnly":true}
        """
            .formatted(person.resolve("books")));
    var ours = Files.createDirectories(person.resolve("projects/vault"));
    policy = new MountPolicy(List.of(person.resolve("none"), list), person, List.of(ours));
  }

  @Test
  void allowsWhatLiesInARoot() {
    var mount = policy.allow(Wish.parse(projects + "/site"), false);

    assertThat(mount.host()).isEqualTo(projects.resolve("site"));
    assertThat(mount.container()).isEqualTo(Path.of("/workspace/extra/site"));
    assertThat(mount.access()).isEqualTo(Access.READ_ONLY);
    assertThat(mount.why()).contains(list.toString());
  }

  @Test
  void letsOnlyMainWorkloadsWriteWhereTheListSaysSo() throws IOException {
    var wish = Wish.parse(projects + "/site:rw");

    assertThat(policy.allow(wish, true).access()).isEqualTo(Access.READ_WRITE);
    assertRefused("mount-refused", wish, false);
    write(Files.readString(list).replace("\"nonMainReadOnly\":true", "\"nonMainReadOnly\":false"));
    assertThat(policy.allow(wish, false).access()).isEqualTo(Access.READ_WRITE);
  }

  @Test
  void letsNobodyWriteInARootThatIsReadOnly() {
    assertRefused("mount-refused", Wish.parse(person + "/books:rw"), true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/config",
        "/elsewhere",
        "/projects/.ssh",
        "/projects/.env",
        "/projects/my-password",
        ""
      })
  void refusesWhatTheListDoesNotAllow(String path) throws IOException {
    Files.createDirectories(Path.of(person + path));

    assertRefused("mount-refused", Wish.parse(person + path), true);
  }

  @Test
  void judgesLinksByWhatTheyLeadTo() throws IOException {
    var outside = Files.createDirectories(person.resolve("elsewhere/site"));
    var link = Files.createSymbolicLink(projects.resolve("link"), outside);
    var back = Files.createSymbolicLink(person.resolve("back"), projects.resolve("site"));

    assertRefused("mount-refused", Wish.parse(link.toString()), true);
    assertThat(policy.allow(Wish.parse(back.toString()), true).host())
        .isEqualTo(projects.resolve("site"));
  }

  @Test
  void refusesWhatIsOursWhateverTheListSays() {
    assertRefused("mount-refused", Wish.parse(projects + "/vault"), true);
    assertRefused("mount-refused", Wish.parse(projects.toString()), true);
  }

  @Test
  void takesASingleFileReadOnly() throws IOException {
    var file = Files.writeString(projects.resolve("site/config.toml"), "a = 1\n");

    assertThat(policy.allow(Wish.parse(file.toString()), true).host()).isEqualTo(file);
    assertRefused("mount-refused", Wish.parse(file + ":rw"), true);
  }

  @Test
  void refusesWhatIsNotThere() {
    assertRefused("mount-missing", Wish.parse(projects + "/none"), true);
  }

  @Test
  void allowsNothingWithoutAList() throws IOException {
    Files.delete(list);

    assertRefused("allowlist-missing", Wish.parse(projects + "/site"), true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"allowedRoots\":{},\"blockedPatterns\":[],\"nonMainReadOnly\":true}",
        "{\"allowedRoots\":[],\"blockedPatterns\":[1],\"nonMainReadOnly\":true}",
        "{\"allowedRoots\":[],\"blockedPatterns\":[],\"nonMainReadOnly\":\"no\"}",
        "{\"allowedRoots\":[{\"path\":\"~/projects\"}],\"blockedPatterns\":[],\"nonMainReadOnly\":true}",
        "{\"allowedRoots\":[{\"path\":\"projects\",\"allowReadWrite\":true}],\"blockedPatterns\":[],\"nonMainReadOnly\":true}",
      })
  void allowsNothingWithAListThatIsNotInOrder(String text) throws IOException {
    write(text);

    assertRefused("allowlist-unusable", Wish.parse(projects + "/site"), true);
  }

  @Test
  void allowsNothingByAListThatOthersMayWrite() throws IOException {
    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-rw-r--"));

    assertRefused("allowlist-unusable", Wish.parse(projects + "/site"), true);
  }

  private void write(String text) throws IOException {
    Files.writeString(list, text);
    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private void assertRefused(String code, Wish wish, boolean main) {
    assertThatThrownBy(() -> policy.allow(wish, main))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
  }
}
