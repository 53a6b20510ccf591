package dev.cloakroom;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The package map of ARCHITECTURE.md, as a test. A line here is a decision: add one only with the
/// reason.
class ArchitectureTest {
  private static final String ROOT = "dev.cloakroom";
  private static final Path SOURCES = Path.of("src/main/java/dev/cloakroom");
  private static final int LONGEST_FILE = 400;
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          Map.entry("problem", Set.of()),
          Map.entry("credential", Set.of()),
          Map.entry("json", Set.of()),
          Map.entry("wire", Set.of("credential", "problem")),
          Map.entry("catalog", Set.of("credential", "problem")),
          Map.entry("oauth", Set.of("credential", "catalog", "json", "problem")),
          Map.entry("dialect", Set.of("credential", "catalog", "json", "problem")),
          Map.entry("store", Set.of("credential", "problem")),
          Map.entry("event", Set.of("credential")),
          Map.entry("audit", Set.of("credential", "store", "problem")),
          Map.entry("vault", Set.of("credential", "store", "audit", "problem")),
          Map.entry(
              "broker",
              Set.of(
                  "credential", "catalog", "oauth", "store", "vault", "audit", "event", "problem")),
          Map.entry("workload", Set.of("credential", "dialect", "store", "audit", "problem")),
          Map.entry("http", Set.of("problem")),
          Map.entry("qr", Set.of()),
          Map.entry("dial", Set.of()),
          Map.entry("engine", Set.of("dial", "problem")),
          Map.entry("sandbox", Set.of("engine", "store", "problem")),
          Map.entry("mount", Set.of("json", "sandbox", "problem")),
          Map.entry("service", Set.of("sandbox", "problem")),
          Map.entry(
              "consent",
              Set.of(
                  "credential",
                  "catalog",
                  "oauth",
                  "store",
                  "vault",
                  "audit",
                  "event",
                  "broker",
                  "dialect",
                  "workload",
                  "http",
                  "qr",
                  "problem")),
          Map.entry(
              "source", Set.of("credential", "catalog", "oauth", "dialect", "vault", "problem")),
          Map.entry(
              "backup",
              Set.of("credential", "store", "vault", "audit", "workload", "consent", "problem")),
          Map.entry(
              "delivery",
              Set.of(
                  "credential",
                  "json",
                  "store",
                  "broker",
                  "event",
                  "dialect",
                  "workload",
                  "consent",
                  "loan",
                  "sandbox",
                  "http",
                  "wire",
                  "problem")),
          Map.entry(
              "loan",
              Set.of(
                  "credential",
                  "store",
                  "vault",
                  "broker",
                  "event",
                  "dialect",
                  "workload",
                  "problem")),
          Map.entry(
              "run",
              Set.of(
                  "credential",
                  "catalog",
                  "store",
                  "vault",
                  "audit",
                  "broker",
                  "event",
                  "dialect",
                  "workload",
                  "consent",
                  "delivery",
                  "loan",
                  "http",
                  "sandbox",
                  "mount",
                  "wire",
                  "problem")),
          Map.entry(
              "nanokimi",
              Set.of(
                  "credential",
                  "json",
                  "store",
                  "audit",
                  "vault",
                  "dialect",
                  "workload",
                  "source",
                  "engine",
                  "sandbox",
                  "problem")),
          Map.entry(
              "probe",
              Set.of(
                  "credential",
                  "dialect",
                  "workload",
                  "run",
                  "http",
                  "engine",
                  "sandbox",
                  "wire",
                  "problem")),
          Map.entry("playground", Set.of("credential", "http", "problem")),
          Map.entry("chaos", Set.of("problem")),
          Map.entry(
              "control",
              Set.of(
                  "credential",
                  "catalog",
                  "oauth",
                  "store",
                  "vault",
                  "audit",
                  "broker",
                  "event",
                  "dialect",
                  "workload",
                  "consent",
                  "source",
                  "backup",
                  "nanokimi",
                  "http",
                  "wire",
                  "problem")),
          Map.entry(
              "console",
              Set.of(
                  "credential",
                  "catalog",
                  "vault",
                  "dialect",
                  "workload",
                  "consent",
                  "http",
                  "run",
                  "control",
                  "wire",
                  "problem")),
          Map.entry("cli", Set.of("credential", "qr", "wire", "dial", "problem")));

  @Test
  void packagesDependOnlyOnWhatTheMapAllows() {
    ALLOWED.forEach(
        (name, allowed) -> assertThat(allowed).as(name).containsAll(dependenciesOf(name)));
  }

  @Test
  void theMapHasNoArrowThatNobodyUses() {
    ALLOWED.forEach(
        (name, allowed) -> assertThat(dependenciesOf(name)).as(name).containsAll(allowed));
  }

  @Test
  void everyPackageIsOnTheMap() {
    var mapped = new TreeSet<>(ALLOWED.keySet());
    mapped.add("boot");

    assertThat(packages()).isEqualTo(mapped);
  }

  @Test
  void architectureDocumentNamesThePackagesThatExist() throws IOException {
    var named =
        Pattern.compile("^\\| `([a-z]+)` \\|", Pattern.MULTILINE)
            .matcher(Files.readString(Path.of("ARCHITECTURE.md")))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(named).isEqualTo(packages());
  }

  @Test
  void thePathOfATokenIsToldInTwelveStepsOfRealClasses() throws IOException {
    var document = Files.readString(Path.of("ARCHITECTURE.md"));
    var path = document.substring(document.indexOf("## The path of a token"));
    var steps =
        Pattern.compile("^\\d+\\. `([a-z]+\\.[A-Za-z]+)`", Pattern.MULTILINE)
            .matcher(path)
            .results()
            .map(match -> ROOT + "." + match.group(1))
            .toList();

    assertThat(steps).hasSizeBetween(6, 12);
    assertThat(MAIN.stream().map(JavaClass::getName)).containsAll(steps);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void secretsAreNeverStrings() {
    fields()
        .that()
        .haveNameMatching("(?i).*(token|secret|password|verifier)")
        .should()
        .notHaveRawType(String.class)
        .because("a String prints itself; a Secret prints [redacted]")
        .check(MAIN);
    assertThat(MAIN.get(Secret.class).getModifiers()).contains(FINAL);
  }

  @Test
  void timeComesFromAClock() {
    noClasses().should().callMethod(Instant.class, "now").check(MAIN);
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(MAIN);
    noClasses()
        .that(resideInAPackage(ROOT + "..").and(notIn("boot")))
        .should()
        .callMethod(Clock.class, "systemUTC")
        .check(MAIN);
  }

  @Test
  void onlyBootReadsTheEnvironment() {
    noClasses()
        .that(notIn("boot"))
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(MAIN);
  }

  @Test
  void onlySandboxStartsProcesses() {
    noClasses()
        .that(notIn("sandbox"))
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .check(MAIN);
  }

  @Test
  void onlyTheBrokerSpendsRefreshTokens() {
    noClasses()
        .that(notIn("broker").and(notIn("oauth")))
        .should()
        .callMethod(TokenEndpoint.class, "refresh", Provider.class, Secret.class)
        .check(MAIN);
  }

  @Test
  void concreteClassesAreFinal() {
    classes()
        .that()
        .areNotInterfaces()
        .and()
        .doNotHaveModifier(ABSTRACT)
        .and()
        .areNotEnums()
        .and()
        .areNotAnonymousClasses()
        .and()
        .haveNameNotMatching(".*(\\.problem\\.Problem|\\.cli\\.HostCommand|JsonAdapter|Component)")
        .should()
        .haveModifier(FINAL)
        .check(MAIN);
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    for (var name : packages()) {
      assertThat(SOURCES.resolve(name).resolve("package-info.java"))
          .content()
          .contains("@NullMarked");
    }
  }

  @Test
  void filesHoldOneIdea() throws IOException {
    try (var files = Files.walk(SOURCES)) {
      for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThan(LONGEST_FILE);
      }
    }
  }

  @Test
  void testsDoNotSleep() throws IOException {
    try (var files = Files.walk(Path.of("src/test/java"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain("Thread." + "sleep(");
      }
    }
  }

  private static DescribedPredicate<JavaClass> notIn(String name) {
    return DescribedPredicate.not(resideInAPackage(ROOT + "." + name + ".."));
  }

  private static Set<String> packages() {
    return MAIN.stream()
        .map(ArchitectureTest::packageOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> dependenciesOf(String name) {
    return MAIN.stream()
        .filter(type -> packageOf(type).equals(name))
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
        .filter(target -> target.getPackageName().startsWith(ROOT + "."))
        .map(ArchitectureTest::packageOf)
        .filter(target -> !target.equals(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String packageOf(JavaClass type) {
    return Stream.of(type.getPackageName().substring(ROOT.length() + 1).split("\\.", -1))
        .findFirst()
        .orElseThrow();
  }
}
