"""Nothing that was typed, and nothing that another part of the API shows, leaves in the export."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import Column, ColumnClause
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql import coercions, roles, visitors

from ok_api.exchange.exports.columns import Column as Declared
from ok_api.exchange.exports.columns import File
from ok_api.exchange.exports.files import FILES
from ok_api.foundation.exports.cells import is_risky
from ok_api.rules.words import EvaluationStatus
from ok_api.tables import Base, School
from tests import factories as make
from tests.callers import Callers
from tests.contract.seed import seed
from tests.exchange.exports.marking import identities, mark
from tests.exchange.exports.reading import ADDRESS, tables, texts
from tests.programme.review.cases import year_of

TOLD_TEXTS = {"theme", "indicator", "instrument"}
"""Typed by hand, and told in words when many wrote the same; else as a pseudonym."""
DENIED = {
    "name",
    "email",
    "contact_name",
    "contact_email",
    "subject",
    "actor",
    "taken_by",
    "judged_by",
    "decided_by",
    "evaluator_subject",
    "evaluator_name",
    "motivation",
    "conclusion_motivation",
    "summary",
    "title",
    "location",
    "note",
    "remark",
    "street",
    "postal_code",
    "city",
    "phone",
    "website",
    "municipality_code",
    "municipality_name",
    "denomination",
    "school_type",
    "longitude",
    "latitude",
    "pupil_count",
    "improvement_question",
    "receipt",
    "content",
    "file_name",
    "web_address",
    "search_text",
    "search_vector",
    "created_at",
    "updated_at",
    "version",
}
EVALUATED = ("evaluations", "subject")
"""What was evaluated, a closed word; elsewhere a subject is a person."""


@pytest.mark.parametrize("query", ["", "?schoolYear=2025-2026"])
async def test_no_text_identity_or_code_of_the_database_leaves(
    callers: Callers, session: AsyncSession, dsn: str, query: str
) -> None:
    assert (await seed(session, callers.office)).status_code == 201
    assert len(await mark(dsn)) > 50
    answer = await callers.research.get(ADDRESS + query)
    known = await identities(dsn)
    assert len(known) > 20
    for name, content in texts(answer).items():
        folded = content.lower()
        assert "marker" not in folded, name
        assert "example.org" not in folded, name
        assert not {secret.lower() for secret in known} & _words_of(folded), name


def _words_of(content: str) -> set[str]:
    """What stands by itself: a code of five digits is met by chance inside a digest or a size."""
    told = re.sub(r'"(bytes|hash)": *("[^"]*"|[0-9]+)', "", content)
    return {*re.findall(r"[0-9a-z]+", told), *re.findall(r"[0-9a-f]+(?:-[0-9a-f]+){4}", told)}


def _clause(column: Declared) -> Any:
    """What the database is asked for; an attribute of a table stands for its column."""
    return coercions.expect(roles.ColumnsClauseRole, column.expression)


def _read_by(column: Declared) -> Iterator[tuple[str, str]]:
    for part in visitors.iterate(_clause(column)):
        if isinstance(part, ColumnClause) and part.table is not None:
            yield str(getattr(part.table, "name", "")), part.name


def test_a_code_is_found_where_it_stands_by_itself() -> None:
    told = _words_of(
        'a,41860,"in 99za01." 0190f1c2-8a3b-7c4d-9e5f-001122334455,x90042\n"bytes": 90043,'
    )
    assert {"41860", "99za01", "0190f1c2-8a3b-7c4d-9e5f-001122334455"} <= told
    assert not {"90042", "90043"} & told


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_no_declared_column_reads_what_may_not_leave(file: File) -> None:
    for column in file.columns:
        read = set(_read_by(column))
        assert read, column.name
        denied = {(table, name) for table, name in read if name in DENIED}
        assert denied <= {EVALUATED}, column.name


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_an_identity_or_a_text_only_leaves_as_a_pseudonym(file: File) -> None:
    """A declared text is a pseudonym, a closed word, a school year, or words that many share."""
    for column in file.columns:
        if column.kind is None:
            clause = _clause(column)
            assert not (isinstance(clause, Column) and _is_key(clause)), column.name
            if column.type == "string":
                assert column.words or column.pattern or column.name in TOLD_TEXTS, column.name


def _is_key(column: Column[Any]) -> bool:
    return column.primary_key or bool(column.foreign_keys)


def test_a_column_that_is_added_to_a_table_does_not_leave_by_itself() -> None:
    """What a file selects is what it declares, one for one."""
    for file in FILES:
        assert list(file.select().selected_columns.keys()) == file.header


def test_names_of_columns_that_are_denied_exist() -> None:
    """A renamed column would leave a hole in the list above."""
    columns = {column.name for table in Base.metadata.sorted_tables for column in table.columns}
    assert columns >= DENIED


async def test_drafts_of_evaluations_stay_at_home(callers: Callers, session: AsyncSession) -> None:
    """Also for the office: the export is what research may read, whoever asks."""
    participation = await make.make_participation(session)
    year = await year_of(session, participation)
    draft = {"status": EvaluationStatus.DRAFT, "conclusion": None, "completed_on": None}
    await make.make_evaluation(session, participation, year, **draft)
    await session.commit()
    assert tables(await callers.office.get(ADDRESS))["evaluations"] == []


async def test_schools_without_a_part_in_it_stay_at_home(
    callers: Callers, session: AsyncSession
) -> None:
    await make.make_expertise(session)
    await session.commit()
    told = tables(await callers.office.get(ADDRESS))
    assert (told["schools"], told["expertises"]) == ([], [])
    assert [row["school_count"] for row in told["national"]] == ["1"]


async def _in_utrecht(session: AsyncSession, count: int, **values: Any) -> list[School]:
    return [await make.make_school(session, **values) for _ in range(count)]


async def _applying(session: AsyncSession, *schools: School) -> None:
    for school in schools:
        await make.make_application(session, await make.make_expertise(session, school))
    await session.commit()


def _national(answer: httpx.Response) -> list[dict[str, str]]:
    return tables(answer)["national"]


def _places(answer: httpx.Response) -> list[tuple[str, str]]:
    return sorted((row["province"], row["size"]) for row in tables(answer)["schools"])


async def test_a_place_that_few_schools_share_is_not_told(
    callers: Callers, session: AsyncSession
) -> None:
    schools = await _in_utrecht(session, 9, pupil_count=200)
    await _applying(session, schools[0])
    assert _places(await callers.research.get(ADDRESS)) == [("", "")]


async def test_a_place_that_many_schools_share_is_told(
    callers: Callers, session: AsyncSession
) -> None:
    schools = await _in_utrecht(session, 10, pupil_count=200)
    await _applying(session, schools[0])
    assert _places(await callers.research.get(ADDRESS)) == [("NL-UT", "medium")]


async def test_what_is_hidden_hides_among_enough(callers: Callers, session: AsyncSession) -> None:
    """Two schools alone would be the only ones without a place: the smallest group hides too."""
    large = await _in_utrecht(session, 1, pupil_count=900)
    medium = await _in_utrecht(session, 11, pupil_count=200)
    small = await _in_utrecht(session, 12, pupil_count=20)
    abroad = await _in_utrecht(session, 1, pupil_count=20, province="Elders")
    await _applying(session, large[0], medium[0], small[0], abroad[0])
    answer = await callers.research.get(ADDRESS)
    told = _places(answer)
    assert told == [("", ""), ("", ""), ("", ""), ("NL-UT", "small")]
    counts = {(row["province"], row["size"]): row["school_count"] for row in _national(answer)}
    assert counts == {("", ""): "13", ("NL-UT", "small"): "12"}


async def test_every_place_that_is_told_is_shared(callers: Callers, session: AsyncSession) -> None:
    large = await _in_utrecht(session, 10, pupil_count=900, province="Elders")
    medium = await _in_utrecht(session, 11, pupil_count=200)
    small = await _in_utrecht(session, 12, pupil_count=20)
    frisian = await _in_utrecht(session, 10, pupil_count=None, province="Fryslân")
    await _applying(session, large[0], medium[0], small[0], frisian[0])
    answer = await callers.research.get(ADDRESS)
    told = [("", ""), ("NL-FR", ""), ("NL-UT", "medium"), ("NL-UT", "small")]
    assert _places(answer) == told
    assert sorted(int(row["school_count"]) for row in _national(answer)) == [10, 10, 11, 12]


async def test_a_theme_is_told_in_words_when_three_boards_use_them(
    callers: Callers, session: AsyncSession
) -> None:
    for number, theme in enumerate(["Lezen", "lezen ", "LEZEN", "De School van Jansen"]):
        school = await make.make_school(session, board_number=f"9000{number + 1}")
        await make.make_application(
            session, await make.make_expertise(session, school, theme=theme)
        )
    for number in range(3):
        school = await make.make_school(session, board_number=f"9000{number + 1}")
        await make.make_application(
            session, await make.make_expertise(session, school, theme="=cmd()")
        )
    await session.commit()
    told = tables(await callers.research.get(ADDRESS))["expertises"]
    assert sorted(row["theme"] for row in told) == [*[""] * 4, *["lezen"] * 3]
    assert len({row["theme_id"] for row in told}) == 3
    assert len({row["theme_id"] for row in told if row["theme"]}) == 1


async def test_no_cell_can_be_a_formula(callers: Callers, session: AsyncSession) -> None:
    await seed(session, callers.office)
    found = texts(await callers.research.get(ADDRESS))
    for name, content in found.items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(content, newline="")):
                assert not [cell for cell in row if is_risky(cell)], name
