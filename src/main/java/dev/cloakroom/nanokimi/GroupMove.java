package dev.cloakroom.nanokimi;

import dev.cloakroom.dialect.JsonPrinter;
import dev.cloakroom.json.JsonText;
import dev.cloakroom.nanokimi.Migration.Done;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.ForeignFolder;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The groups of a checkout on their way into the home: `groups/NAME/` with `workspace`, `sessions`
/// and `origin.json`. Each arrives whole, by one renaming; one that is there already stays.
record GroupMove(Checkout checkout, Path home, List<Group> groups, Allowance allowance, Disk disk) {
  private static final System.Logger LOG = System.getLogger(GroupMove.class.getName());
  private static final String ORIGIN = "origin.json";

  GroupMove {
    groups = List.copyOf(groups);
  }

  /// Looks at the groups.
  ///
  /// @throws Problem when one can't be brought over
  static GroupMove of(Checkout checkout, Path home, Allowance allowance, Disk disk) {
    var groups = Registry.groups(checkout, home.resolve(".reading-nanokimi"), allowance);
    var move = new GroupMove(checkout, home, groups, allowance, disk);
    var names = new HashSet<String>();
    for (var group : groups) {
      if (!names.add(group.workload())) {
        throw taken(group);
      }
      if (!move.isHere(group)) {
        move.requireFolders(group);
      }
    }
    return move;
  }

  /// The workloads that they become; what all read is none.
  List<String> workloads() {
    return groups.stream().filter(group -> !group.isGlobal()).map(Group::workload).toList();
  }

  /// What becomes of each.
  List<Done> tell() {
    return groups.stream()
        .map(group ->
            new Done(
                "the group " + group.folder(),
                isHere(group) ? "is here already" : "goes to " + place(group)))
        .toList();
  }

  private Path workspace(Group group) {
    return checkout.groups().resolve(group.folder());
  }

  private Path sessions(Group group) {
    return checkout.sessions().resolve(group.folder()).resolve(".kimi");
  }

  /// What is above a group's folder could lead anywhere.
  private void requireFolders(Group group) {
    checkout.requireFolders(workspace(group));
    checkout.requireFolders(sessions(group));
  }

  private Path place(Group group) {
    return home.resolve("groups").resolve(group.workload());
  }

  /// Whether it was brought over before.
  private boolean isHere(Group group) {
    var place = place(group);
    if (!Checkout.isThere(place)) {
      return false;
    }
    var origin = Copies.content(place.resolve(ORIGIN));
    if (origin.isPresent() && origin.get().useText(this::isOurs)) {
      return true;
    }
    throw taken(group);
  }

  private boolean isOurs(String text) {
    try {
      return JsonText.read(text) instanceof Map<?, ?> all
          && checkout.folder().toString().equals(all.get("checkout"));
    } catch (JsonText.MalformedException _) {
      return false;
    }
  }

  private static Problem taken(Group group) {
    return new Problem(
        Kind.REFUSED,
        "group-taken",
        "There is another group %s already: rename the folder of this one in NanoKimi. Nothing was changed."
            .formatted(group.workload()));
  }

  /// Brings over what is not here yet; tells what was left.
  List<Done> bringOver() {
    DurableFile.privateFolder(home.resolve("groups"));
    var left = new ArrayList<Done>();
    for (var group : groups) {
      if (!isHere(group)) {
        int count = bringOver(group);
        if (count > 0) {
          left.add(
              new Done(
                  "%d links and such of the group %s".formatted(count, group.folder()),
                  "stayed behind"));
        }
      }
    }
    return left;
  }

  private int bringOver(Group group) {
    var arriving = home.resolve("groups").resolve(".arriving-" + group.workload());
    try {
      ForeignFolder.delete(arriving);
      disk.folder(arriving);
      requireFolders(group);
      int left =
          new TreeCopy(_ -> false, allowance).copy(workspace(group), arriving.resolve("workspace"));
      left +=
          new TreeCopy(GroupMove::isCredential, allowance)
              .copy(sessions(group), arriving.resolve("sessions"));
      disk.write(arriving.resolve(ORIGIN), origin(group));
      disk.move(arriving, place(group));
      return left;
    } catch (Problem e) {
      discard(arriving);
      throw e;
    } catch (IOException e) {
      discard(arriving);
      throw new Problem(
          Kind.FAILED,
          "group-unreadable",
          "The group %s can't be brought over: see that you may read all of it, and that the disk has room. Run this again to go on."
              .formatted(group.folder()),
          e);
    }
  }

  /// What could not arrive takes no room; the next run would delete it, too.
  private static void discard(Path arriving) {
    try {
      ForeignFolder.delete(arriving);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "%s can't be deleted.".formatted(arriving), e);
    }
  }

  /// Older layouts have the credentials' place among the sessions.
  private static boolean isCredential(Path below) {
    return below.equals(Path.of("credentials")) || below.endsWith(Checkout.LOGIN);
  }

  private byte[] origin(Group group) {
    var all = new LinkedHashMap<String, Object>();
    all.put("checkout", checkout.folder().toString());
    all.put("folder", group.folder());
    all.putAll(new TreeMap<>(group.facts()));
    return (JsonPrinter.pretty(all) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
