"""Whether what runs on this machine, or in this container, does its work."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping

from ok_api.foundation.running import SERVER, WORKER, Running, running

SILENT = 30.0
"""Seconds without a sign of life after which a worker is given up."""
PATIENCE = 2.5
"""Seconds in which a server must say that it is ready."""
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - to ask there.


def flaws() -> list[str]:
    """What is wrong, a sentence each; a migration, or nothing at all, has nothing to be asked."""
    return [flaw for one in running() if (flaw := ASK.get(one.what, _nothing)(one)) is not None]


def _nothing(_one: Running) -> None:
    return None


def _server(one: Running) -> str | None:
    host = EVERYWHERE.get(str(one.about["host"]), str(one.about["host"]))
    address = f"[{host}]" if ":" in host else host
    url = f"http://{address}:{one.about['port']}/health/ready"
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE):
            return None
    except urllib.error.HTTPError as error:
        return f"The server is not ready: {_reason(error)}."
    except OSError as error:
        return f"The server does not answer: {error}."


def _reason(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["reason"])
    except (ValueError, KeyError, TypeError):
        return str(error.code)


def _worker(one: Running) -> str | None:
    if one.seconds_ago <= SILENT:
        return None
    return f"The worker has shown no sign of life for {one.seconds_ago:.0f} seconds."


ASK: Mapping[str, Callable[[Running], str | None]] = {SERVER: _server, WORKER: _worker}
