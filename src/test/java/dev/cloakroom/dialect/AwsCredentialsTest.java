package dev.cloakroom.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Problem;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwsCredentialsTest {
  @Test
  void readsWhatCredentialProcessesWrite() {
    var read =
        AwsCredentials.of(
            Secret.of(
                "{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"k\",\"SessionToken\":\"t\",\"Expiration\":\"2026-11-21T10:38:02Z\"}"));

    assertThat(read)
        .isEqualTo(
            new AwsCredentials(
                Secret.of("A"),
                Secret.of("k"),
                Secret.of("t"),
                Instant.parse("2026-11-21T10:38:02Z")));
  }

  @Test
  void readsWhatStsWrites() {
    var read =
        AwsCredentials.of(
            Secret.of(
                "{\"Credentials\":{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"k\",\"Expiration\":\"2026-11-21T12:38:02+02:00\"}}"));

    assertThat(read.sessionToken()).isNull();
    assertThat(read.expiration()).isEqualTo(Instant.parse("2026-11-21T10:38:02Z"));
  }

  @Test
  void readsNothingElse() {
    var others =
        List.of(
            "ya29.token",
            "",
            "{}",
            "[]",
            "{\"AccessKeyId\":\"A\"}",
            "{\"AccessKeyId\":1,\"SecretAccessKey\":\"k\"}",
            "{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"k\",\"Expiration\":\"soon\"}");

    assertThat(others)
        .allSatisfy(text ->
            assertThatThrownBy(() -> AwsCredentials.of(Secret.of(text)))
                .isInstanceOfSatisfying(
                    Problem.class,
                    problem -> assertThat(problem.code()).isEqualTo("not-aws-credentials")));
  }
}
