#!/usr/bin/env python3
"""Reads the rows that the crew sheet is built from (scope spreadsheets.readonly).

Environment: SHEET_URL, such as https://sheets.googleapis.com/v4/spreadsheets/YOUR-SHEET/values/Crew!A1:Z.
Exit codes: 0, 1 with one line that says why, 2 without SHEET_URL.
"""
import os
import sys

import google_api
from reauth_google import ReauthError


def main():
    url = os.environ.get("SHEET_URL")
    if not url:
        print("build_sheet: SHEET_URL is not set", file=sys.stderr)
        return 2
    try:
        sheet = google_api.get(url)
    except (google_api.ApiError, ReauthError) as error:
        print("build_sheet: %s" % error, file=sys.stderr)
        return 1
    print("build_sheet: %d rows" % len(sheet.get("rows") or sheet.get("values") or []))
    return 0


if __name__ == "__main__":
    sys.exit(main())
