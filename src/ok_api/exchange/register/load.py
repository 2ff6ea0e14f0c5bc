"""Take over one list into the register."""

import json
from asyncio import to_thread
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from io import SEEK_END
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import asyncpg

from ok_api.exchange.register import merge, queries, refusing
from ok_api.exchange.register.formats import ListFormat
from ok_api.exchange.register.headers import Ignores, format_of, never
from ok_api.exchange.register.merge import Load
from ok_api.exchange.register.reading import Lines, Record, Records
from ok_api.exchange.register.report import Flawed, RegisterReport
from ok_api.exchange.register.rows import RegionCodes, Row, RowReader
from ok_api.rules.words import RegionKind

BATCH = 2_000

OnProgress = Callable[[int, int | None], None]
"""Told after each batch: the bytes read so far, and all there are when that can be known."""
RowsOf = Callable[[RegionCodes], Iterator[Row]]
OnBatch = Callable[[Sequence[Row]], Awaitable[None]]


@dataclass(frozen=True)
class SentList:
    """A file as a list that is known; its rows are read once the register's regions are."""

    known: ListFormat
    rows: RowsOf
    lines: Lines | None = None
    """Of a text file that is read line by line, which tell its encoding and how far that is."""


ReadList = Callable[[BinaryIO], SentList]


def listed(header: Sequence[str], records: Iterator[Record], ignores: Ignores = never) -> SentList:
    """Raises `InvalidInput` for a header that no known list has."""
    known = format_of(header, ignores)

    def rows(region_codes: RegionCodes) -> Iterator[Row]:
        return map(RowReader(known, header, region_codes).read, records)

    return SentList(known, rows)


def duo_list(stream: BinaryIO, separator: str = ";") -> SentList:
    """As DUO publishes its lists. Raises `InvalidInput` for what is none of them."""
    lines = Lines(stream)
    records = iter(Records(lines, separator, prose=False))
    return replace(listed(next(records, Record(1, [])).cells, records), lines=lines)


async def load_register(
    connection: asyncpg.Connection,
    source: BinaryIO | Path,
    *,
    reference_date: date,
    actor: str,
    reason: str | None = None,
    on_progress: OnProgress | None = None,
    accept_shrinkage: bool = False,
    read: ReadList = duo_list,
) -> RegisterReport:
    """Bring the register up to date with one file, as of its reference date.

    Works in the transaction that the caller has opened, and leaves it to the caller to commit.
    To only see what a file would do, roll back: the report is the same.

    Raises `InvalidInput` for a file that is no known list, and `WrongState` for a list older than
    the one loaded last, or one that would close more than half of the schools that it listed
    before, unless `accept_shrinkage`. The register itself has not been written to by then, only
    temporary tables. A row that is wrong never raises: it stands in the report.
    """
    with _opened(source) as (stream, size):
        sent = read(stream)
        load = Load(
            sent.known, reference_date, actor, reason or f"{sent.known.kind} {reference_date}"
        )

        async def tell(_batch: Sequence[Row]) -> None:
            if on_progress:
                on_progress(sent.lines.bytes_read if sent.lines else stream.tell(), size)

        report = await load_list(connection, load, sent.rows, tell, accept_shrinkage)
    if sent.lines:
        report.encoding = sent.lines.encoding or "ascii"
    return report


async def load_list(
    connection: asyncpg.Connection,
    load: Load,
    rows: RowsOf,
    on_batch: OnBatch,
    accept_shrinkage: bool,
) -> RegisterReport:
    """As `load_register`, for rows from wherever.

    What became of each of them stands in `register_staging` and `register_changes` until the
    caller's transaction ends.
    """
    if not connection.is_in_transaction():
        raise RuntimeError("a load needs a transaction of its caller")
    await queries.begin(connection)
    await _refuse_older(connection, load)
    gathered = Gathered(RegisterReport(load.known.kind, load.reference_date))
    read = rows(await queries.region_codes(connection))
    async for batch in _stage(connection, read, gathered):
        await on_batch(batch)
    await _tell_absence(connection, load, gathered, accept_shrinkage)
    await _merge(connection, load, gathered)
    return gathered.report


@dataclass
class Gathered:
    """What is known of the file as a whole while its rows go by."""

    report: RegisterReport
    sectors: set[str] = field(default_factory=set)
    regions: dict[tuple[RegionKind, str], str | None] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        self.report.rows += 1
        if not row.names_a_school:
            self.report.unclear += 1
        if row.refusals:
            self.report.refused.add(Flawed(row.line, row.code, tuple(row.refusals)))
        if row.remarks:
            self.report.remarks.add(Flawed(row.line, row.code, tuple(row.remarks)))
        if row.facts and "sector" in row.facts:
            self.sectors.add(row.facts["sector"])
        for kind, code, name in row.regions:
            self.regions[kind, code] = name or self.regions.get((kind, code))


async def _stage(
    connection: asyncpg.Connection, rows: Iterator[Row], gathered: Gathered
) -> AsyncIterator[Sequence[Row]]:
    """Copy the rows to the staging table batch by batch, one row for each school.

    A batch of a workbook takes a second to read, in which a worker must still show signs of life.
    """
    while batch := await to_thread(list, islice(rows, BATCH)):
        for row in batch:
            gathered.take(row)
        await connection.copy_records_to_table(
            "register_staging",
            columns=("line", "code", "facts"),
            records=[_staged(row) for row in batch if row.code and not row.again],
        )
        yield batch


def _staged(row: Row) -> tuple[int, str | None, str | None]:
    facts = None if row.facts is None else json.dumps(row.facts, ensure_ascii=False)
    return row.line, row.code, facts


async def _refuse_older(connection: asyncpg.Connection, load: Load) -> None:
    last = await queries.last_reference_date(connection, load.known.kind)
    if last and load.reference_date < last:
        raise refusing.older(load.known.kind, load.reference_date, last)


async def _tell_absence(
    connection: asyncpg.Connection, load: Load, gathered: Gathered, accept_shrinkage: bool
) -> None:
    """A list without a single good row is taken to cover all its sectors, and so to be empty.

    Of one with a row that is not clear nobody knows whom it does not name, so it closes nothing.
    """
    if not load.known.tells_existence:
        return
    if gathered.report.unclear:
        gathered.report.withheld = True
        return
    sectors = gathered.sectors or {sector.value for sector in load.known.sectors}
    await merge.find_absent(connection, load, sorted(sectors))
    shrunken = await queries.most_shrunken(connection, load.known.kind)
    if shrunken and not accept_shrinkage:
        raise refusing.shrunken(load.known.kind, *shrunken)


async def _merge(connection: asyncpg.Connection, load: Load, gathered: Gathered) -> None:
    report = gathered.report
    report.boards_created = await queries.store_boards(connection, load)
    created, renamed = await queries.store_regions(connection, load, gathered.regions)
    report.regions_created, report.regions_renamed = created, renamed
    await merge.merge(connection, load)
    await queries.describe(connection, report)
    await queries.end(connection)


@contextmanager
def _opened(source: BinaryIO | Path) -> Iterator[tuple[BinaryIO, int | None]]:
    """The stream, and its size in bytes when it can be known; closes only what it opened."""
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield stream, source.stat().st_size
        return
    size = None
    if source.seekable():
        start = source.tell()
        size = source.seek(0, SEEK_END) - start
        source.seek(start)
    yield source, size
