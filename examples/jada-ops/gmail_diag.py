#!/usr/bin/env python3
"""Says what is wrong with the shared token, one line for each thing that it looks at. It never prints a token.

Environment: DIAG_URL, a cheap call to try; default the Gmail profile. Exit codes: 0 all is well, 1 something is not.
"""
import json
import os
import sys

import google_api
from reauth_google import ReauthError

URL = "https://gmail.googleapis.com/gmail/v1/users/me/profile"
# Stands where Google's loader insists on a refresh token.
PLACEHOLDER = "kept-by-evergrant"


def main():
    # The call comes last: it may replace the file that the others look at.
    results = [look() for look in (directory, cache, call)]
    for well, text in results:
        print("gmail_diag: %s %s" % ("ok  " if well else "FAIL", text))
    return 0 if all(well for well, _ in results) else 1


def directory():
    path = google_api.token_file().parent
    try:
        mode = path.stat().st_mode & 0o777
    except OSError as error:
        return False, "%s: %s; next: mkdir -m 700 %s" % (path, error.strerror, path)
    if mode & 0o077:
        return False, "%s has mode %04o; next: chmod 700 %s" % (path, mode, path)
    return True, "%s has mode %04o" % (path, mode)


def cache():
    path = google_api.token_file()
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return False, "%s: %s; next: evergrant login google" % (path, error.strerror)
    except ValueError:
        return False, "%s is not JSON; next: move it away, the broker writes it anew" % path
    if not isinstance(found, dict) or "token" not in found:
        return False, '%s holds no "token"; next: move it away, the broker writes it anew' % path
    if found.get("refresh_token", PLACEHOLDER) != PLACEHOLDER:
        return False, "%s holds a refresh token; next: evergrant import %s" % (path, path.parent)
    return True, "%s holds a token until %s and no refresh token" % (path, found.get("expiry", "an unknown time"))


def call():
    try:
        google_api.get(os.environ.get("DIAG_URL") or URL)
    except (google_api.ApiError, ReauthError) as error:
        return False, str(error)
    return True, "the service takes the token"


if __name__ == "__main__":
    sys.exit(main())
