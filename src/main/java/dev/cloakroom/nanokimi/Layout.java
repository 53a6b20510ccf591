package dev.cloakroom.nanokimi;

import static dev.cloakroom.sandbox.Mount.Access.READ_ONLY;
import static dev.cloakroom.sandbox.Mount.Access.READ_WRITE;

import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What containers of NanoKimi get to see of a checkout, as its code mounts it.
///
/// @param checkout the checkout
/// @param group the group's folder; `main` sees the whole checkout besides
public record Layout(Checkout checkout, String group) {
  private static final String MAIN = "main";
  private static final Path HOME = Path.of("/home/node/.kimi");
  private static final Path WORKSPACE = Path.of("/workspace");

  /// The mounts of an ordinary group of the checkout in `folder`, before the isolation.
  public static List<Mount> before(Path folder) {
    return ordinary(folder).before();
  }

  /// The mounts of an ordinary group of the checkout in `folder`, after it.
  public static List<Mount> after(Path folder) {
    return ordinary(folder).after();
  }

  private static Layout ordinary(Path folder) {
    return ordinary(new Checkout(folder.toAbsolutePath().normalize(), folder));
  }

  /// The layout for an ordinary group: the first that is not `main`.
  static Layout ordinary(Checkout checkout) {
    return Checkout.entries(checkout.sessions()).stream()
        .map(session -> session.getFileName().toString())
        .filter(name -> !name.equals(MAIN))
        .findFirst()
        .map(name -> new Layout(checkout, name))
        .orElse(new Layout(checkout, "family"));
  }

  /// The mounts before the isolation: the whole folder of credentials, read-write.
  public List<Mount> before() {
    var mounts = new ArrayList<Mount>();
    mounts.add(mount(checkout.config(), HOME.resolve("config.toml"), READ_WRITE, "configuration"));
    mounts.add(
        mount(checkout.credentials(), HOME.resolve("credentials"), READ_WRITE, "credentials"));
    addCommon(mounts, READ_WRITE);
    return mounts;
  }

  /// The mounts after it: the configuration read-only, and the folder of the login alone.
  public List<Mount> after() {
    var mounts = new ArrayList<Mount>();
    mounts.add(mount(checkout.config(), HOME.resolve("config.toml"), READ_ONLY, "configuration"));
    mounts.add(mount(checkout.tokens(), HOME.resolve("credentials"), READ_WRITE, "login"));
    addCommon(mounts, READ_ONLY);
    return mounts;
  }

  private void addCommon(List<Mount> mounts, Access ofShared) {
    var session = checkout.sessions().resolve(group).resolve(".kimi");
    mounts.add(mount(session, HOME.resolve("sessions"), READ_WRITE, "sessions of the group"));
    mounts.add(
        mount(checkout.groups().resolve(group), WORKSPACE.resolve("group"), READ_WRITE, "group"));
    mounts.add(
        mount(
            checkout.data().resolve("ipc").resolve(group),
            WORKSPACE.resolve("ipc"),
            READ_WRITE,
            "messages to the host"));
    mounts.add(
        mount(checkout.data().resolve("env"), WORKSPACE.resolve("env-dir"), ofShared, "variables"));
    if (group.equals(MAIN)) {
      mounts.add(mount(checkout.folder(), WORKSPACE.resolve("project"), READ_WRITE, "checkout"));
    } else {
      mounts.add(
          mount(
              checkout.groups().resolve("global"),
              WORKSPACE.resolve("global"),
              ofShared,
              "memory of all groups"));
    }
  }

  private static Mount mount(Path host, Path container, Access access, String why) {
    return new Mount(host, container, access, why);
  }
}
