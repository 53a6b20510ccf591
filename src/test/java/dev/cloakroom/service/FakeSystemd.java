package dev.cloakroom.service;

import dev.cloakroom.sandbox.HostProgram.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A machine with systemd, or without, that remembers what it was asked.
public final class FakeSystemd {
  private final List<String> asked = new ArrayList<>();
  private final Path sign;
  private int exit;
  private String word = "";

  private FakeSystemd(Path sign) {
    this.sign = sign;
  }

  /// One that runs.
  public static FakeSystemd here() {
    return new FakeSystemd(Path.of("/"));
  }

  /// A machine that something else has started.
  public static FakeSystemd nowhere() {
    return new FakeSystemd(Path.of("/nowhere"));
  }

  /// Answers like this from now on.
  public FakeSystemd answering(int code, String words) {
    exit = code;
    word = words;
    return this;
  }

  /// What it was asked, a line each.
  public List<String> asked() {
    return asked;
  }

  /// Whoever asks it.
  public Systemd systemd() {
    return new Systemd(sign, this::answer);
  }

  private Answer answer(List<String> command) {
    asked.add(String.join(" ", command));
    return new Answer(exit, word);
  }
}
