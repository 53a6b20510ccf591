package dev.cloakroom.boot;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.DuplicateKeyException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads `cloakroom.yaml` as YAML. What is wrong with it is told by its place alone: what stands
/// there may be a secret.
final class SettingsFile {
  private static final int MOST_BYTES = 1 << 20;

  private SettingsFile() {}

  /// What the file holds; null when that is nothing.
  static @Nullable Object parse(Path file) {
    var text = text(file);
    try {
      var settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
      return new Load(settings).loadFromString(text);
    } catch (DuplicateKeyException e) {
      throw notYaml(file, where(e) + ": a key that is there already", e);
    } catch (MarkedYamlEngineException e) {
      throw notYaml(file, where(e) + (isAtTab(e, text) ? ": a tab; use spaces" : ""), e);
    } catch (YamlEngineException e) {
      throw notYaml(file, "somewhere", e);
    }
  }

  private static String text(Path file) {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw unreadable(file, "it is larger than 1 MiB", null);
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw unreadable(file, "it is not in UTF-8", e);
    } catch (IOException e) {
      throw unreadable(file, "see that it is a file, and that you may read it", e);
    }
  }

  private static String where(MarkedYamlEngineException e) {
    return e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1)).orElse("somewhere");
  }

  private static boolean isAtTab(MarkedYamlEngineException e, String text) {
    return e.getProblemMark()
        .map(mark -> mark.getIndex())
        .filter(at -> at < text.codePointCount(0, text.length()))
        .filter(at -> text.codePointAt(text.offsetByCodePoints(0, at)) == '\t')
        .isPresent();
  }

  private static Problem unreadable(Path file, String why, @Nullable Exception cause) {
    var message = "The file %s can't be read: %s.".formatted(file, why);
    return cause == null
        ? new Problem(Kind.USAGE, "config-unreadable", message)
        : new Problem(Kind.USAGE, "config-unreadable", message, cause);
  }

  private static Problem notYaml(Path file, String where, Exception cause) {
    return new Problem(
        Kind.USAGE,
        "config-not-yaml",
        "The file %s is not YAML (%s): see docs/configuration.md for its form."
            .formatted(file, where),
        cause);
  }
}
