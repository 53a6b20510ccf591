package dev.cloakroom.control;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.ActivityView;
import dev.cloakroom.wire.Wire;
import java.util.List;

/// Shows the audit, newest entries first, a page at a time.
public final class Activity {
  private static final int USUAL = 50;
  private static final int MOST = 200;

  private final Audit audit;

  /// What is in `audit`.
  public Activity(Audit audit) {
    this.audit = audit;
  }

  Reply page(Request request) {
    long before = request.query("before").map(Activity::number).orElse(Long.MAX_VALUE);
    long count = request.query("count").map(Activity::number).orElse((long) USUAL);
    return Reply.json(Wire.json(ActivityView.class, recent(before, (int) Math.min(count, MOST))));
  }

  /// Entries before the one of that number, newest first: `count` of them, or all there are.
  public List<ActivityView> recent(long before, int count) {
    return audit.recent(before, count).stream().map(Activity::view).toList();
  }

  private static long number(String text) {
    try {
      long number = Long.parseLong(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // told below, like what is no place in the audit
    }
    throw new Problem(Kind.USAGE, "bad-number", "before and count are numbers, from 1 on.");
  }

  private static ActivityView view(Audit.Recorded recorded) {
    var entry = recorded.entry();
    AccountId account = entry.account();
    return new ActivityView(
        recorded.number(),
        recorded.at(),
        recorded.node(),
        entry.event(),
        account == null ? null : account.toString(),
        entry.generation().number(),
        entry.recipient(),
        entry.detail());
  }
}
