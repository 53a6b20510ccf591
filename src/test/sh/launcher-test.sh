#!/bin/bash
# Tests of ./cloakroom, on a copy of the build with a Main of its own, in a folder with a space.
# Each function whose name is a sentence is a test; they run in this order, and build on one another.
# Ends with `N passed, N failed`.
set -u

project=$(cd "$(dirname "$0")/../../.." && pwd -P)
work=$(mktemp -d)
trap 'stop_running; rm -rf "$work"' EXIT
copy="$work/a project"
app_home="$copy/.cloakroom-app"
tools=$work/tools
tools_maven=$work/maven
main=$copy/src/main/java/dev/cloakroom/boot/Main.java
running=

tests=(
  withoutAJdkItSaysWhereItLookedAndWhatToInstall
  aChosenJdkThatIsTooOldIsRefused
  withoutMavenItSaysSo
  anOldJavaHomeIsPassedOver
  theFirstStartBuildsAndSaysSoInOneLine
  theNextStartSaysNothing
  itWorksThroughSymlinksFromAnyFolder
  jvmOptionVariablesArePassedOnInSilence
  aRunningVersionIsStarted
  aChangedClassIsWhatRuns
  anUnchangedContentIsNotBuiltAgain
  aChangeWithAnOldDateIsSeen
  aRemovedSourceIsSeen
  twoAtOnceBuildOnce
  aFailingBuildShowsTheErrorAndRunsNothing
  aMissingLibraryIsNamed
  aSwappedJarOfTheSameSizeAndDateIsWhatRuns
  anotherJavaGetsAnotherCache
  aFailedTrainingIsSurvivedAndNotRepeated
  aCopiedApplicationRunsWithoutSourcesAndMaven
  oldVersionsGoButNotTheOneThatRuns
  mavenOnAnOlderJavaStopsWithOneSentence
)

# ---- the tests ----------------------------------------------------------------------------------

withoutAJdkItSaysWhereItLookedAndWhatToInstall() {
  PATH=$tools JAVA_HOME=$work/java17 CLOAKROOM_JVM_FOLDER=$work launch version

  exits 127
  errors_have "no JDK 25 or newer found"
  errors_have "JAVA_HOME: $work/java17 (Java 17.0.9)"
  errors_have "Install one"
}

aChosenJdkThatIsTooOldIsRefused() {
  CLOAKROOM_JAVA_HOME=$work/java17 launch version

  exits 127
  errors_have "CLOAKROOM_JAVA_HOME is no JDK 25 or newer"
}

withoutMavenItSaysSo() {
  PATH=$tools launch version

  exits 127
  errors_have "Maven is missing: install the package maven"
  [ ! -e "$app_home/current" ] || problem "an application folder was made"
}

anOldJavaHomeIsPassedOver() {
  PATH=$tools JAVA_HOME=$work/java17 CLOAKROOM_JVM_FOLDER=${jdk%/*} launch version

  exits 127
  errors_have "Maven is missing" # so a JDK was found
}

theFirstStartBuildsAndSaysSoInOneLine() {
  launch version

  exits 0
  prints "version AAAA"
  [ "$(wc -l < "$work/err")" = 1 ] || problem "more than one line"
  errors_have "building"
  [ -s "$(cache_file)" ] || problem "no cache was made"
  [ -s "$app_home/current/lib/native/libsqlitejdbc.so" ] || problem "no native library"
}

theNextStartSaysNothing() {
  launch version

  exits 0
  prints "version AAAA"
  silent
}

itWorksThroughSymlinksFromAnyFolder() {
  mkdir -p "$work/bin dir"
  ln -s "../a project/cloakroom" "$work/bin dir/one"
  ln -s "one" "$work/bin dir/two"

  (cd / && "$work/bin dir/two" version) > "$work/out" 2> "$work/err"
  code=$?

  exits 0
  prints "version AAAA"
  silent
}

jvmOptionVariablesArePassedOnInSilence() {
  JAVA_TOOL_OPTIONS=-Dmark=one JDK_JAVA_OPTIONS=-Dother=x CLOAKROOM_JAVA_OPTS=-Dmark=two launch mark

  exits 0
  prints "two"
  silent
}

aRunningVersionIsStarted() {
  mkfifo "$work/stdin"
  "$copy/cloakroom" wait < "$work/stdin" > "$work/running" 2>&1 &
  running=$!
  exec 7> "$work/stdin"

  until_true grep -q waiting "$work/running"
  running_version=$(readlink "$app_home/current")
}

aChangedClassIsWhatRuns() {
  write_main BBBB

  launch version

  exits 0
  prints "version BBBB"
}

anUnchangedContentIsNotBuiltAgain() {
  touch "$main"

  launch version

  exits 0
  prints "version BBBB"
  silent
}

aChangeWithAnOldDateIsSeen() {
  write_main CCCC
  touch -d 2001-01-01 "$main"

  launch version

  prints "version CCCC"
}

aRemovedSourceIsSeen() {
  rm "${main%/*}/Extra.java"

  launch extra

  prints "no Extra"
}

twoAtOnceBuildOnce() {
  write_main DDDD
  gate_maven

  "$copy/cloakroom" version > "$work/first" 2>&1 &
  local first=$!
  until_true test -s "$work/maven-starts"
  "$copy/cloakroom" version > "$work/out" 2> "$work/err" &
  local second=$!
  until_true grep -q waiting "$work/err"
  touch "$work/gate"
  wait $first
  wait $second
  code=$?

  exits 0
  prints "version DDDD"
  grep -q "version DDDD" "$work/first" || problem "the first did not run: $(cat "$work/first")"
  [ "$(wc -l < "$work/maven-starts")" = 1 ] || problem "built more than once"
  rm "$tools_maven/mvn"
}

aFailingBuildShowsTheErrorAndRunsNothing() {
  local before=$(readlink "$app_home/current")
  echo "broken" >> "$main"

  launch version

  exits 1
  prints ""
  [ "$(grep -c 'Main.java' "$work/err")" = 1 ] || problem "not the one error"
  errors_have "the build failed"
  ! grep -qE $'WARNING|Help 1|\e' "$work/err" || problem "noise is shown"
  [ "$(readlink "$app_home/current")" = "$before" ] || problem "the application was switched"
  [ ! -e "$app_home/.new" ] || problem "half an application was left"
}

aMissingLibraryIsNamed() {
  cp "$copy/pom.xml" "$work/pom.xml"
  sed -i 's,<picocli.version>.*<,<picocli.version>0.0.0-none<,' "$copy/pom.xml"

  launch version

  cp "$work/pom.xml" "$copy/pom.xml"
  exits 1
  errors_have "picocli:jar:0.0.0-none"
}

aSwappedJarOfTheSameSizeAndDateIsWhatRuns() {
  write_main EEEE && launch version && cp -p "$app_home/current/lib/cloakroom.jar" "$work/swap.jar"
  write_main FFFF && launch version && prints "version FFFF"
  local jar=$app_home/current/lib/cloakroom.jar
  [ "$(stat -c %s "$jar")" = "$(stat -c %s "$work/swap.jar")" ] || problem "the sizes differ: the test proves less"
  touch -r "$jar" "$work/swap.jar"

  cp -p "$work/swap.jar" "$jar"
  launch version

  exits 0
  prints "version EEEE"
}

anotherJavaGetsAnotherCache() {
  local before=$(cache_file)
  mkdir -p "$work/java99/bin"
  ln -sf "$jdk"/bin/* "$work/java99/bin/"
  sed 's/^JAVA_RUNTIME_VERSION=.*/JAVA_RUNTIME_VERSION="25.0.99+1"/' "$jdk/release" > "$work/java99/release"

  CLOAKROOM_JAVA_HOME=$work/java99 launch version

  exits 0
  [ "$(cache_file)" != "$before" ] || problem "the cache of another Java was used"
}

aFailedTrainingIsSurvivedAndNotRepeated() {
  write_main GGGG 'System.exit(3);'

  CLOAKROOM_DEBUG=1 launch version

  exits 0
  prints "version GGGG"
  errors_have "training run failed"
  [ ! -e "$(cache_file)" ] || problem "the cache of a failed training was kept"
  CLOAKROOM_DEBUG=1 launch version
  ! grep -q "training" "$work/err" || problem "the training was repeated"
}

aCopiedApplicationRunsWithoutSourcesAndMaven() {
  write_main HHHH && launch version
  cp -r "$app_home/current/" "$work/installed here"

  for _ in settles silent; do
    PATH=$tools "$work/installed here/bin/cloakroom" version > "$work/out" 2> "$work/err"
    code=$?
  done

  exits 0
  prints "version HHHH"
  silent
}

oldVersionsGoButNotTheOneThatRuns() {
  [ -d "$app_home/$running_version" ] || problem "the running version was removed"
  [ "$(ls -d "$app_home"/app-* | wc -l)" = 3 ] || problem "not three versions: $(ls "$app_home")"

  stop_running

  grep -q "still AAAA" "$work/running" || problem "the running one broke: $(cat "$work/running")"
}

mavenOnAnOlderJavaStopsWithOneSentence() {
  local older
  older=$(older_java) || problem "no Java older than 25 in /usr/lib/jvm: install openjdk-17-jre-headless"

  (cd "$copy" && JAVA_HOME=$older mvn -B -q validate) > "$work/out" 2> "$work/err"
  code=$?

  exits 1
  grep -q "Cloakroom needs JDK 25 or newer" "$work/out" || problem "no clear sentence"
  ! grep -qi "unrecognized" "$work/out" "$work/err" || problem ".mvn/jvm.config stops it first"
}

# ---- what they stand on -------------------------------------------------------------------------

launch() {
  "$copy/cloakroom" "$@" > "$work/out" 2> "$work/err" < /dev/null
  code=$?
}

# Remembered, so that a test goes on and tells everything that is wrong.
problem() { problems+="    $*"$'\n'; }
exits() { [ "$code" = "$1" ] || problem "exit code $code, not $1"; }
prints() { [ "$(cat "$work/out")" = "$1" ] || problem "printed '$(head -c 300 "$work/out")', not '$1'"; }
errors_have() { grep -qF -- "$1" "$work/err" || problem "no '$1' in the errors"; }
silent() { [ ! -s "$work/err" ] || problem "not silent"; }

until_true() {
  for _ in {1..600}; do
    "$@" 2> /dev/null && return
    sleep 0.05
  done
  problem "waited too long for: $*"
}

cache_file() { (. "$app_home/current/lib/cache" && echo "$app_home/current/lib/cloakroom-$hash.aot"); }

stop_running() {
  [ -n "$running" ] || return 0
  exec 7>&-
  wait "$running"
  running=
}

older_java() {
  local home
  for home in /usr/lib/jvm/*; do
    [ -x "$home/bin/java" ] && grep -qsE '^JAVA_VERSION="(1[0-9]|2[0-4])' "$home/release" && echo "$home" && return
  done
  return 1
}

# write_main MARK [TRAINING]: the marks are of one length, so the jars are of one size
write_main() {
  cat > "$main" << JAVA
package dev.cloakroom.boot;

public final class Main {
  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "version" -> System.out.println("version $1");
      case "mark" -> System.out.println(System.getProperty("mark"));
      case "extra" -> System.out.println(Main.class.getResource("Extra.class") == null ? "no Extra" : "Extra");
      case "train" -> { ${2-} }
      case "wait" -> {
        System.out.println("waiting");
        System.in.read();
        System.out.println("still " + Late.mark());
      }
    }
  }
}

// Loaded from the jar only when the version that runs is no longer the current one.
final class Late {
  static String mark() {
    return "$1";
  }
}
JAVA
}

# A Maven that notes its start and waits for the gate.
gate_maven() {
  cat > "$tools_maven/mvn" << SH
#!/bin/sh
echo start >> "$work/maven-starts"
while [ ! -e "$work/gate" ]; do sleep 0.05; done
exec "$maven" "\$@"
SH
  chmod +x "$tools_maven/mvn"
}

set_up() {
  jdk=$("$project/cloakroom" --java-home) || exit 1
  maven=$(command -v mvn) || { echo "mvn is missing"; exit 1; }
  export CLOAKROOM_JAVA_HOME=
  export JAVA_HOME=$jdk
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLOAKROOM_JAVA_OPTS CLOAKROOM_DEBUG
  mkdir -p "${main%/*}" "$tools" "$tools_maven" "$work/java17/bin"
  cp -r "$project/images" "$project/pom.xml" "$project/.mvn" "$project/cloakroom" "$copy/"
  printf 'package dev.cloakroom.boot;\n\nclass Extra {}\n' > "${main%/*}/Extra.java"
  write_main AAAA
  printf 'JAVA_VERSION="17.0.9"\n' > "$work/java17/release"
  printf '#!/bin/sh\nexit 9\n' > "$work/java17/bin/java"
  cp "$work/java17/bin/java" "$work/java17/bin/javac"
  chmod +x "$work/java17/bin/"*
  for tool in sh cat cp cut dirname find flock grep head ls ln mkdir mv readlink rm sed sha256sum sort stat timeout touch uname xargs; do
    ln -s "$(command -v $tool)" "$tools/$tool"
  done
  PATH=$tools_maven:$PATH
}

set_up
passed=0
failed=0
for name in "${tests[@]}"; do
  problems= code=
  "$name"
  if [ -z "$problems" ]; then
    passed=$((passed + 1))
    echo "ok    $name"
  else
    failed=$((failed + 1))
    printf 'FAIL  %s\n%s' "$name" "$problems"
    sed 's/^/    stderr: /' "$work/err" | head -20
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
