"""`python -m bench`: prints medians and ratios, and writes them to `bench/results.md`."""

import asyncio
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import httpx
from rich.console import Console

from bench import exports, imports, rows, servers, webhooks
from bench.client import measure
from ok_api.foundation import migrations
from ok_api.foundation.embedded import acquire
from ok_api.foundation.keys import development_token
from ok_api.foundation.settings import Settings

ROUNDS, SECONDS, CONNECTIONS = 5, 2.0, 32
PRIVATE = ("dossier", "feed")
"""What is not open to anyone."""
RESULTS = Path(__file__).parent / "results.md"
console = Console()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ok-bench-") as folder:
        data = Path(folder)
        with acquire(data / "database") as running:
            migrations.migrate(running.dsn)
            case = asyncio.run(rows.fill(running.dsn))
            with servers.both(running.dsn, data):
                table = [*_requests(data, case), _exports(), _webhooks(running.dsn, data)]
            table.append(_imports(running.dsn))
            table.extend(_sent_imports(running.dsn, data))
        table.append(_start(data))
    _write(table)


def _requests(data: Path, case: str) -> list[tuple[str, str, str, str, str]]:
    token = _token(data)
    our150, their150 = _walk("/v1/schools?limit=50", 149, servers.OURS), _walk_theirs(149)
    search = "q=regenboog&sector=PO"
    cases = [
        ("get one school", "/v1/schools/24AB00", "/schools/24AB00", "≥ 0.6"),
        ("page of 50", "/v1/schools?limit=50", "/schools", "≥ 1.0"),
        ("page 150 by cursor", our150, their150, "≥ 1.0"),
        ("filtered search", f"/v1/schools?limit=50&{search}", f"/schools?{search}", ""),
        ("dossier", f"/v1/participations/{case}/dossier", f"/participations/{case}/dossier", ""),
        ("feed read, page of 50", "/v1/changes?limit=50", "/changes", ""),
    ]
    found = []
    ours: dict[str, float] = {}
    for name, our_path, their_path, reach in cases:
        rates = _interleaved(our_path, their_path, token if name.startswith(PRIVATE) else "")
        ours[name] = median(mine for mine, _ in rates)
        ratio = median(mine / theirs for mine, theirs in rates)
        theirs = median(theirs for _, theirs in rates)
        found.append((name, f"{ours[name]:,.0f}/s", f"{theirs:,.0f}/s", f"{ratio:.2f}×", reach))
        console.print(*found[-1])
    share = ours["page 150 by cursor"] / ours["page of 50"]
    found.append(("page 150 beside page 1", "", "", f"{share:.2f}×", "≥ 0.9"))
    share = ours["feed read, page of 50"] / ours["page of 50"]
    found.append(("feed read beside page of 50", "", "", f"{share:.2f}×", ""))
    return found


def _interleaved(our_path: str, their_path: str, token: str) -> list[tuple[float, float]]:
    """Rounds of one after the other, so that a noisy moment meets both."""

    def once(port: int, path: str, token: str) -> float:
        return measure(port, path, connections=CONNECTIONS, seconds=SECONDS, token=token).per_second

    once(servers.OURS, our_path, token)
    once(servers.THEIRS, their_path, "")
    return [
        (once(servers.OURS, our_path, token), once(servers.THEIRS, their_path, ""))
        for _ in range(ROUNDS)
    ]


def _walk(path: str, pages: int, port: int) -> str:
    """The address of the page after so many pages, by their own cursors."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(pages):
            path = client.get(path).links["next"]["url"]
    return path


def _walk_theirs(pages: int) -> str:
    path = "/schools"
    with httpx.Client(base_url=f"http://127.0.0.1:{servers.THEIRS}") as client:
        for _ in range(pages):
            cursor = client.get(path).json()["nextCursor"]
            path = str(httpx.URL("/schools", params={"after": cursor}))
    return path


def _exports() -> tuple[str, str, str, str, str]:
    exports.ours()
    exports.bare()
    pairs = [(exports.ours(), exports.bare()) for _ in range(ROUNDS)]
    ratio = median(mine / theirs for mine, theirs in pairs)
    mine, theirs = median(m for m, _ in pairs), median(t for _, t in pairs)
    return ("rows of an export", f"{mine:,.0f}/s", f"{theirs:,.0f}/s", f"{ratio:.2f}×", "")


def _webhooks(dsn: str, data: Path) -> tuple[str, str, str, str, str]:
    mine, theirs = webhooks.measure(dsn, data, _token(data))
    ratio = f"{median(mine) / median(theirs):.2f}×"
    name = f"webhook after its commit, {webhooks.EACH_SECOND}/s"
    return (name, webhooks.told(mine), webhooks.told(theirs), ratio, "")


def _token(data: Path) -> str:
    settings = Settings(_env_file=None, data_dir=data)
    return development_token(settings, "bench", {"roles": ["office"]})


def _imports(dsn: str) -> tuple[str, str, str, str, str]:
    pairs = [(asyncio.run(imports.ours(dsn)), asyncio.run(imports.bare(dsn))) for _ in range(3)]
    ratio = median(mine / theirs for mine, theirs in pairs)
    mine, theirs = median(m for m, _ in pairs), median(t for _, t in pairs)
    return ("import of 8,622 rows", f"{mine:.2f} s", f"{theirs:.2f} s", f"{ratio:.2f}×", "≤ 3.0")


def _sent_imports(dsn: str, data: Path) -> Iterator[tuple[str, str, str, str, str]]:
    """The same file over HTTP, beside the bare merge and beside the command line."""
    rounds = [
        (
            imports.over_http(dsn, data),
            asyncio.run(imports.bare(dsn)),
            imports.by_command(dsn, data, data),
        )
        for _ in range(3)
    ]
    http, bare, command = (median(times) for times in zip(*rounds, strict=True))
    rate, bare_rate = rows.ROWS / http, rows.ROWS / bare
    yield (
        "import over HTTP",
        f"{rate:,.0f} rows/s",
        f"{bare_rate:,.0f} rows/s",
        f"{rate / bare_rate:.2f}×",
        "",
    )
    beside = f"{http / command:.2f}×"
    yield ("import over HTTP beside the command", f"{http:.2f} s", "", beside, "≤ 2.0")


def _start(data: Path) -> tuple[str, str, str, str, str]:
    times = [_first_answer(data) for _ in range(4)][1:]
    return ("start to first answer", f"{median(times):.2f} s", "", "", "≤ 2.0 s")


def _first_answer(data: Path) -> float:
    """Seconds from starting the command to its first answer, on a warm data folder."""
    environment = {"OK_DATA_DIR": str(data), "PATH": "/usr/bin:/bin", "OK_LOG_LEVEL": "error"}
    code = "from ok_api.cli import main; main(['serve', '--port', '8403'])"
    begun = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", code], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers("http://127.0.0.1:8403/v1/schools?limit=1"):
            time.sleep(0.01)
        return time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(20)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).is_success
    except httpx.TransportError:
        return False


def _write(table: list[tuple[str, str, str, str, str]]) -> None:
    lines = [
        "# Results",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, one uvicorn process"
        f" each, {CONNECTIONS} connections, medians of {ROUNDS} interleaved rounds of"
        f" {SECONDS:g} s.",
        "The opponent is Starlette, asyncpg and orjson by hand, without rights, checks or extras.",
        "",
        "| | ours | opponent | ratio | reach |",
        "|---|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in table),
        "",
    ]
    RESULTS.write_text("\n".join(lines), encoding="utf-8")
    console.print("\n".join(lines))


if __name__ == "__main__":
    main()
