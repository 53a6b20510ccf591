package dev.cloakroom.chaos;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// What a case does, and where.
sealed interface Act {
  /// Answers a refresh.
  non-sealed interface Refreshing extends Act {
    Reply play(Turn turn);
  }

  /// Changes the parameters of the way back from the login to the client.
  ///
  /// @param change from those that would be right
  record Returning(UnaryOperator<Map<String, String>> change) implements Act {}

  /// Answers the first polls of a device login.
  ///
  /// @param errors what it says, in order, before it grants
  record Polling(List<String> errors) implements Act {}
}
