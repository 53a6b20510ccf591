package dev.cloakroom.broker;

import dev.cloakroom.credential.AccountId;

/// Does things beside its caller. On threads, but for a simulation, which decides what runs when.
@FunctionalInterface
interface Aside {
  /// Each on a virtual thread of its own.
  Aside THREADS = (what, id, task) -> Thread.ofVirtual().name(what + " " + id).start(task);

  /// Starts `task`, which is about an account, and returns at once.
  void start(String what, AccountId id, Runnable task);
}
