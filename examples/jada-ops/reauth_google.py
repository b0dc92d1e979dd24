#!/usr/bin/env python3
"""Gives Google scripts another access token after a 401, from Evergrant's broker. It never speaks to Google.

A drop-in for a reauth_google.py that exchanged a refresh token by itself:

    python3 reauth_google.py            # exit code 0: google_token.json holds another token than before
    token = reauth_google.reauth()      # the same from Python; raises ReauthError

The token file keeps its place, its shape and its mode. However many scripts ask at once, the broker sends one refresh;
if the file is behind, nothing is sent at all. Python 3.8 or later, standard library only.

Environment, all optional:
    GOOGLE_SECRETS_DIR   directory of google_token.json; default ~/.secrets
    EVERGRANT_TOKEN      name of the token in evergrant.yaml; default google
    EVERGRANT_SOCKET     control socket or token socket of the broker; default this user's control socket as evergrant up
                         makes it, else the token socket in /run/evergrant
    EVERGRANT_DEPLOYMENT names the default places; default "default"
"""
import datetime
import hashlib
import http.client
import json
import os
import socket
import sys
import tempfile
import urllib.parse
from pathlib import Path

CACHE = "google_token.json"
# Longer than the broker gives an issuer to answer.
TIMEOUT_SECONDS = 60


class ReauthError(Exception):
    """No other token can be had. The message says why and what to do, and holds no token."""


def reauth():
    """Puts another access token than the one that was refused into the token file, and returns it."""
    path = cache_path()
    cache = read_cache(path)
    answer = ask_broker(refused=cache.get(token_field(cache)))
    # Where the file is a sink, the broker has written it by now; writing it again would only race the next delivery.
    if read_cache(path).get(token_field(cache)) != answer["accessToken"]:
        write_cache(path, cache, answer)
    return answer["accessToken"]


def cache_path():
    directory = Path(os.environ.get("GOOGLE_SECRETS_DIR") or Path.home() / ".secrets").expanduser()
    if not directory.is_dir():
        raise ReauthError(
            "%s: there is no such directory; next: mkdir -m 700 %s, or set GOOGLE_SECRETS_DIR" % (directory, directory)
        )
    return directory / CACHE


def read_cache(path):
    """The token file as it is; {} before there is one."""
    try:
        cache = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except PermissionError:
        raise ReauthError("%s: this user may not read it; next: ls -l %s" % (path, path)) from None
    except ValueError:
        raise ReauthError("%s: this is not JSON; next: move it away, it is made anew" % path) from None
    if not isinstance(cache, dict):
        raise ReauthError("%s: expected a JSON object; next: move it away, it is made anew" % path)
    return cache


def token_field(cache):
    """Google's own libraries write "token", most hand-made caches "access_token"."""
    return "token" if "token" in cache else "access_token"


def ask_broker(refused):
    name = os.environ.get("EVERGRANT_TOKEN") or "google"
    path = "/v1/tokens/" + urllib.parse.quote(name, safe="")
    if isinstance(refused, str) and refused:
        fingerprint = hashlib.sha256(refused.encode()).hexdigest()[:12]
        answer = exchange("POST", path + "/refusals", {"fingerprint": fingerprint})
    else:
        answer = exchange("GET", path, None)
    if isinstance(answer.get("accessToken"), str):
        return answer
    raise ReauthError(
        "no token %s: %s (%s); next: %s"
        % (
            name,
            answer.get("message", "the broker answered in a form that this script does not know"),
            answer.get("reason") or answer.get("code") or "BrokerSpeaksOtherwise",
            answer.get("remedy", "evergrant status"),
        )
    )


def exchange(method, path, body):
    place = socket_path()
    connection = UnixConnection(place)
    try:
        text = None if body is None else json.dumps(body)
        connection.request(method, path, body=text, headers={"content-type": "application/json"} if text else {})
        answer = json.loads(connection.getresponse().read().decode("utf-8"))
    except PermissionError:
        raise ReauthError(
            "%s: this user may not speak to the broker; next: run the script as the user of evergrant up, or as a member of"
            " the group of its tokenSocket" % place
        ) from None
    except (FileNotFoundError, ConnectionRefusedError):
        raise ReauthError(
            "no broker answers on %s; next: start it (evergrant up), or set EVERGRANT_SOCKET" % place
        ) from None
    except (OSError, http.client.HTTPException) as error:
        raise ReauthError(
            "the broker on %s did not answer (%s); next: evergrant status" % (place, type(error).__name__)
        ) from None
    except ValueError:
        answer = {}
    finally:
        connection.close()
    return answer if isinstance(answer, dict) else {}


def socket_path():
    named = os.environ.get("EVERGRANT_SOCKET")
    if named:
        return named
    base = os.environ.get("XDG_STATE_HOME") or ""
    base = Path(base) if os.path.isabs(base) else Path.home() / ".local" / "state"
    deployment = os.environ.get("EVERGRANT_DEPLOYMENT") or "default"
    own = base / "evergrant" / deployment / "control.sock"
    shared = Path("/run/evergrant") / deployment / "tokens.sock"
    return str(shared if shared.exists() and not own.exists() else own)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=TIMEOUT_SECONDS)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def write_cache(path, cache, answer):
    """Replaces the token and its expiry in whatever shape the file has, in one step, keeping its mode."""
    changed = dict(cache)
    changed[token_field(cache)] = answer["accessToken"]
    expires = answer.get("expiresAt")
    if expires:
        at = datetime.datetime.strptime(expires, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.timezone.utc)
        if "expiry" in cache or "token" in cache:
            changed["expiry"] = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        if "expires_at" in cache or not cache:
            changed["expires_at"] = int(at.timestamp())
        if "expires_in" in cache:
            changed["expires_in"] = max(0, int((at - datetime.datetime.now(datetime.timezone.utc)).total_seconds()))
    # A link stays a link: what it points to is replaced.
    target = Path(os.path.realpath(str(path)))
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
    try:
        handle, unfinished = tempfile.mkstemp(prefix="." + CACHE, dir=str(target.parent))
    except OSError as error:
        raise ReauthError("%s: cannot be written (%s); next: ls -ld %s" % (target, error.strerror, target.parent)) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(changed, file, indent=2)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        os.chmod(unfinished, mode)
        os.replace(unfinished, str(target))
    except BaseException:
        os.unlink(unfinished)
        raise


def main():
    try:
        reauth()
    except ReauthError as error:
        print("reauth_google: %s" % error, file=sys.stderr)
        return 1
    print("reauth_google: %s holds another token" % CACHE, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
