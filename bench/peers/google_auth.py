"""google-auth (Debian's python3-google-auth): Credentials.valid and Credentials.refresh()."""
import datetime
import json
import sys
import threading

import google.auth.transport.requests
import google.oauth2.credentials

EPOCH = datetime.datetime(1970, 1, 1)
OUT = threading.Lock()


def token(question, state):
    credentials = google.oauth2.credentials.Credentials(
        state["access_token"],
        refresh_token=state["refresh_token"],
        token_uri=question["token_endpoint"],
        client_id=question["client_id"],
        client_secret="none",
    )
    if state.get("expires_at") is not None:
        credentials.expiry = EPOCH + datetime.timedelta(seconds=state["expires_at"])
    if not credentials.valid:
        credentials.refresh(google.auth.transport.requests.Request())
        expiry = credentials.expiry
        state["access_token"] = credentials.token
        state["refresh_token"] = credentials.refresh_token
        state["expires_at"] = None if expiry is None else (expiry - EPOCH).total_seconds()
        save(question, state)
    return credentials.token


def save(question, state):
    with open(question["file"], "w") as file:
        json.dump(state, file)


def answer(question):
    if "login" in question:  # the library begins with a refresh token
        say(question, {"unable": True})
        return
    with open(question["file"]) as file:
        state = json.load(file)
    try:
        reply = {"dead": True} if state.get("dead") else {"access_token": token(question, state)}
    except Exception as error:  # whatever the library throws is its answer
        dead = isinstance(error, google.auth.exceptions.RefreshError) and str(error.args[0]).startswith("invalid_grant")
        reply = {"error": type(error).__name__ + ": " + str(error)[:200], "dead": dead}
        if dead:
            state["dead"] = True
            save(question, state)
    say(question, reply)


def say(question, reply):
    reply["id"] = question["id"]
    with OUT:
        print(json.dumps(reply), flush=True)


for line in sys.stdin:
    threading.Thread(target=answer, args=(json.loads(line),), daemon=True).start()
