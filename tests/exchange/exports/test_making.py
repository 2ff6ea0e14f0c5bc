"""How it is made: from declarations that cannot drift, in bounded memory, of one moment."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.exports import dictionary, service
from ok_api.exchange.exports.archive import rows_of
from ok_api.exchange.exports.columns import File
from ok_api.exchange.exports.files import FILES
from ok_api.exchange.exports.pseudonyms import Kind, Pseudonyms, pattern
from ok_api.foundation.identity import SYSTEM
from ok_api.foundation.queries import Query
from ok_api.foundation.settings import Settings
from ok_api.rules.rulebook import rulebook
from tests import factories as make
from tests.callers import Callers
from tests.exchange.exports.reading import ADDRESS, tables

MANY = """
INSERT INTO sessions (id, participation_id, school_year, kind, starts_at, dagdelen, mode, status)
SELECT gen_random_uuid(), $1, '2025-2026', 'study_day', '2025-10-01'::timestamptz
       + number * interval '1 second', 2, 'at_school', 'planned'
FROM generate_series(1, $2) AS number
"""


def test_pseudonyms_depend_on_key_kind_and_identity() -> None:
    one, other = Pseudonyms(b"one"), Pseudonyms(b"other")
    told = {
        one.of(Kind.SCHOOL, "99ZZ01"),
        one.of(Kind.SCHOOL, "99ZZ02"),
        one.of(Kind.BOARD, "99ZZ01"),
        other.of(Kind.SCHOOL, "99ZZ01"),
    }
    assert len(told) == 4
    assert len({name.partition("-")[2] for name in told}) == 4
    assert one.of(Kind.SCHOOL, "99ZZ01") == Pseudonyms(b"one").of(Kind.SCHOOL, "99ZZ01")
    assert one.fingerprint != other.fingerprint
    assert pattern(Kind.SCHOOL) == "^school-[0-9a-f]{16}$"


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_a_declaration_is_whole(file: File) -> None:
    names = file.header
    assert len(names) == len(set(names))
    assert {*file.key} <= {*names}
    for column in file.columns:
        assert column.about.nl
        assert column.about.en
        assert {*column.rules} <= rulebook().keys(), column.name
        if column.refers_to:
            target = next(other for other in FILES if other.name == column.refers_to)
            assert target.key == (f"{column.kind}_id",)


def test_the_dictionary_has_a_row_for_each_column() -> None:
    rows = [dict(zip(dictionary.MEMBERS, row, strict=True)) for row in dictionary.entries(FILES)]
    assert [(row["file"], row["column"]) for row in rows] == [
        (f"{file.name}.csv", column.name) for file in FILES for column in file.columns
    ]
    granted = next(row for row in rows if row["column"] == "granted_days")
    assert granted["rules"] == "R-FAC-1 R-FAC-2 R-FAC-3"
    assert "0,8" in granted["source"]
    sector = next(row for row in rows if row["column"] == "sector")
    assert sector["values_nl"].startswith("PO: Basisscholen")


async def _sessions(session: AsyncSession, dsn: str, count: int) -> None:
    participation = await make.make_participation(session)
    await session.commit()
    admin = await asyncpg.connect(dsn)
    await admin.execute(MANY, participation.id, count)
    await admin.close()


async def _peak(app: FastAPI, settings: Settings) -> int:
    tracemalloc.start()
    try:
        database = app.state.services.database
        with await service.export_programme(database, settings, SYSTEM, None):
            return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


async def test_memory_does_not_grow_with_the_programme(
    app: FastAPI, session: AsyncSession, dsn: str, settings: Settings
) -> None:
    await _peak(app, settings)
    await _sessions(session, dsn, 1000)
    little = await _peak(app, settings)
    await _sessions(session, dsn, 5000)
    assert await _peak(app, settings) < little + 524_288


async def test_all_files_are_of_one_moment(
    callers: Callers, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A participation that comes in while the files are written is in none of them."""
    await make.make_participation(session)
    await session.commit()
    written: list[str] = []

    async def interrupted(connection: Any, query: Query, *given: Any) -> AsyncIterator[Any]:
        if len(written) == 1:
            await make.make_session(session, await make.make_participation(session))
            await session.commit()
        written.append(query.sql)
        async for rows in rows_of(connection, query, *given):
            yield rows

    with monkeypatch.context() as patch:
        patch.setattr(service, "rows_of", interrupted)
        during = tables(await callers.research.get(ADDRESS))
    assert len(written) == len(FILES)
    assert (len(during["participations"]), len(during["sessions"])) == (1, 0)
    after = tables(await callers.research.get(ADDRESS))
    assert (len(after["participations"]), len(after["sessions"])) == (2, 1)


async def test_what_fails_halfway_is_a_problem_and_no_half_file(
    callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> AsyncIterator[Any]:
        yield [["x"]]
        raise ConnectionError

    monkeypatch.setattr(service, "rows_of", broken)
    answer = await callers.research.get(ADDRESS)
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"


async def test_several_at_once_each_get_theirs(callers: Callers, session: AsyncSession) -> None:
    await make.make_participation(session)
    await session.commit()
    answers = await asyncio.gather(*(callers.research.get(ADDRESS) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
