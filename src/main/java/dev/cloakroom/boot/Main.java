package dev.cloakroom.boot;

/// The entry of the program.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    var command = arguments.length == 0 ? "version" : arguments[0];
    switch (command) {
      case "version" -> System.out.println("cloakroom 0.1.0");
      case "train" -> System.out.print("");
      default -> {
        System.err.println("cloakroom: unknown command");
        System.exit(2);
      }
    }
  }
}
