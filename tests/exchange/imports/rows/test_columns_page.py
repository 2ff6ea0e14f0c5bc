"""The page on columns: its tables name every column there is, and its examples are imported."""

import re
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.imports import schools
from ok_api.exchange.imports.reading import opened
from ok_api.exchange.imports.rows import COLUMNS
from ok_api.rules.exchange_words import ImportKind, ImportStatus
from ok_api.tables import School
from tests.exchange.imports.rows.sending import Imports, going_on
from tests.factories import make_enrolment, make_expertise, make_round, make_school
from tests.programme.learning.offers import LEARNER, STRANGER, make_offer

PAGE = (Path(__file__).parents[4] / "docs" / "import-columns.md").read_text(encoding="utf-8")
MEDIA_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl"}


def section(kind: ImportKind) -> str:
    return PAGE.partition(f"\n## {kind.value}\n")[2].partition("\n## ")[0]


def example(kind: ImportKind, form: str) -> str:
    return section(kind).partition(f"```{form}\n")[2].partition("```")[0]


async def nothing(_session: AsyncSession) -> None:
    """The example begins on an empty register."""


async def prepare_applications(session: AsyncSession) -> None:
    await make_round(session, title="Eerste ronde")
    for code, title in (("99ZZ01", "Lezen om te leren"), ("99ZZ02", "Rekenen met inzicht")):
        school = await make_school(session, establishment_code=code)
        await make_expertise(session, school, title=title)


async def prepare_enrolments(session: AsyncSession) -> None:
    await make_offer(session)


async def prepare_sessions(session: AsyncSession) -> None:
    offer = await make_offer(session)
    for code in (LEARNER, STRANGER):
        school = await session.get_one(School, code)
        await make_enrolment(session, offer.trajectory, school)


PREPARE: dict[ImportKind, Callable[[AsyncSession], Awaitable[None]]] = {
    ImportKind.BOARDS: nothing,
    ImportKind.APPLICATIONS: prepare_applications,
    ImportKind.ENROLMENTS: prepare_enrolments,
    ImportKind.SESSIONS: prepare_sessions,
}


@pytest.mark.parametrize("kind", list(COLUMNS))
def test_the_table_names_every_column_and_no_other(kind: ImportKind) -> None:
    told = re.findall(r"^\| `([^`]+)` \|", section(kind), re.MULTILINE)
    assert len(told) == len(set(told))
    assert set(told) == set(COLUMNS[kind])


@pytest.mark.parametrize("kind", list(PREPARE))
async def test_the_examples_are_imported(
    imports: Imports, session: AsyncSession, tmp_path: Path, kind: ImportKind
) -> None:
    """Both forms tell the same, so the second finds everything as it is."""
    await PREPARE[kind](session)
    await session.commit()
    outcomes = {}
    for form, media_type in MEDIA_TYPES.items():
        path = tmp_path / form
        path.write_text(example(kind, form), encoding="utf-8")
        imported = await imports.begin(kind, media_type=media_type)
        with opened(path, media_type) as file:
            await imports.run(imported, file.rows)
        assert imported.status is ImportStatus.APPLIED
        report = await imports.report(imported)
        assert [row.flaws for row in report] == [None] * len(report)
        assert all(row.row_id for row in report)
        outcomes[form] = {row.outcome.value for row in report}
    assert "created" in outcomes["csv"]
    assert outcomes["jsonl"] == {"unchanged"}


async def test_the_example_of_schools_is_imported(imports: Imports, tmp_path: Path) -> None:
    for form, media_type, count in (("csv", "text/csv", 2), ("jsonl", "application/jsonl", 0)):
        path = tmp_path / form
        path.write_text(example(ImportKind.SCHOOLS, form), encoding="utf-8")
        imported = await imports.begin(
            ImportKind.SCHOOLS, media_type=media_type, reference_date=date(2026, 8, 1)
        )
        await schools.run(imports.tools, imported, path, going_on)
        await imports.session.refresh(imported)
        assert (imported.row_count, imported.refused_count) == (2, 0)
        assert imported.created_count == count
