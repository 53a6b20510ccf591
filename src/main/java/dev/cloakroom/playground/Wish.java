package dev.cloakroom.playground;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.http.Reply;
import java.net.URI;

/// What a client wants of a person, and what follows from the answer.
interface Wish {
  /// What it wants to be allowed.
  Scopes scopes();

  /// Where the person is sent with the answer.
  URI then();

  Reply allowedBy(Person person);

  Reply denied();
}
