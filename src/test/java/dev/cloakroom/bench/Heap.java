package dev.cloakroom.bench;

import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/// What lives in this process's heap.
final class Heap {
  private static final int LINES = 26;

  private Heap() {}

  /// The bytes that are left after collections.
  static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /// The classes that take most of it.
  static String histogram() {
    try {
      var name = new ObjectName("com.sun.management:type=DiagnosticCommand");
      var all =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      name,
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()});
      return all.lines().limit(LINES).collect(Collectors.joining("\n"));
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
