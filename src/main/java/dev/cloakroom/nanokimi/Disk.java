package dev.cloakroom.nanokimi;

import dev.cloakroom.store.AccessList;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Changes files, one by one; each change is durable on return, and done whole or not at all.
interface Disk {
  /// Makes a folder that only its owner may enter.
  void folder(Path folder);

  /// Replaces the content of a file that only its owner may read.
  void write(Path file, byte[] content);

  /// Moves a file or folder to a name that is free.
  void move(Path from, Path to);

  /// Deletes a file, or a folder that is empty.
  void delete(Path path);

  /// Says who may use a file or folder.
  void protect(Path path, Protection protection);

  /// Who may use a file or folder.
  ///
  /// @param mode the nine bits
  /// @param access the access list; null for none
  /// @param inherited what new files in it begin with; null for nothing
  record Protection(int mode, @Nullable AccessList access, @Nullable AccessList inherited) {}
}
