"""A hundred thousand rows: the worker's memory does not grow with the file."""

import asyncio
import os
import sys
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from string import ascii_uppercase

import pytest

from tests.callers import Callers
from tests.exchange.imports.sending import send
from tests.exchange.register.lists import PO_HEADER, po_row

ROOT = Path(__file__).parents[3]
ROWS = 100_000
MOST_MEGABYTES = 120
"""More than the file itself has, and far less than its rows would take as objects."""
WORK = """
import asyncio, resource, sys
from ok_api.exchange import worker
from ok_api.exchange.imports import running
from ok_api.foundation.settings import Settings

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

async def main():
    settings, stop = Settings(_env_file=None, data_dir="unused"), asyncio.Event()
    async with worker.equipped(settings, sys.argv[1], stop) as tools:
        before = most()
        await running.run_import(tools, {"id": sys.argv[2]})
        print(most() - before)

asyncio.run(main())
"""


def codes() -> Iterator[str]:
    letters = product(ascii_uppercase, repeat=2)
    for (first, second), number in product(letters, range(10_000)):
        yield f"{number // 100:02d}{first}{second}{number % 100:02d}"


def own_list() -> bytes:
    made = (f"{code},School {code},PO,Plaats {code},{number}" for number, code in numbered())
    return "\n".join(["establishmentCode,name,sector,city,pupilCount", *made]).encode()


def duo_list() -> bytes:
    """One made-up row, with another code and name each time."""
    row = po_row("CODE", "NAME")
    like = ";".join(row[name] for name in PO_HEADER)
    made = (like.replace("CODE", code).replace("NAME", f"School {code}") for _, code in numbered())
    return "\n".join([";".join(PO_HEADER), *made]).encode()


def numbered() -> Iterator[tuple[int, str]]:
    return enumerate(islice(codes(), ROWS))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the peak of memory")
@pytest.mark.parametrize("kind", ["own", "duo"])
async def test_memory_is_bounded(callers: Callers, dsn: str, kind: str) -> None:
    answer = await send(callers.office, own_list() if kind == "own" else duo_list())
    identity = answer.json()["id"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WORK, dsn, identity),
        stdout=asyncio.subprocess.PIPE,
        env=environment,
    )
    told, _ = await asyncio.wait_for(worker.communicate(), 240)
    done = (await callers.office.get(answer.headers["location"])).json()
    assert worker.returncode == 0
    assert (done["status"], done["counts"]["created"]) == ("applied", ROWS)
    assert float(told) < MOST_MEGABYTES
    page = await callers.office.get(f"{done['rows']}?sort=-number&limit=1&count=true")
    assert page.json()["total"] == ROWS
