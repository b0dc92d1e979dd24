#!/usr/bin/env python3
"""Counts the newest messages of Jennifer's mailbox (scope gmail.readonly).

Environment: GMAIL_URL, default the mailbox of whoever consented. Exit codes: 0, or 1 with one line that says why.
"""
import os
import sys

import google_api
from reauth_google import ReauthError

URL = "https://gmail.googleapis.com/gmail/v1/users/me/messages?maxResults=10"


def main():
    try:
        answer = google_api.get(os.environ.get("GMAIL_URL") or URL)
    except (google_api.ApiError, ReauthError) as error:
        print("gmail_jennifer: %s" % error, file=sys.stderr)
        return 1
    print("gmail_jennifer: %d messages" % len(answer.get("messages", [])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
