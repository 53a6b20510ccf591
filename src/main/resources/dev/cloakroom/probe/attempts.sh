# Runs inside a container: reads attempts from standard input, one a line, and answers each with one
# line: the attempt, yes | no | could-not-try, and a short detail, separated by tabs. Changes nothing
# that it finds, and never prints the content of anything.
PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
unset LD_PRELOAD PYTHONPATH PYTHONSTARTUP http_proxy https_proxy all_proxy ALL_PROXY
exec 2>/dev/null

has() { command -v "$1" >/dev/null; }

# Says no, and why a path could not be used.
refuse() {
  if [ -e "$1" ] || [ -L "$1" ]; then answer='no	refused'; else answer='no	not there'; fi
}

try_read() {
  if [ -d "$1" ]; then try_list "$1"
  elif [ -p "$1" ] || [ -S "$1" ] || [ -c "$1" ] || [ -b "$1" ]; then
    answer='could-not-try	not a file'
  elif cat -- "$1" >/dev/null; then answer='yes	readable'
  else refuse "$1"
  fi
}

try_write() {
  if [ -d "$1" ]; then try_create "$1/.cloakroom-probe-$$"
  elif [ -p "$1" ] || [ -S "$1" ]; then answer='could-not-try	not a file'
  elif [ ! -e "$1" ]; then try_create "$1"
  elif (: >>"$1"); then answer='yes	writable'
  else refuse "$1"
  fi
}

try_create() {
  if touch -- "$1"; then
    rm -f -- "$1"
    answer='yes	created, and removed'
  else
    refuse "${1%/*}/"
  fi
}

try_list() {
  if names=$(ls -A -- "$1"); then
    if [ -n "$names" ]; then answer='yes	has entries'; else answer='no	empty'; fi
  else
    refuse "$1"
  fi
}

try_connect_unix() {
  if [ ! -e "$1" ]; then answer='no	not there'
  elif [ ! -S "$1" ]; then answer='no	not a socket'
  elif has python3; then
    python3 -I -S -c 'import socket, sys
s = socket.socket(socket.AF_UNIX)
s.settimeout(3)
s.connect(sys.argv[1])' "$1"
    connected $?
  elif has curl; then
    curl -q -s -m 3 --unix-socket "$1" http://localhost/ >/dev/null
    code=$?
    [ $code -ne 7 ]
    connected $?
  else answer='could-not-try	needs python3 or curl'
  fi
}

try_connect_tcp() {
  host=${1% *} port=${1##* }
  if has python3; then
    python3 -I -S -c 'import socket, sys
socket.create_connection((sys.argv[1], int(sys.argv[2])), 3)' "$host" "$port"
    connected $?
  elif has curl; then
    made=$(curl -q -s -m 3 -o /dev/null -w '%{num_connects}' --noproxy '*' "http://$host:$port/")
    [ "${made:-0}" -gt 0 ]
    connected $?
  else answer='could-not-try	needs python3 or curl'
  fi
}

# The text is the first word, the rest are files and folders.
try_find_text() {
  if ! has grep; then answer='could-not-try	needs grep'
  elif grep -rqsF -D skip -- "${1%% *}" ${1#* }; then answer='yes	found'
  else answer='no	not found'
  fi
}

connected() {
  if [ "$1" -eq 0 ]; then answer='yes	connected'; else answer='no	no connection'; fi
}

while IFS= read -r attempt; do
  target=${attempt#* }
  case $attempt in
    'read '*) try_read "$target" ;;
    'write '*) try_write "$target" ;;
    'list '*) try_list "$target" ;;
    'connect-unix '*) try_connect_unix "$target" ;;
    'connect-tcp '*) try_connect_tcp "$target" ;;
    'find-text '*) try_find_text "$target" ;;
    *) answer='could-not-try	unknown attempt' ;;
  esac </dev/null
  printf '%s\t%s\n' "$attempt" "$answer"
done
