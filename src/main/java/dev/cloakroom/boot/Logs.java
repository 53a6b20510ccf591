package dev.cloakroom.boot;

import dev.cloakroom.store.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Where the log goes: to files in the host's home, five of 1 MiB, one line an entry and a stack
/// trace where there is one. Nothing secret is logged, so nothing is taken out.
final class Logs {
  private static final int BYTES = 1 << 20;
  private static final int FILES = 5;

  private Logs() {}

  /// Writes to `folder` from now on, and nowhere else.
  static void to(Path folder) {
    DurableFile.privateFolder(folder);
    try {
      LogManager.getLogManager().reset();
      Handler file =
          new FileHandler(
              folder.toString().replace("%", "%%") + "/host.%g.log", BYTES, FILES, true);
      file.setFormatter(new Line());
      file.setLevel(Level.INFO);
      Logger.getLogger("").addHandler(file);
      Logger.getLogger("io.helidon").setLevel(Level.WARNING);
    } catch (IOException e) {
      throw new UncheckedIOException("no log can be written in " + folder, e);
    }
  }

  /// Logs nothing: for commands, which tell what they have to say.
  static void off() {
    LogManager.getLogManager().reset();
  }

  private static final class Line extends Formatter {
    @Override
    public String format(LogRecord entry) {
      var line = new StringBuilder();
      line.append(entry.getInstant()).append(' ').append(entry.getLevel()).append(' ');
      line.append(entry.getLoggerName()).append(": ").append(onOneLine(formatMessage(entry)));
      line.append('\n');
      for (var cause = entry.getThrown(); cause != null; cause = cause.getCause()) {
        line.append("  ").append(onOneLine(cause.toString())).append('\n');
        for (var frame : cause.getStackTrace()) {
          line.append("    at ").append(frame).append('\n');
        }
      }
      return line.toString();
    }

    private static String onOneLine(String text) {
      return text.replaceAll("\\p{Cntrl}", " ");
    }
  }
}
