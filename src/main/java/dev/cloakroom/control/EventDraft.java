package dev.cloakroom.control;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.wire.EventView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event on its way to the wire: says only what there is to say. Used by one thread.
final class EventDraft {
  private final String type;
  private @Nullable String account;
  private @Nullable Long generation;
  private @Nullable String workload;
  private @Nullable String run;
  private @Nullable String consent;
  private @Nullable String provider;
  private @Nullable String state;
  private @Nullable Instant lastsUntil;
  private @Nullable Integer exit;
  private @Nullable String message;

  EventDraft(String type) {
    this.type = type;
  }

  EventDraft account(AccountId id) {
    this.account = id.toString();
    return this;
  }

  EventDraft generation(long number) {
    this.generation = number;
    return this;
  }

  EventDraft workload(String name) {
    this.workload = name;
    return this;
  }

  EventDraft run(String id) {
    this.run = id;
    return this;
  }

  EventDraft consent(String id) {
    this.consent = id;
    return this;
  }

  EventDraft provider(String id) {
    this.provider = id;
    return this;
  }

  EventDraft state(String word) {
    this.state = word;
    return this;
  }

  EventDraft lastsUntil(Instant end) {
    this.lastsUntil = end;
    return this;
  }

  EventDraft exit(int code) {
    this.exit = code;
    return this;
  }

  /// Words for people; none say nothing.
  EventDraft message(String words) {
    this.message = words.isEmpty() ? null : words;
    return this;
  }

  EventView view(long id, Instant at) {
    return new EventView(
        id,
        type,
        at,
        account,
        generation,
        workload,
        run,
        consent,
        provider,
        state,
        lastsUntil,
        exit,
        message);
  }
}
