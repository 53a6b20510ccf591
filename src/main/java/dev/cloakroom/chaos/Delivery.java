package dev.cloakroom.chaos;

/// How the bytes of a reply reach the client, or don't.
enum Delivery {
  /// As they should.
  WHOLE,
  /// Not at all: the connection is closed.
  CUT,
  /// The head and half of the body, then the connection is closed.
  HALF,
  /// Not for a long time; the connection stays open.
  HANG,
  /// After a pause.
  SLOW,
  /// A few bytes at a time, over as long as the pause.
  TRICKLE,
  /// With a length that promises more than comes, then the connection is closed.
  LENGTH_TOO_LONG,
  /// With a length that promises less than comes.
  LENGTH_TOO_SHORT,
  /// In one chunk, and what is no chunk after it.
  BROKEN_CHUNKS,
  /// Compressed, though nobody may have asked for it.
  GZIP
}
