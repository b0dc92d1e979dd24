#!/usr/bin/env python3
"""One sync cycle of the crew sheet. It knows nothing of Evergrant: it reads a token file and uses what stands there.

The file is read anew in every cycle, which is all that a fresh token needs to arrive. The log keeps the forms that it
always had; "retrying in 30 minutes" is the job's own belief, and `evergrant run` decides when the next cycle starts.

Environment:
    PORT_SHEET_TOKEN_FILE   the token file, an object with "access_token"
    PORT_SHEET_URL          the sheet; answers with "rows", or with "values" as Google does

Exit codes: 0 synced, 1 the cycle failed, 2 the environment is incomplete. Python 3.8 or later, standard library only.
"""
import datetime
import json
import os
import sys
import urllib.error
import urllib.request

TIMEOUT_SECONDS = 30


class CycleError(Exception):
    """Why this cycle failed. The message holds neither the token nor the body of an answer."""


def main():
    try:
        token_file, url = os.environ["PORT_SHEET_TOKEN_FILE"], os.environ["PORT_SHEET_URL"]
    except KeyError as missing:
        say("%s is not set" % missing.args[0], sys.stderr)
        return 2
    try:
        say("synced %d rows" % len(fetch_rows(url, read_token(token_file))), sys.stdout)
        return 0
    except CycleError as error:
        say(error, sys.stderr)
        say("sync cycle failed at %s" % utc_now(), sys.stderr)
        say("retrying in 30 minutes", sys.stderr)
        return 1


def read_token(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)["access_token"]
    except OSError as error:
        raise CycleError("token file %s: %s" % (path, error.strerror)) from None
    except (ValueError, KeyError, TypeError):
        raise CycleError('token file %s: expected a JSON object with "access_token"' % path) from None


def fetch_rows(url, token):
    request = urllib.request.Request(url, headers={"Authorization": "Bearer " + token})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            sheet = json.load(response)
        return sheet["rows"] if "rows" in sheet else sheet["values"]
    except urllib.error.HTTPError as error:
        # 429 and 5xx say nothing about the token, and whoever reads the log must not be sent after it.
        kind = "token error" if error.code in (400, 401, 403) else "sheet error"
        raise CycleError("%s: %s" % (kind, error)) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CycleError("sheet error: %s" % type(error).__name__) from None


def utc_now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def say(text, stream):
    print("[port-sheet] %s" % text, file=stream, flush=True)


if __name__ == "__main__":
    sys.exit(main())
