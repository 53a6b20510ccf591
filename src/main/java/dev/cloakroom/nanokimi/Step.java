package dev.cloakroom.nanokimi;

import java.util.function.Consumer;

/// One change of files, and how it is told.
///
/// @param where the path, as people know it
/// @param what is done, in words
record Step(String where, String what, Consumer<Disk> deed) {}
