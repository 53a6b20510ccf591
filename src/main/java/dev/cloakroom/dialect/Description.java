package dev.cloakroom.dialect;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A dialect as its file says it.
///
/// @param before what the tool refreshes by itself when less is left
/// @param percent the same, in percent of the lifetime; the longer of both counts
/// @param tombstones the tokens of which one is blank when the tool was refused
record Description(
    String tool,
    List<String> providers,
    Habits habits,
    Duration before,
    int percent,
    List<String> replyMembers,
    Dialect.Shape phantom,
    Set<String> tombstones,
    Map<Mode, Delivery> deliveries) {

  /// What a run gets in one mode.
  ///
  /// @param layout of the token file; null when the mode has none
  record Delivery(
      @Nullable Layout layout,
      @Nullable Home home,
      @Nullable Place place,
      Map<String, Template> environment) {}

  /// A home, as templates.
  ///
  /// @param seeds files by path; the empty list of lines stands for the token file
  /// @param links targets by path
  record Home(Template at, Map<Template, Template> seeds, Map<Template, Template> links) {}

  /// A place, as templates.
  ///
  /// @param folder null for the folder of all plain token files
  record Place(@Nullable Template folder, Template file) {}
}
