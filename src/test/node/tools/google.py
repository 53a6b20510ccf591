"""Reads a calendar with Google's library for Python, from a token endpoint that a file names: once
for each file `goN` that appears, answered by a file `doneN`.

Usage: google.py CLIENT_FILE URL FOLDER TURNS
"""
import json
import os
import sys
import time

import google.auth.transport.requests
import google.oauth2.credentials

client_file, url, folder, turns = sys.argv[1:]
with open(client_file, encoding="utf-8") as file:
    told = json.load(file)
credentials = google.oauth2.credentials.Credentials(
    token=None,
    refresh_token=told["refresh_token"],
    token_uri=told["token_endpoint"],
    client_id=told["client_id"],
    client_secret=told["client_secret"],
)
session = google.auth.transport.requests.AuthorizedSession(credentials)
for turn in range(1, int(turns) + 1):
    while not os.path.exists(f"{folder}/go{turn}"):
        time.sleep(0.05)
    answer = session.get(url)
    print(answer.json()["items"][0]["summary"], flush=True)
    open(f"{folder}/done{turn}", "w").close()
