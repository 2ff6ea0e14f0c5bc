"""Writing the export: all files from one look at the database, some rows at a time.

The archive is whole before its first byte leaves, so what fails is told as a problem and never as
half a file. It spills to disk, and rows come through a cursor: memory does not grow with the
programme.
"""

import csv
import hashlib
import zipfile
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Self

import asyncpg
from anyio import to_thread

from ok_api.exchange.exports.datapackage import Written
from ok_api.foundation.clock import AMSTERDAM
from ok_api.foundation.exports.cells import defused
from ok_api.foundation.exports.spool import IN_MEMORY
from ok_api.foundation.queries import Query

BATCH = 500
"""Rows at a time: few enough to stay small, enough to be worth a thread."""


class Archive:
    """A ZIP in the making. `written` tells what stands in it, file by file."""

    def __init__(self, taken_at: datetime) -> None:
        self.file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - `close`.
        self.written: dict[str, Written] = {}
        self._zip = zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED)
        self._day = taken_at.astimezone(AMSTERDAM).timetuple()[:6]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: object, *_: object) -> None:
        """Finished when all went well; otherwise thrown away."""
        with ExitStack() as stack:
            if kind is not None:
                stack.callback(self.file.close)
            await to_thread.run_sync(self._zip.close)

    async def add_table(
        self, name: str, header: Sequence[str], batches: AsyncIterator[Iterable[Sequence[str]]]
    ) -> None:
        with self._zip.open(self._entry(f"{name}.csv"), "w") as target:
            table = _Table(target)
            table.write_rows([header])
            async for rows in batches:
                await to_thread.run_sync(table.write_rows, rows)
        self.written[name] = table.written()

    def add_text(self, name: str, content: bytes) -> None:
        self._zip.writestr(self._entry(name), content)

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._day)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        return entry


class _Table:
    """A CSV (RFC 4180) that is measured while it is written."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._digest = hashlib.sha256()
        self._lines = 0
        self._size = 0
        self._writer = csv.writer(self)

    def write(self, line: str) -> None:
        told = line.encode()
        self._digest.update(told)
        self._lines += 1
        self._size += len(told)
        self._target.write(told)

    def write_rows(self, rows: Iterable[Sequence[str]]) -> None:
        self._writer.writerows(rows)

    def written(self) -> Written:
        return Written(self._lines - 1, self._size, self._digest.hexdigest())


async def rows_of(
    connection: asyncpg.pool.PoolConnectionProxy,
    query: Query,
    values: Mapping[str, Any],
    tellers: Sequence[Any],
) -> AsyncIterator[Iterable[Sequence[str]]]:
    """The rows of one file as cells, some at a time; they are told where they are written."""
    cursor = await connection.cursor(query.sql, *query.arguments(values))
    while found := await cursor.fetch(BATCH):
        yield ([tell(value) for tell, value in zip(tellers, row, strict=True)] for row in found)


async def all_at_once(rows: Iterable[Sequence[str]]) -> AsyncIterator[Iterable[Sequence[str]]]:
    yield [[defused(cell) for cell in row] for row in rows]
