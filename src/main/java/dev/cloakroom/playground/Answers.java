package dev.cloakroom.playground;

import java.util.List;
import java.util.Map;

/// What a visitor says to the pages they meet.
///
/// @param fields what to type, by the name of the field
/// @param buttons which buttons to press, by their value or what is written on them, in whatever
///   case; the earlier one wins
public record Answers(Map<String, String> fields, List<String> buttons) {
  public Answers {
    fields = Map.copyOf(fields);
    buttons = List.copyOf(buttons);
  }
}
