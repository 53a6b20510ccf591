"""Prints the calendar. Needs nothing but Python 3."""

import http.client
import json
import os
import socket
import sys
from datetime import datetime
from urllib.parse import urlsplit

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


def connect():
    if not CALENDAR_API.startswith("unix:"):
        return http.client.HTTPConnection(urlsplit(CALENDAR_API).netloc, timeout=20)
    connection = http.client.HTTPConnection("localhost", timeout=20)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.settimeout(20)
    connection.sock.connect(CALENDAR_API[len("unix:"):])
    return connection


def fetch(token):
    try:
        connection = connect()
        connection.request("GET", EVENTS, headers={"Authorization": "Bearer " + token})
        reply = connection.getresponse()
        if reply.status == 401:
            sys.exit("The calendar refused the token: it is expired or revoked.")
        if reply.status != 200:
            sys.exit(f"The calendar answered with status {reply.status}.")
        return json.load(reply)
    except (OSError, http.client.HTTPException) as failure:
        sys.exit(f"The calendar can't be reached: {failure}")


def show(calendar):
    print(calendar["summary"])
    for event in calendar["items"]:
        start = datetime.fromisoformat(event["start"]["dateTime"].replace("Z", "+00:00"))
        print(f"  {start:%Y-%m-%d %H:%M}  {event['summary']} ({event['location']})")


if not CALENDAR_API:
    sys.exit("CALENDAR_API is not set: it is the base URL of the calendar.")
show(fetch(read_token()))
