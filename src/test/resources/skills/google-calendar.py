"""The calendar skill of NanoClaw's OAuth document, for Debian's python3-google-auth.

Its load_credentials is the document's, but for the line that can't work there.
"""

import argparse
import json
import os
import sys
from datetime import datetime, timedelta, timezone
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from google.oauth2.credentials import Credentials

TOKEN_PATH = "/workspace/tokens/google-calendar.json"
API_BASE = os.environ.get("CALENDAR_API_BASE", "https://www.googleapis.com")


def auth_required():
    print("AUTH_REQUIRED:google-calendar:calendar,calendar.events")
    sys.exit(0)


def load_credentials():
    if not os.path.exists(TOKEN_PATH):
        auth_required()

    with open(TOKEN_PATH) as f:
        token_data = json.load(f)

    credentials = Credentials(
        token=token_data["access_token"],
        refresh_token=token_data.get("refresh_token"),
    )
    # The document passes expiry=token_data.get("expires_at"), a string. google-auth 1.5.1 has no such
    # argument, and every version compares the expiry with a datetime in UTC that knows no zone.
    credentials.expiry = naive_utc(token_data.get("expires_at"))
    return credentials


def naive_utc(text):
    if text is None:
        return None
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


def get(path, credentials, **parameters):
    headers = {}
    credentials.apply(headers)
    request = Request(API_BASE + path + "?" + urlencode(parameters), headers=headers)
    try:
        with urlopen(request, timeout=20) as reply:
            return json.load(reply)
    except HTTPError as refusal:
        if refusal.code == 401:
            auth_required()
        sys.exit("The calendar answered with status %d." % refusal.code)


def list_calendars(credentials, _):
    for calendar in get("/calendar/v3/users/me/calendarList", credentials)["items"]:
        print("%s  %s" % (calendar["id"], calendar["summary"]))


def list_events(credentials, arguments):
    now = datetime.now(timezone.utc)
    path = "/calendar/v3/calendars/%s/events" % quote(arguments.calendar, safe="")
    events = get(
        path,
        credentials,
        timeMin=now.replace(hour=0, minute=0, second=0).isoformat(timespec="seconds"),
        timeMax=(now + timedelta(days=arguments.days)).isoformat(timespec="seconds"),
        singleEvents="true",
        orderBy="startTime",
    )
    print(events["summary"])
    for event in events["items"]:
        start = event["start"].get("dateTime", event["start"].get("date"))
        print("%s  %s" % (start, event["summary"]))


def main():
    parser = argparse.ArgumentParser(description="Google Calendar")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list-calendars").set_defaults(run=list_calendars)
    events = commands.add_parser("list-events")
    events.add_argument("calendar", nargs="?", default="primary")
    events.add_argument("--days", type=int, default=7)
    events.set_defaults(run=list_events)
    arguments = parser.parse_args()

    credentials = load_credentials()
    if credentials.expired:
        auth_required()
    arguments.run(credentials, arguments)


main()
