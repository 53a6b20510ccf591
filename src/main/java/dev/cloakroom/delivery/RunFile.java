package dev.cloakroom.delivery;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/// A token file of a run, in a folder that the run can't write.
final class RunFile implements TokenFiles.Copy {
  private final Path file;
  private final Share share;
  private final Consumer<Secret> receiver;
  private final Function<TokenSet, Secret> content;

  /// @param share how the container's user reaches it
  /// @param receiver hears of each token before it is written
  RunFile(Path file, Share share, Consumer<Secret> receiver, Function<TokenSet, Secret> content) {
    this.file = file;
    this.share = share;
    this.receiver = receiver;
    this.content = content;
  }

  @Override
  public void write(TokenSet tokens) {
    receiver.accept(tokens.access());
    DurableFile.write(file, content.apply(tokens).use(byte[]::clone), share);
  }

  @Override
  public void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new Problem(
          Kind.FAILED, "file-unusable", "The file %s can't be deleted.".formatted(file), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunFile that && file.equals(that.file);
  }

  @Override
  public int hashCode() {
    return Objects.hash(file);
  }
}
