package dev.cloakroom.loan;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Habits;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.ForeignFolder;
import dev.cloakroom.store.Share;
import dev.cloakroom.vault.Loan;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The folders of lent token files: one for each loan, under one that is private and lasts.
record LoanFolders(Path root) {
  private static final Logger LOG = System.getLogger(LoanFolders.class.getName());

  LoanFolders {
    DurableFile.privateFolder(root);
  }

  /// A name that leads nowhere else.
  static String name(String name) {
    if (!name.matches("[A-Za-z0-9._-]+") || name.matches("\\.+")) {
      throw new IllegalArgumentException("not the name of a file or folder");
    }
    return name;
  }

  /// The folder of a loan.
  Path of(Loan loan) {
    return root.resolve(name(loan.terms().folder()));
  }

  /// The file of a loan, as others may have left it.
  ForeignFile file(Loan loan, Dialect dialect) {
    var folder = of(loan);
    var file = name(loan.terms().file());
    return new ForeignFile(folder, file, lock(folder.resolve(file), dialect), loan.terms().owner());
  }

  /// The name of the tool's lock, if that is one of `flock` in the same folder. Other locks say
  /// nothing once their holder is gone.
  private static @Nullable String lock(Path file, Dialect dialect) {
    var lock = dialect.habits().lock();
    if (lock == null || lock.kind() != Habits.Lock.Kind.FLOCK) {
      return null;
    }
    var path = lock.beside(file);
    return Objects.equals(path.getParent(), file.getParent())
        ? String.valueOf(path.getFileName())
        : null;
  }

  /// Writes the file of a loan that has just begun.
  void write(Loan loan, Secret content) {
    var folder = of(loan);
    var share = Share.of(loan.terms().owner());
    DurableFile.privateFolder(folder);
    DurableFile.give(folder, share);
    content.use(bytes -> {
      DurableFile.write(folder.resolve(name(loan.terms().file())), bytes, share);
      return true;
    });
  }

  /// Deletes the folder of a loan that is over.
  void delete(Loan loan) {
    delete(of(loan));
  }

  /// The names of all folders.
  Set<String> names() {
    try (var folders = Files.list(root)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not look into " + root, e);
      return Set.of();
    }
  }

  /// Deletes the folder of that name.
  void delete(String name) {
    delete(root.resolve(name));
  }

  /// Deletes a folder with whatever a run has put there.
  private static void delete(Path folder) {
    try {
      ForeignFolder.delete(folder);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not delete all of " + folder + ": delete it by hand", e);
    }
  }
}
