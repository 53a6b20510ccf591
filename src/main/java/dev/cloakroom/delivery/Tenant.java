package dev.cloakroom.delivery;

import dev.cloakroom.consent.ConsentRequest;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run, as far as its socket has to know it.
public interface Tenant {
  /// Its id.
  String run();

  /// Whose it is.
  String workload();

  /// What it may use right now.
  List<Grant> grants();

  /// Hears of each token before the run gets it.
  void receives(Secret token);

  /// Hears that it sends far more requests than its socket answers; once a minute at most.
  void hammers();

  /// Hears that something inside tried what this run must not do, such as to use a phantom of
  /// another run; once for each thing and grant.
  ///
  /// @param what a sentence for people
  void misuses(String what);

  /// Asks a person on its behalf, within what its workload may ask for.
  ///
  /// @param form how it has to be delivered; null for whichever it was permitted in
  ConsentRequest ask(String askedAs, Scopes scopes, @Nullable Form form);

  /// Waits until what was asked is answered and, when allowed, delivered; or as long as the
  /// patience lasts, in seconds.
  ///
  /// @throws dev.cloakroom.problem.Problem `unknown-consent` when its workload asked no such thing
  ConsentRequest await(String request, long patience) throws InterruptedException;
}
