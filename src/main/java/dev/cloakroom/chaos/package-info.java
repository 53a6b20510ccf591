/// An authorization server that misbehaves on order, to score OAuth clients with.
///
/// It answers with listeners and connections of its own, not with those of `http`: that room keeps
/// every reply right (its length, its end, its connection), and here a reply has to be wrong to the
/// byte. What it hands out opens nothing, so its tokens are plain text; all state is in memory and
/// ends with it.
@NullMarked
package dev.cloakroom.chaos;

import org.jspecify.annotations.NullMarked;
