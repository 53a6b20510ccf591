"""Prints the calendar. Needs nothing but Python 3."""

import json
import os
import sys
import urllib.error
import urllib.request
from datetime import datetime

TOKEN_FILE = os.environ.get("TOKEN_FILE", "/workspace/tokens/local-calendar.json")
CALENDAR_API = os.environ.get("CALENDAR_API", "")
EVENTS = "/calendar/v3/calendars/primary/events?singleEvents=true&orderBy=startTime"


def read_token():
    try:
        with open(TOKEN_FILE, encoding="utf-8") as file:
            return json.load(file)["access_token"]
    except FileNotFoundError:
        name = os.path.splitext(os.path.basename(TOKEN_FILE))[0]
        print(f"AUTH_REQUIRED:{name}:calendar")
        sys.exit(0)


def fetch(token):
    request = urllib.request.Request(CALENDAR_API + EVENTS)
    request.add_header("Authorization", "Bearer " + token)
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return json.load(reply)
    except urllib.error.HTTPError as refusal:
        if refusal.code == 401:
            sys.exit("The calendar refused the token: it is expired or revoked.")
        sys.exit(f"The calendar answered with status {refusal.code}.")
    except OSError as failure:
        sys.exit(f"The calendar can't be reached: {failure}")


def show(calendar):
    print(calendar["summary"])
    for event in calendar["items"]:
        start = datetime.fromisoformat(event["start"]["dateTime"].replace("Z", "+00:00"))
        print(f"  {start:%Y-%m-%d %H:%M}  {event['summary']} ({event['location']})")


if not CALENDAR_API:
    sys.exit("CALENDAR_API is not set: it is the base URL of the calendar.")
show(fetch(read_token()))
