# cloakroom-probe: runs inside a container. Reads attempts from standard input, one a line, words
# separated by tabs, and answers each with one line: its number from 0, yes | no | could-not-try,
# and a short detail, separated by tabs. Changes nothing that it finds, and never prints the content
# of anything.
PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
unset LD_PRELOAD PYTHONPATH PYTHONSTARTUP http_proxy https_proxy all_proxy ALL_PROXY
exec 2>/dev/null
tab=$(printf '\t')

has() { command -v "$1" >/dev/null; }

# Python with nothing of the container's own: no site, no variables, no folder.
python() { python3 -I -S -c "$@"; }

# Says no, and why a path could not be used.
refuse() {
  if [ -e "$1" ] || [ -L "$1" ]; then answer="no${tab}refused"; else answer="no${tab}not there"; fi
}

unable() { answer="could-not-try${tab}$1"; }

# Answers by an exit code: yes for 0, with the first word, else no, with the second.
by_code() {
  if [ "$1" -eq 0 ]; then answer="yes${tab}$2"; else answer="no${tab}$3"; fi
}

# Answers by what a program printed: yes, no, or nothing when it could not do its work.
by_word() {
  case $1 in
    yes) answer="yes${tab}$2" ;;
    no) answer="no${tab}refused" ;;
    *) unable "needs $3" ;;
  esac
}

try_read() {
  if [ -d "$1" ]; then try_list "$1"
  elif [ -p "$1" ] || [ -S "$1" ] || [ -c "$1" ] || [ -b "$1" ]; then unable 'not a file'
  elif cat -- "$1" >/dev/null; then answer="yes${tab}readable"
  else refuse "$1"
  fi
}

# Of several places, one that can be written counts.
try_write() {
  for place in "$@"; do
    try_write_place "$place"
    case $answer in no*) ;; *) return ;; esac
  done
}

try_write_place() {
  if [ -d "$1" ]; then try_create "$1/.cloakroom-probe-$$"
  elif [ -p "$1" ] || [ -S "$1" ]; then unable 'not a file'
  elif [ ! -e "$1" ]; then try_create "$1"
  elif (: >>"$1"); then answer="yes${tab}writable"
  else refuse "$1"
  fi
}

try_create() {
  if touch -- "$1"; then
    rm -f -- "$1"
    answer="yes${tab}created, and removed"
  else
    refuse "${1%/*}/"
  fi
}

try_list() {
  if names=$(ls -A -- "$1"); then
    if [ -n "$names" ]; then answer="yes${tab}has entries"; else answer="no${tab}empty"; fi
  else
    refuse "$1"
  fi
}

try_through_link() {
  link=$1/.cloakroom-probe-$$
  if ln -s -- "$2" "$link"; then
    try_read "$link"
    rm -f -- "$link"
    case $answer in no*) answer="no${tab}leads nowhere" ;; esac
  else
    unable 'no link could be made'
  fi
}

try_connect_unix() {
  if [ ! -e "$1" ]; then answer="no${tab}not there"
  elif [ ! -S "$1" ]; then answer="no${tab}not a socket"
  elif has python3; then
    python 'import socket, sys
s = socket.socket(socket.AF_UNIX)
s.settimeout(3)
s.connect(sys.argv[1])' "$1"
    by_code $? connected 'no connection'
  elif has curl; then
    curl -q -s -m 3 --unix-socket "$1" http://localhost/ >/dev/null
    [ $? -ne 7 ]
    by_code $? connected 'no connection'
  else unable 'needs python3 or curl'
  fi
}

# A name server that does not answer must not hold it up: the alarm ends it.
try_connect_tcp() {
  if has python3; then
    python 'import signal, socket, sys
signal.alarm(2)
socket.create_connection((sys.argv[1], int(sys.argv[2])), 1)' "$1" "$2"
    by_code $? connected 'no connection'
  elif has curl; then
    made=$(curl -q -s -m 1 -o /dev/null -w '%{num_connects}' --noproxy '*' "http://$1:$2/")
    [ "${made:-0}" -gt 0 ]
    by_code $? connected 'no connection'
  else unable 'needs python3 or curl'
  fi
}

# The kernel shows addresses in hexadecimal, last byte first.
try_connect_gateway() {
  gateway=
  while read -r _ destination hex _; do
    if [ "$destination" = 00000000 ]; then gateway=$hex; fi
  done </proc/net/route
  address=
  while [ -n "$gateway" ]; do
    rest=${gateway#??}
    address=$((0x${gateway%"$rest"}))${address:+.$address}
    gateway=$rest
  done
  if [ -n "$address" ]; then try_connect_tcp "$address" "$1"; else answer="no${tab}no gateway"; fi
}

try_leads_out() {
  answer="no${tab}no route"
  while read -r interface _; do
    case $interface in
      Iface | lo) ;;
      *) answer="yes${tab}by $interface" ;;
    esac
  done </proc/net/route
  if [ -r /proc/net/ipv6_route ]; then
    while read -r _ _ _ _ _ _ _ _ _ interface; do
      if [ "$interface" != lo ]; then answer="yes${tab}by $interface"; fi
    done </proc/net/ipv6_route
  fi
}

# Answers by the status of a reply.
by_status() {
  case $1 in
    2??) answer="yes${tab}accepted" ;;
    4??) answer="no${tab}refused with $1" ;;
    *) unable "no reply to judge by ${1:+($1)}" ;;
  esac
}

# Secrets go by standard input, where no list of processes shows them.
try_present_credential() {
  if [ -r "$2" ]; then credential=$(cat -- "$2"); else credential=$2; fi
  if has python3; then
    by_status "$(printf %s "$credential" | python 'import socket, sys
s = socket.socket(socket.AF_UNIX)
s.settimeout(5)
s.connect(sys.argv[1])
s.sendall(b"GET /v1/run HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
          + sys.stdin.buffer.read() + b"\r\n\r\n")
print(s.recv(64).split()[1].decode())' "$1")"
  elif has curl; then
    by_status "$(printf 'header = "Authorization: Bearer %s"\n' "$credential" |
      curl -q -s -m 5 -K - -o /dev/null -w '%{http_code}' --unix-socket "$1" http://x/v1/run)"
  else unable 'needs python3 or curl'
  fi
}

try_present_phantom() {
  form="grant_type=refresh_token&refresh_token=$2"
  if has python3; then
    by_status "$(printf %s "$form" | python 'import sys, urllib.error, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
try:
    print(opener.open(sys.argv[1], sys.stdin.buffer.read(), 5).status)
except urllib.error.HTTPError as e:
    print(e.code)' "$1")"
  elif has curl; then
    by_status "$(printf %s "$form" |
      curl -q -s -m 5 --noproxy '*' -d @- -o /dev/null -w '%{http_code}' "$1")"
  else unable 'needs python3 or curl'
  fi
}

try_find_in_environments() {
  if ! has grep; then unable 'needs grep'
  elif grep -qsF -- "$1" /proc/[0-9]*/environ; then answer="yes${tab}found"
  else answer="no${tab}not found"
  fi
}

try_own_init() {
  if ! has grep; then unable 'needs grep'
  else
    grep -qsF cloakroom-probe /proc/1/cmdline
    by_code $? 'its own' 'another'
  fi
}

try_status() {
  answer="could-not-try${tab}not told"
  while read -r field value _; do
    if [ "$field" = "$1:" ]; then
      [ "$value" = "$2" ]
      by_code $? "$1 $value" "$1 $value"
    fi
  done </proc/self/status
}

try_same_namespace() {
  here=$(readlink "/proc/self/ns/$1")
  if [ -z "$here" ]; then unable 'needs readlink'
  else
    [ "$here" = "$2" ]
    by_code $? 'the same' 'its own'
  fi
}

# Of several mounts on one place, the last counts.
try_mounted_read_only() {
  answer="no${tab}writable"
  for place in "$@"; do
    options=
    while read -r _ _ _ _ where how _; do
      if [ "$where" = "$place" ]; then options=$how; fi
    done </proc/self/mountinfo
    case $options in
      ro | ro,*) answer="yes${tab}$place is read-only" ;;
    esac
  done
}

# Programs look at who calls them first; Python asks the kernel.
kernel='import ctypes
def ask(call, *arguments):
    return getattr(ctypes.CDLL(None), call)(*arguments) == 0
def say(done):
    print("yes" if done else "no")
'

try_mount() {
  if has python3; then
    by_word "$(python "$kernel"'done = ask("mount", b"none", b"/tmp", b"tmpfs", 0, None)
if done:
    ask("umount", b"/tmp")
say(done)')" 'mounted, and unmounted' 'a whole python3'
  elif has mount; then
    mount -t tmpfs none /tmp && umount /tmp
    by_code $? 'mounted, and unmounted' refused
  else unable 'needs python3 or mount'
  fi
}

try_remount() {
  if has python3; then
    by_word "$(python "$kernel"'REMOUNT_BIND, READ_ONLY = 0x1020, 1
done = ask("mount", None, b"/", None, REMOUNT_BIND, None)
if done:
    ask("mount", None, b"/", None, REMOUNT_BIND | READ_ONLY, None)
say(done)')" 'writable, and read-only again' 'a whole python3'
  elif has mount; then
    mount -o remount,bind,rw / && mount -o remount,bind,ro /
    by_code $? 'writable, and read-only again' refused
  else unable 'needs python3 or mount'
  fi
}

try_new_namespace() {
  if has python3; then
    by_word "$(python "$kernel"'say(ask("unshare", 0x10000000))')" made 'a whole python3'
  elif has unshare; then
    unshare -U true
    by_code $? made refused
  else unable 'needs python3 or unshare'
  fi
}

try_fork() {
  if has python3; then
    by_word "$(python 'import os, signal, sys
children, whole = [], "yes"
try:
    for _ in range(int(sys.argv[1])):
        child = os.fork()
        if child == 0:
            signal.pause()
        children.append(child)
except OSError:
    whole = "no"
for child in children:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
print(whole)' "$1")" "$1 at once" python3
  else unable 'needs python3'
  fi
}

# Whoever takes too much may be killed without a word, so a word says that it began.
try_allocate() {
  if has python3; then
    said=$(python 'import sys
print("began", flush=True)
try:
    bytearray(int(sys.argv[1]))
    print("whole")
except MemoryError:
    pass' "$1")
    case $said in
      *whole) answer="yes${tab}$1 bytes" ;;
      began) answer="no${tab}refused" ;;
      *) unable 'needs python3' ;;
    esac
  else unable 'needs python3'
  fi
}

printf 'ready\n'
number=0
while IFS= read -r line; do
  set -f
  IFS=$tab
  set -- $line
  unset IFS
  set +f
  kind=$1
  shift
  case $kind in
    read) try_read "$@" ;;
    write) try_write "$@" ;;
    list) try_list "$@" ;;
    through-link) try_through_link "$@" ;;
    connect-unix) try_connect_unix "$@" ;;
    connect-tcp) try_connect_tcp "$@" ;;
    connect-gateway) try_connect_gateway "$@" ;;
    leads-out) try_leads_out ;;
    present-credential) try_present_credential "$@" ;;
    present-phantom) try_present_phantom "$@" ;;
    find-in-environments) try_find_in_environments "$@" ;;
    own-init) try_own_init ;;
    status) try_status "$@" ;;
    same-namespace) try_same_namespace "$@" ;;
    mounted-read-only) try_mounted_read_only "$@" ;;
    mount) try_mount ;;
    remount) try_remount ;;
    new-namespace) try_new_namespace ;;
    fork) try_fork "$@" ;;
    allocate) try_allocate "$@" ;;
    *) unable 'unknown attempt' ;;
  esac </dev/null
  printf '%s\t%s\n' "$number" "$answer"
  number=$((number + 1))
done
