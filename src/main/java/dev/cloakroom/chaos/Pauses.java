package dev.cloakroom.chaos;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/// How long things take; whoever has the script may change it at any time. Safe for any thread.
final class Pauses {
  private volatile long latencyMillis;
  private volatile long slowMillis = 5_000;
  private volatile long hangMillis = 600_000;

  /// Half of the latency: it passes before a token request is dealt with, and once more after.
  void halfOfLatency() throws InterruptedIOException {
    pause(TimeUnit.MILLISECONDS.toMicros(latencyMillis) / 2);
  }

  void slow() throws InterruptedIOException {
    slow(1);
  }

  /// One part of the slow pause.
  void slow(int parts) throws InterruptedIOException {
    pause(TimeUnit.MILLISECONDS.toMicros(slowMillis) / parts);
  }

  void hang() throws InterruptedIOException {
    pause(TimeUnit.MILLISECONDS.toMicros(hangMillis));
  }

  void latency(long millis) {
    latencyMillis = millis;
  }

  void slowness(long millis) {
    slowMillis = millis;
  }

  void hanging(long millis) {
    hangMillis = millis;
  }

  long latency() {
    return latencyMillis;
  }

  long slowness() {
    return slowMillis;
  }

  long hanging() {
    return hangMillis;
  }

  private static void pause(long micros) throws InterruptedIOException {
    if (micros <= 0) {
      return;
    }
    try {
      TimeUnit.MICROSECONDS.sleep(micros);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the server is closed");
    }
  }
}
