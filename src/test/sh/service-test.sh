#!/bin/bash
# Tests of `cloakroom service --system` under a systemd of its own: this machine's, started as process 1
# of new namespaces over a copy of this machine's files that is in memory. Nothing outside is changed.
# Each function whose name is a sentence is a test; they run in this order, and build on one another.
# Ends with `N passed, N failed`. Needs root.
set -u

cd "$(dirname "$0")/../../.." || exit 1
work=$(mktemp -d)
cgroups=$(findmnt -nt cgroup2 -o TARGET | head -n 1)/cloakroom-test-$$
trap 'stop_machine' EXIT

tests=(
  theHostIsInstalledWithAUserOfItsOwn
  itRunsWithoutPrivilegesAndAnswers
  itsKeyIsTheCredentialAndNotInItsHome
  aRunInBubblewrapWorksInIt
  aRunIsHeldInItToo
  aKilledHostIsStartedAgain
  aChangedUnitIsNoticed
  itIsClosedFurtherForEnginesAndStillRuns
  nothingOfItIsLeftButItsHome
)

# ---- the tests ----------------------------------------------------------------------------------

theHostIsInstalledWithAUserOfItsOwn() {
  inside 'cloakroom service status --system' && problem "status said that all is well before"
  inside 'install -d -m 0700 /etc/credstore
    head -c 32 /dev/urandom | od -An -tx1 | tr -d " \n" > /etc/credstore/cloakroom.master.key
    cloakroom service install --system && systemctl restart cloakroom && id cloakroom'
  says "sudo systemctl restart cloakroom"
  await 'as_host cloakroom status'
  inside 'cloakroom service status --system' || problem "status says that it is not well"
  says "enabled    enabled"
}

itRunsWithoutPrivilegesAndAnswers() {
  inside 'grep -hE "^(Uid|CapEff|CapBnd|NoNewPrivs|Seccomp):" "/proc/$(main_pid)/status"; id -u cloakroom'
  says "CapEff:	0000000000000000"
  says "CapBnd:	0000000000000000"
  says "NoNewPrivs:	1"
  says "Seccomp:	2"
  inside 'test "$(stat -c %U "/proc/$(main_pid)")" = cloakroom' || problem "it is not cloakroom's"
}

itsKeyIsTheCredentialAndNotInItsHome() {
  inside 'test -s /var/lib/cloakroom/vault.db' || problem "there is no vault"
  inside 'test -e /var/lib/cloakroom/master.key' && problem "there is a key in the home"
}

aRunInBubblewrapWorksInIt() {
  inside 'install -d -o cloakroom -m 0700 /srv/work /etc/systemd/system/cloakroom.service.d
    printf "[Service]\nReadWritePaths=/srv/work\n" > /etc/systemd/system/cloakroom.service.d/work.conf
    systemctl daemon-reload && systemctl restart cloakroom'
  await 'as_host cloakroom status'
  inside 'cd /srv/work && as_host cloakroom run --network none -- sh -c "echo from inside; touch written"' ||
    problem "the run failed"
  says "from inside"
  inside 'test -e /srv/work/written' || problem "it could not write its folder"
}

aRunIsHeldInItToo() {
  inside 'cd /srv/work && as_host cloakroom run -- sh -c "ls /proc/1/root/etc/credstore /var/lib/cloakroom; nice -n 5 true"'
  says "No such file or directory"
}

aKilledHostIsStartedAgain() {
  inside 'before=$(main_pid); systemctl kill -s KILL cloakroom; echo "$before" > /run/before'
  await 'as_host cloakroom status'
  inside 'test "$(main_pid)" != "$(cat /run/before)"' || problem "it is the same process"
}

aChangedUnitIsNoticed() {
  inside 'sed -i s/UMask=0077/UMask=0022/ /etc/systemd/system/cloakroom.service; cloakroom service status --system' &&
    problem "it was not noticed"
  says "but not as this version"
}

itIsClosedFurtherForEnginesAndStillRuns() {
  inside 'echo "sandbox: docker" > /etc/cloakroom/cloakroom.yaml; chmod 644 /etc/cloakroom/cloakroom.yaml
    cloakroom service install --system && systemctl restart cloakroom'
  says "for engines"
  await 'as_host cloakroom status'
  inside 'systemctl show -p RestrictNamespaces --value cloakroom'
  says "yes"
  inside 'cd /srv/work && as_host cloakroom run --sandbox bubblewrap -- true' && problem "bubblewrap made namespaces"
  says "sandbox-unusable"
}

nothingOfItIsLeftButItsHome() {
  inside 'cloakroom service uninstall --system' || problem "uninstall failed"
  inside 'systemctl is-active cloakroom'
  says "inactive"
  inside 'test -e /etc/systemd/system/cloakroom.service' && problem "the unit is there"
  inside 'test -s /var/lib/cloakroom/vault.db' || problem "the home is gone"
}

# ---- the machine --------------------------------------------------------------------------------

# Its root is this machine's, with all changes in memory; no unit of this machine's is started.
boot=$(
  cat << 'SCRIPT'
set -e
mount -t tmpfs none "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
cd "$1/root"
mount -t proc none proc
mount -t sysfs none sys
mount -t cgroup2 none sys/fs/cgroup
mount --rbind /dev dev
mount -t tmpfs none run
mount -t tmpfs none tmp
rm -rf etc/systemd/system opt/cloakroom var/lib/cloakroom etc/cloakroom etc/credstore
mkdir -p etc/systemd/system
cp -rL "$2" opt/cloakroom
: > etc/fstab
ln -s /opt/cloakroom/bin/cloakroom usr/local/bin/cloakroom 2> /dev/null || true
ip link set lo up
mkdir old
pivot_root . old
umount -l old
mount --make-rshared /
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_PROC_CMDLINE=systemd.unified_cgroup_hierarchy=1 \
  "$(command -v /usr/lib/systemd/systemd || echo /lib/systemd/systemd)" --unit=sysinit.target --log-target=console
SCRIPT
)

start_machine() {
  ./cloakroom --version > /dev/null || exit
  mkdir "$cgroups" || exit
  (
    echo "$BASHPID" > "$cgroups/cgroup.procs"
    exec unshare --mount --pid --fork --kill-child --uts --ipc --net --cgroup --propagation private \
      bash -c "$boot" boot "$work" "$PWD/.cloakroom-app/current"
  ) > "$work.log" 2>&1 &
  unshared=$!
  local i
  for i in $(seq 100); do
    machine=$(pgrep -P "$unshared") && [ "$(cat "/proc/$machine/comm")" = systemd ] &&
      inside 'systemctl is-active sysinit.target' && return
    sleep 0.3
  done
  echo "the machine does not start:" && cat "$work.log"
  echo "0 passed, 1 failed"
  exit 1
}

stop_machine() {
  kill -KILL "$unshared" 2> /dev/null
  wait "$unshared" 2> /dev/null
  local i
  for i in $(seq 50); do
    find "$cgroups" -depth -type d -exec rmdir {} + 2> /dev/null
    [ -d "$cgroups" ] || break
    sleep 0.1
  done
  rm -rf "$work" "$work.log"
}

words='
CLOAKROOM_HOST="XDG_DATA_HOME=/var/lib XDG_CONFIG_HOME=/etc XDG_RUNTIME_DIR=/run"
as_host() { setpriv --reuid cloakroom --regid cloakroom --clear-groups env $CLOAKROOM_HOST "$@"; }
main_pid() { systemctl show -p MainPID --value cloakroom; }
cd /
'

# inside SCRIPT: runs it as root of the machine; what it says is in `said`
inside() {
  said=$(nsenter -t "$machine" -m -p -u -i -n -C -- env -i PATH=/opt/cloakroom/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    bash -c "$words$1" 2>&1)
}

await() {
  local i
  for i in $(seq 60); do
    inside "$1" && return
    sleep 0.3
  done
  problem "never happened: $1"
}

says() { [[ $said == *"$1"* ]] || problem "'$1' is not in: $said"; }
problem() { problems+="    $*"$'\n'; }

# ---- the run ------------------------------------------------------------------------------------

unshared=
[ "$(id -u)" = 0 ] || { echo "only root can start a machine" && echo "0 passed, 1 failed" && exit 1; }
start_machine
passed=0
failed=0
for name in "${tests[@]}"; do
  problems=
  "$name"
  if [ -z "$problems" ]; then
    passed=$((passed + 1))
    echo "ok    $name"
  else
    failed=$((failed + 1))
    printf 'FAIL  %s\n%s' "$name" "$problems"
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
