#!/bin/sh
# Prints the calendar. Needs curl and sed.
set -eu

token_file=${TOKEN_FILE:-/workspace/tokens/local-calendar.json}
events='/calendar/v3/calendars/primary/events?singleEvents=true&orderBy=startTime'

fail() {
  echo "$1" >&2
  exit 1
}

[ -n "${CALENDAR_API:-}" ] || fail "CALENDAR_API is not set: it is the base URL of the calendar."
if [ ! -e "$token_file" ]; then
  echo "AUTH_REQUIRED:$(basename "$token_file" .json):calendar"
  exit 0
fi

# The token goes to curl by its standard input: an argument would show in the list of processes.
reply=$(
  sed -n 's/.*"access_token" *: *"\([^"]*\)".*/header = "Authorization: Bearer \1"/p' "$token_file" |
    curl --silent --max-time 20 --config - --write-out '\n%{http_code}' "$CALENDAR_API$events"
) || fail "The calendar can't be reached."

case $(printf '%s\n' "$reply" | tail -n 1) in
  200) ;;
  401) fail "The calendar refused the token: it is expired or revoked." ;;
  *) fail "The calendar answered with another status than 200." ;;
esac

json=$(printf '%s\n' "$reply" | sed '$d' | sed 's/{"kind":"calendar#event",/\n&/g')
printf '%s\n' "$json" | sed -n '1s/.*"summary":"\([^"]*\)".*/\1/p'
printf '%s\n' "$json" | sed -n \
  's/.*"summary":"\([^"]*\)","location":"\([^"]*\)","start":{"dateTime":"\([0-9-]*\)T\([0-9:]\{5\}\).*/  \3 \4  \1 (\2)/p'
