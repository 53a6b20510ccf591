package dev.cloakroom.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The program that the kernel asks about each call of a container (seccomp, in classic BPF): what
/// Docker refuses by default is refused, the rest is allowed. It looks at numbers alone, never at
/// memory.
final class SystemCallFilter {
  private static final int LOAD = 0x20;
  private static final int IF_EQUAL = 0x15;
  private static final int IF_AT_LEAST = 0x35;
  private static final int IF_ABOVE = 0x25;
  private static final int IF_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  private static final int ALLOWED = 0x7FFF_0000;
  private static final int NOT_PERMITTED = 0x0005_0001; // EPERM
  private static final int NOT_THERE = 0x0005_0026; // ENOSYS
  private static final int NO_SUCH_FAMILY = 0x0005_0061; // EAFNOSUPPORT

  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int FIRST = 16; // the low half of the first argument
  private static final int SECOND = 24;

  private static final int NEW_NAMESPACES = 0x7E02_0000;

  /// What a terminal's input could be stuffed with: TIOCSTI, TIOCLINUX.
  private static final List<Integer> TERMINAL_TRICKS = List.of(0x5412, 0x541C);

  /// Unix, IPv4, IPv6, netlink. Others are not kept apart by namespaces, such as those of virtual
  /// machines.
  private static final List<Integer> FAMILIES = List.of(1, 2, 10, 16);

  /// Plain Linux, and without random addresses; each also for 32 bits; and "which is it?".
  private static final List<Integer> PERSONALITIES = List.of(0, 8, 0x2_0000, 0x2_0008, -1);

  private static final int STEP = 8;

  private record Step(int code, int yes, int no, int operand) {}

  private final List<Step> steps = new ArrayList<>();

  private SystemCallFilter() {}

  /// The program, as the kernel takes it.
  static byte[] of(SystemCalls calls) {
    var filter = new SystemCallFilter();
    filter.refuseForeign(calls);
    filter.when(IF_EQUAL, calls.cloningAnew(), NOT_THERE);
    filter.when(IF_ABOVE, SystemCalls.HIGHEST, NOT_THERE);
    calls.refused().forEach(number -> filter.when(IF_EQUAL, number, NOT_PERMITTED));
    filter.about(
        calls.cloning(),
        List.of(load(FIRST), new Step(IF_ANY_BIT, 0, 1, NEW_NAMESPACES), end(NOT_PERMITTED)),
        ALLOWED);
    filter.about(calls.ioctl(), among(SECOND, TERMINAL_TRICKS, NOT_PERMITTED), ALLOWED);
    filter.about(calls.socket(), among(FIRST, FAMILIES, ALLOWED), NO_SUCH_FAMILY);
    filter.about(calls.personality(), among(FIRST, PERSONALITIES, ALLOWED), NOT_PERMITTED);
    filter.steps.add(end(ALLOWED));
    return filter.bytes();
  }

  /// Another architecture's numbers mean other calls.
  private void refuseForeign(SystemCalls calls) {
    steps.add(load(ARCHITECTURE));
    steps.add(new Step(IF_EQUAL, 1, 0, calls.architecture()));
    steps.add(end(NOT_THERE));
    steps.add(load(NUMBER));
    var foreign = calls.foreign();
    if (foreign != null) {
      when(IF_AT_LEAST, foreign, NOT_THERE);
    }
  }

  private void when(int test, int number, int answer) {
    steps.add(new Step(test, 0, 1, number));
    steps.add(end(answer));
  }

  /// What is said of one call: the first answer that is found, or else the usual one.
  private void about(int number, List<Step> answers, int usual) {
    steps.add(new Step(IF_EQUAL, 0, answers.size() + 1, number));
    steps.addAll(answers);
    steps.add(end(usual));
  }

  private static List<Step> among(int argument, List<Integer> values, int answer) {
    var found = new ArrayList<Step>();
    found.add(load(argument));
    for (var value : values) {
      found.add(new Step(IF_EQUAL, 0, 1, value));
      found.add(end(answer));
    }
    return found;
  }

  private static Step load(int place) {
    return new Step(LOAD, 0, 0, place);
  }

  private static Step end(int answer) {
    return new Step(RETURN, 0, 0, answer);
  }

  private byte[] bytes() {
    var bytes = ByteBuffer.allocate(steps.size() * STEP).order(ByteOrder.nativeOrder());
    for (var step : steps) {
      bytes.putShort((short) step.code()).put((byte) step.yes()).put((byte) step.no());
      bytes.putInt(step.operand());
    }
    return bytes.array();
  }
}
