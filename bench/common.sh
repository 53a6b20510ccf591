# What the benches share: the tools, the application, and the bench's own classes. To be sourced.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

stop() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# require PROGRAM PACKAGE...: pairs; as root, what is missing is got by apt
require() {
  local packages=()
  while [ $# -gt 0 ]; do
    command -v "$1" > /dev/null || packages+=("$2")
    shift 2
  done
  [ ${#packages[@]} = 0 ] && return
  local install="apt-get install -y --no-remove ${packages[*]}"
  [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || stop "missing here: ${packages[*]}. As root: $install"
  printf '%s: getting %s\n' "${0##*/}" "${packages[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -qq -y --no-remove "${packages[@]}" > /dev/null 2>&1 ||
    { apt-get update -qq && apt-get install -qq -y --no-remove "${packages[@]}" > /dev/null; } || stop "this failed: $install"
}

# run_bench CLASS ARGUMENT...: builds the application as users get it, the bench beside it, and runs it
run_bench() {
  local jdk library=.cloakroom-app/current/lib classes=target/bench class=$1
  shift
  jdk=$(./cloakroom --java-home) || exit
  ./cloakroom --version > /dev/null || exit
  compgen -G "$library/*.aot" > /dev/null ||
    stop "the launcher made no start-up cache, so this would not measure what users get. Delete $library/cache, and CLOAKROOM_DEBUG=1 ./cloakroom --version tells why"
  rm -rf "$classes"
  "$jdk/bin/javac" -proc:none -d "$classes" -cp "$library/*" -sourcepath src/test/java \
    src/test/java/dev/cloakroom/bench/*.java || stop "the bench does not compile"
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
  exec "$jdk/bin/java" "${bench_heap:--Xmx256m}" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$classes:$library/*" "dev.cloakroom.bench.$class" "$@"
}
