package dev.cloakroom.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Limits;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.sandbox.Guard;
import dev.cloakroom.sandbox.HostUser;
import dev.cloakroom.wire.RunRequest;
import dev.cloakroom.wire.Wire;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.MayAsk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSpecTest {
  @TempDir Path folder;

  @Test
  void takesWhatIsUsualWhereNothingIsSaid() {
    var spec = spec("");

    assertThat(spec.workload()).isEmpty();
    assertThat(spec.sandbox()).isEqualTo("bubblewrap");
    assertThat(spec.confinement().network()).isEqualTo(Network.OPEN);
    assertThat(spec.minTtl()).isNull();
    assertThat(spec.timeout()).isNull();
    assertThat(spec.outputCap()).isEqualTo(10L << 20);
    assertThat(spec.rerun()).isTrue();
    assertThat(spec.image()).isNull();
    assertThat(spec.confinement().limits()).isEqualTo(Limits.USUAL);
  }

  @Test
  void takesWhatIsSaid() {
    var spec =
        spec(
            """
            ,"workload":"team","sandbox":"fake","network":"none","min_ttl":60,"timeout":5,
            "output_cap":7,"rerun":"never","image":"debian:trixie","pids":20,"memory":67108864,"cpus":1.5
            """);

    assertThat(spec.workload()).contains("team");
    assertThat(spec.sandbox()).isEqualTo("fake");
    assertThat(spec.confinement().network()).isEqualTo(Network.NONE);
    assertThat(spec.minTtl()).isEqualTo(Duration.ofMinutes(1));
    assertThat(spec.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(spec.outputCap()).isEqualTo(7);
    assertThat(spec.rerun()).isFalse();
    assertThat(spec.image()).isEqualTo("debian:trixie");
    assertThat(spec.confinement().limits()).isEqualTo(new Limits(20, 64 << 20, 1.5));
  }

  @Test
  void keepsAllGuardsButThoseThatAreNamed() {
    var spec = spec(",\"user\":\"999\",\"without\":[\"read-only-root\",\"limits\"]");

    assertThat(spec("").confinement().guards()).isEqualTo(Guard.ALL);
    assertThat(spec.confinement().guards())
        .doesNotContain(Guard.READ_ONLY_ROOT, Guard.LIMITS)
        .hasSize(Guard.ALL.size() - 2);
    assertThat(spec.confinement().user()).isEqualTo(new HostUser(999, 999));
  }

  @Test
  void takesTheNetworkOfItsWorkload() {
    var rules = Map.of("team", new Rules(List.of(), false, Network.NONE));
    var request = Wire.read(RunRequest.class, json(",\"workload\":\"team\""));

    assertThat(RunSpec.of(request, "fake", rules, Dialects.builtIn()).confinement().network())
        .isEqualTo(Network.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "workload, '\"host\"', bad-workload",
    "workload, '\"run-1\"', bad-workload",
    "workload, '\"../x\"', bad-workload",
    "workload, '\"a b\"', bad-workload",
    "workload, '\"a\\nb\"', bad-workload",
    "workload, '\"a:b\"', bad-workload",
    "workload, '\"-a\"', bad-workload",
    "user, '\"0\"', bad-user",
    "user, '\"0:1000\"', bad-user",
    "user, '\"1000:0\"', bad-user",
    "user, '\"-1\"', bad-user",
    "user, '\"root\"', bad-user",
    "user, '\"4294967296\"', bad-user",
    "user, '\"1 --privileged\"', bad-user",
    "image, '\"--privileged\"', bad-image",
    "image, '\"a\\nb\"', bad-image",
    "network, '\"container:x\"', bad-network",
    "network, '\"internet\"', bad-network",
    "rerun, '\"twice\"', bad-rerun",
    "timeout, 0, bad-duration",
    "min_ttl, -1, bad-duration",
    "output_cap, -1, bad-output-cap",
    "image, '\"../x\"', bad-image",
    "image, '\"a b\"', bad-image",
    "pids, 0, bad-limit",
    "memory, 1000, bad-limit",
    "cpus, 0, bad-limit",
    "cpus, 1e9, bad-limit",
  })
  void refusesWhatMakesNoSense(String key, String value, String code) {
    assertThatThrownBy(() -> spec(",\"%s\":%s".formatted(key, value)))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
  }

  @Test
  void refusesANameThatIsTooLong() {
    assertThatThrownBy(() -> spec(",\"workload\":\"%s\"".formatted("a".repeat(300))))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("bad-workload"));
  }

  @Test
  void boundsTimesThatNoClockCanHold() {
    assertThat(spec(",\"timeout\":" + Long.MAX_VALUE).timeout()).isEqualTo(Duration.ofDays(365));
  }

  @ParameterizedTest
  @CsvSource({"/does/not/exist", "relative", "''", "'/bad\0name'"})
  void refusesAWorkingFolderThatIsNotThere(String workdir) {
    var request = request(List.of("true"), workdir);

    assertThatThrownBy(() -> RunSpec.of(request, "bubblewrap", Map.of(), Dialects.builtIn()))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("workdir-missing"))
        .hasMessageNotContaining("\0");
  }

  @Test
  void refusesToRunNothing() {
    var request = request(List.of(), folder.toString());

    assertThatThrownBy(() -> RunSpec.of(request, "bubblewrap", Map.of(), Dialects.builtIn()))
        .hasMessageContaining("Say what to run");
  }

  @Test
  void whatItsOwnGrantsSayComesBeforeTheSettings() {
    var wider = new MayAsk("google", Scopes.of("calendar", "tasks"));
    var other = new MayAsk("github", Scopes.NONE);
    var request = json("").replace("[]", "[\"google:calendar=token-endpoint\"]");

    var may = of(Wire.read(RunRequest.class, request)).mayAsk(List.of(wider, other));

    var own = new MayAsk("google", Scopes.of("calendar"), Form.of(Mode.TOKEN_ENDPOINT));
    assertThat(may).startsWith(own).contains(other);
  }

  private RunSpec spec(String more) {
    return of(Wire.read(RunRequest.class, json(more)));
  }

  private static RunSpec of(RunRequest request) {
    return RunSpec.of(request, "bubblewrap", Map.of(), Dialects.builtIn());
  }

  private String json(String more) {
    return "{\"command\":[\"true\"],\"workdir\":\"%s\",\"grants\":[],\"environment\":{}%s}"
        .formatted(folder, more);
  }

  private static RunRequest request(List<String> command, String workdir) {
    var json = "{\"command\":[],\"workdir\":\"/\",\"grants\":[],\"environment\":{}}";
    var empty = Wire.read(RunRequest.class, json);
    return new RunRequest(
        null,
        command,
        workdir,
        empty.grants(),
        empty.tools(),
        empty.environment(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
