"""One authorised call for the scripts beside it: the shared token file, and reauth_google.py once after a 401."""
import json
import os
import urllib.error
import urllib.request
from pathlib import Path

import reauth_google

TIMEOUT_SECONDS = 30


class ApiError(Exception):
    """The call cannot be done. The message holds neither the token nor the body of an answer."""


def token_file():
    return Path(os.environ.get("GOOGLE_SECRETS_DIR") or Path.home() / ".secrets").expanduser() / "google_token.json"


def get(url):
    """The JSON that the address answers with. Raises ApiError, or ReauthError when no other token can be had."""
    try:
        return fetch(url, read_token(token_file()))
    except urllib.error.HTTPError as error:
        if error.code != 401:
            raise ApiError(str(error)) from None
    try:
        return fetch(url, reauth_google.reauth())
    except urllib.error.HTTPError as error:
        raise ApiError("%s, also with another token" % error) from None


def read_token(path):
    try:
        token = json.loads(path.read_text(encoding="utf-8"))["token"]
    except OSError as error:
        raise ApiError("%s: %s; next: evergrant status google" % (path, error.strerror)) from None
    except (ValueError, KeyError, TypeError):
        raise ApiError('%s: expected a JSON object with "token"; next: evergrant status google' % path) from None
    return token


def fetch(url, token):
    request = urllib.request.Request(url, headers={"Authorization": "Bearer " + token})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            return json.load(response)
    except urllib.error.HTTPError:
        raise
    except (OSError, ValueError) as error:
        raise ApiError("the service did not answer (%s)" % type(error).__name__) from None
