"""Reads a calendar with Google's library for Python, as often as it is told by a line of input.

Usage: google-calendar.py TOKEN_FILE URL. Answers each line with a status and what the first event is.
google-auth 1.5, as in Debian 12, reads neither token nor token_uri by its own
from_authorized_user_file, so the file's fields are handed over one by one.
"""
import datetime
import json
import sys

import google.auth.transport.requests
import google.oauth2.credentials

with open(sys.argv[1], encoding="utf-8") as file:
    told = json.load(file)
credentials = google.oauth2.credentials.Credentials(
    token=told["token"],
    refresh_token=told["refresh_token"],
    token_uri=told["token_uri"],
    client_id=told["client_id"],
    client_secret=told["client_secret"],
)
credentials.expiry = datetime.datetime.fromisoformat(told["expiry"].rstrip("Z"))
session = google.auth.transport.requests.AuthorizedSession(credentials)
for _ in sys.stdin:
    answer = session.get(sys.argv[2])
    print(answer.status_code, answer.json()["items"][0]["summary"], flush=True)
