"""A script in the shape of system 3: reads the shared token file and asks the resource. Standard library only.

usage: read_sheet.py URL      the token is in ~/.secrets/google_token.json, wherever this is started
"""

import json
import pathlib
import sys
import urllib.error
import urllib.request

token = json.loads((pathlib.Path.home() / ".secrets" / "google_token.json").read_text())["token"]
request = urllib.request.Request(sys.argv[1], headers={"Authorization": f"Bearer {token}"})
try:
    with urllib.request.urlopen(request, timeout=10) as answer:
        print(f"rows: {len(json.load(answer)['rows'])}")
except urllib.error.HTTPError as error:
    sys.exit(f"token error: HTTP Error {error.code}")
