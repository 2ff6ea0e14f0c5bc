"""Sends a file to a running server and follows it to its end.

It uses the public API and nothing of this program, so that it can serve as an example: POST the
file with an Idempotency-Key, so that sending it again after a broken line is safe; GET what the
answer's Location names until its status is final; GET the rows that were refused.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

MEDIA_TYPES = {
    ".csv": "text/csv",
    ".jsonl": "application/x-ndjson",
    ".ndjson": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
UNFINISHED = ("queued", "running")
GOOD = ("applied", "planned")
PAUSES = (0.5, 1, 2, 4, 8, 16)
POLL_SECONDS = 0.3
PIECE = 1 << 16
SHOWN = 20

Json = dict[str, Any]


class Refused(ValueError):
    """The server answered, and not with a success."""


def push(
    url: str, headers: dict[str, str], file: Path, query: dict[str, str], console: Console
) -> bool:
    """Whether all of the file was taken over, or may be.

    Raises `ValueError` for a kind of file that no import reads.

    Raises `Refused` with the server's own sentence, and `httpx.TransportError` when it cannot be
    reached for about half a minute.
    """
    headers = {"Accept-Language": "en", **headers}
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with (
        httpx.Client(base_url=url, headers=headers, timeout=60) as client,
        Progress(*columns, console=console, transient=True) as progress,
    ):
        bar = progress.add_task("sending", total=file.stat().st_size)
        address = _send(client, file, query, progress, bar)
        done = _follow(client, address, progress, bar)
        console.print(f"{url}{address}: [bold]{done['status']}[/]", highlight=False)
        console.print(", ".join(f"{name} {count}" for name, count in done["counts"].items()))
        for remark in done["remarks"] or ():
            console.print(remark["message"], markup=False, highlight=False)
        if done["counts"]["refused"]:
            _show_refused(client, address, console)
    if done.get("problem"):
        raise Refused(done["problem"]["detail"])
    return done["status"] in GOOD and not done["counts"]["refused"]


def _send(
    client: httpx.Client, file: Path, query: dict[str, str], progress: Progress, bar: TaskID
) -> str:
    """The address of the import. One key for all attempts: the file is taken in once."""
    headers = {"Content-Type": _media_type(file), "Idempotency-Key": str(uuid4())}

    def pieces() -> Iterator[bytes]:
        progress.reset(bar)
        with file.open("rb") as opened:
            while piece := opened.read(PIECE):
                progress.advance(bar, len(piece))
                yield piece

    def post() -> httpx.Response:
        return client.post("/v1/imports", params=query, content=pieces(), headers=headers)

    return _insist(post).headers["Location"]


def _media_type(file: Path) -> str:
    known = MEDIA_TYPES.get(file.suffix.lower())
    if known is None:
        raise ValueError(f"{file.name}: a file to send ends in {', '.join(MEDIA_TYPES)}.")
    return known


def _follow(client: httpx.Client, address: str, progress: Progress, bar: TaskID) -> Json:
    """The import once it has ended; a server that restarts in between is waited for."""
    while True:
        done: Json = _insist(lambda: client.get(address)).json()
        progress.update(bar, description=done["status"], completed=done["progress"], total=1)
        if done["status"] not in UNFINISHED:
            return done
        time.sleep(POLL_SECONDS)


def _insist(call: Callable[[], httpx.Response]) -> httpx.Response:
    """The answer; a server that is away, or says to come back later, is asked again."""
    for pause in PAUSES:
        with contextlib.suppress(httpx.TransportError):
            answer = call()
            if answer.status_code != 503:
                return _success(answer)
        time.sleep(pause)
    return _success(call())


def _success(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    problem = answer.json()
    flaws = [flaw["message"] for flaw in problem.get("errors", [])]
    raise Refused(" ".join([problem["detail"], *flaws]))


def _show_refused(client: httpx.Client, address: str, console: Console) -> None:
    query: dict[str, str | int] = {"outcome": "refused", "limit": SHOWN}
    rows = _insist(lambda: client.get(f"{address}/rows", params=query)).json()["items"]
    table = Table("line", "row", "who mends it", "why", title=f"Refused (the first {SHOWN})")
    for row in rows:
        mender = row["mendedBy"] or ""
        table.add_row(str(row["line"] or ""), row["rowId"] or "", mender, row["explanation"] or "")
    console.print(table)
