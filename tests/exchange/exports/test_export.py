"""The export over HTTP: who may, what of which year, and that it holds together."""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import jsonschema_rs
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.exports.files import FILES
from ok_api.rules.words import Phase, TrajectoryStatus
from ok_api.tables import Attendance
from tests import factories as make
from tests.callers import Callers
from tests.contract.seed import seed
from tests.exchange.exports.reading import ADDRESS, Tables, package, tables, texts


async def test_nobody_gets_it(client: httpx.AsyncClient) -> None:
    assert (await client.get(ADDRESS)).status_code == 401


@pytest.mark.parametrize("role", ["board", "school", "expert", "evaluator", "subsidy"])
async def test_who_works_in_the_programme_does_not_get_it(callers: Callers, role: str) -> None:
    answer = await callers.as_(role, "x@example.org", schools=["99ZZ01"]).get(ADDRESS)
    assert answer.status_code == 403
    assert answer.json()["allowedRoles"] == ["office", "research"]


@pytest.mark.parametrize(
    ("query", "code"),
    [("schoolYear=2025", "pattern"), ("phase=pilot", "extra_forbidden")],
)
async def test_only_a_school_year_can_be_asked_for(callers: Callers, query: str, code: str) -> None:
    answer = await callers.research.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 400
    assert [flaw["code"] for flaw in answer.json()["errors"]] == [code]


async def test_a_year_that_is_none_is_refused(callers: Callers) -> None:
    assert (await callers.research.get(f"{ADDRESS}?schoolYear=2025-2027")).status_code == 400


async def test_it_is_no_json(callers: Callers) -> None:
    answer = await callers.research.get(ADDRESS, headers={"Accept": "application/json"})
    assert answer.status_code == 406


async def test_an_empty_programme_has_all_its_files(callers: Callers) -> None:
    answer = await callers.research.get(ADDRESS)
    found = texts(answer)
    assert [f"{file.name}.csv" for file in FILES] == list(found)[: len(FILES)]
    assert {*found} - {f"{file.name}.csv" for file in FILES} == {
        "dictionary.csv",
        "datapackage.json",
        "README.txt",
    }
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    assert int(answer.headers["content-length"]) == len(answer.content)
    told = answer.headers["content-disposition"]
    assert re.fullmatch(r'attachment; filename="ontwikkelkracht-[0-9-]{10}\.zip"', told)


async def test_head_tells_the_name_only(callers: Callers) -> None:
    answer = await callers.research.head(f"{ADDRESS}?schoolYear=2025-2026")
    assert (answer.status_code, answer.content) == (200, b"")
    assert "ontwikkelkracht-2025-2026-" in answer.headers["content-disposition"]


async def test_every_reference_leads_somewhere(callers: Callers, session: AsyncSession) -> None:
    assert (await seed(session, callers.office)).status_code == 201
    answer = await callers.research.get(ADDRESS)
    told = tables(answer)
    empty = [name for name, rows in told.items() if not rows]
    assert not empty
    assert not list(_astray(told))


def _astray(told: Tables) -> Iterator[str]:
    for file in FILES:
        for column in file.columns:
            if column.refers_to is not None:
                known = {row[f"{column.kind}_id"] for row in told[column.refers_to]} | {""}
                yield from (
                    f"{file.name}.{column.name}: {row[column.name]}"
                    for row in told[file.name]
                    if row[column.name] not in known
                )


async def test_office_and_research_get_the_same_twice(
    callers: Callers, session: AsyncSession
) -> None:
    await seed(session, callers.office)
    first, again = (
        texts(await callers.research.get(ADDRESS)),
        texts(await callers.office.get(ADDRESS)),
    )
    for name in first:
        if name.endswith(".csv"):
            assert first[name] == again[name], name


async def test_a_pseudonym_stays_when_the_programme_goes_on(
    callers: Callers, session: AsyncSession
) -> None:
    await seed(session, callers.office)
    before = tables(await callers.research.get(ADDRESS))
    await make.make_enrolment(session, await make.make_trajectory(session))
    await session.commit()
    after = tables(await callers.research.get(ADDRESS))
    for name in ("schools", "participations", "enrolments", "sessions"):
        was = {next(iter(row.values())) for row in before[name]}
        now = {next(iter(row.values())) for row in after[name]}
        assert was <= now, name
    assert len(after["enrolments"]) == len(before["enrolments"]) + 1


async def test_figures_are_exact_and_days_are_dutch(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make.make_participation(session, phase=Phase.PILOT)
    late = datetime(2025, 10, 1, 22, 30, tzinfo=UTC)
    await make.make_session(session, participation, starts_at=late)
    await make.make_enrolment(session, await make.make_trajectory(session, participation))
    await make.make_knowledge_activity(session, participation, held_on=date(2026, 2, 17))
    await session.commit()
    told = tables(await callers.research.get(ADDRESS))
    granted = told["facilitations"][0]
    assert (granted["granted_fte"], granted["granted_days"]) == ("1", "200")
    assert (granted["realised_schools"], granted["realised_fte"]) == ("1", "0.5")
    assert granted["realised_days"] == "100"
    assert [row["held_on"] for row in told["sessions"]] == ["2025-10-02"]
    assert [row["held_in"] for row in told["knowledge_activities"]] == ["2026-02"]


async def test_one_year_has_its_rows_and_what_they_refer_to(
    callers: Callers, session: AsyncSession
) -> None:
    earlier = await make.make_participation(session, phase=Phase.PILOT, school_year="2025-2026")
    await make.make_programme_year(session, earlier, school_year="2026-2027")
    await make.make_session(session, earlier)
    follows = await make.make_trajectory(
        session, earlier, school_year="2027-2028", status=TrajectoryStatus.READY
    )
    enrolment = await make.make_enrolment(session, follows)
    intake = await make.make_session(
        session,
        earlier,
        school_year="2026-2027",
        learning_trajectory_id=follows.id,
        starts_at=datetime(2027, 5, 1, 9, tzinfo=UTC),
    )
    session.add(
        Attendance(
            session_id=intake.id, enrolment_id=enrolment.id, present=True, participant_count=3
        )
    )
    await make.make_participation(session)
    await session.commit()
    answer = await callers.research.get(f"{ADDRESS}?schoolYear=2026-2027")
    told = tables(answer)
    assert not list(_astray(told))
    assert [row["school_year"] for row in told["programme_years"]] == ["2026-2027"]
    assert [row["school_year"] for row in told["sessions"]] == ["2026-2027"]
    assert [row["school_year"] for row in told["learning_trajectories"]] == ["2027-2028"]
    assert [len(told[name]) for name in ("participations", "applications", "schools")] == [1, 1, 2]
    assert "school year 2026-2027" in texts(answer)["README.txt"]


async def test_the_package_describes_what_is_there(callers: Callers, session: AsyncSession) -> None:
    await seed(session, callers.office)
    answer = await callers.research.get(ADDRESS)
    found, told = texts(answer), package(answer)
    assert told["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert re.fullmatch(r"[0-9-]{10}T[0-9:]{8}Z", told["created"])
    names = [resource["name"] for resource in told["resources"]]
    for resource in told["resources"]:
        content = found[resource["path"]].encode()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        header = content.decode().partition("\r\n")[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        for key in resource["schema"].get("foreignKeys", []):
            assert key["reference"].get("resource", resource["name"]) in names
            assert {*key["fields"]} <= {*header}


async def test_every_cell_is_what_its_schema_says(callers: Callers, session: AsyncSession) -> None:
    await seed(session, callers.office)
    answer = await callers.research.get(ADDRESS)
    found = tables(answer)
    for resource in package(answer)["resources"]:
        fields, rows = resource["schema"]["fields"], found[resource["name"]]
        assert rows, resource["name"]
        for field in fields:
            for row in rows:
                _check(field, row[field["name"]])
        key = resource["schema"].get("primaryKey")
        if key is not None:
            assert len({tuple(row[name] for name in key) for row in rows}) == len(rows)


FORMS: dict[str, str] = {
    "string": r"[^\0]*",
    "boolean": "true|false",
    "integer": "-?[0-9]+",
    "number": r"-?[0-9]+(\.[0-9]+)?",
    "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "yearmonth": "[0-9]{4}-[0-9]{2}",
}


def _check(field: dict[str, Any], cell: str) -> None:
    constraints = field.get("constraints", {})
    if cell == "":
        assert not constraints.get("required"), field["name"]
        return
    assert re.fullmatch(FORMS[field["type"]], cell), (field["name"], cell)
    assert cell in constraints.get("enum", [cell]), (field["name"], cell)
    assert re.search(constraints.get("pattern", ""), cell), (field["name"], cell)


PROFILE = {
    "type": "object",
    "required": ["$schema", "name", "title", "created", "resources"],
    "properties": {
        "name": {"pattern": "^[a-z0-9._-]+$"},
        "created": {"format": "date-time"},
        "resources": {
            "minItems": 1,
            "items": {
                "required": ["name", "type", "path", "encoding", "format", "schema", "hash"],
                "properties": {
                    "name": {"pattern": "^[a-z0-9._-]+$"},
                    "type": {"const": "table"},
                    "path": {"pattern": "^[a-z_]+[.]csv$"},
                    "schema": {
                        "required": ["fields"],
                        "properties": {
                            "fields": {
                                "minItems": 1,
                                "items": {
                                    "required": ["name", "type", "description"],
                                    "properties": {"type": {"enum": list(FORMS)}},
                                },
                            },
                            "primaryKey": {"type": "array", "items": {"type": "string"}},
                            "foreignKeys": {
                                "items": {
                                    "required": ["fields", "reference"],
                                    "properties": {
                                        "fields": {"type": "array", "minItems": 1},
                                        "reference": {"required": ["fields"]},
                                    },
                                }
                            },
                        },
                    },
                },
            },
        },
    },
}
"""What the Data Package standard asks of a package of tables, as far as it concerns ours."""


async def test_the_package_keeps_to_the_standard(callers: Callers) -> None:
    validator = jsonschema_rs.Draft202012Validator(PROFILE, validate_formats=True)
    told = package(await callers.research.get(ADDRESS))
    assert not [error.message for error in validator.iter_errors(told)]


async def test_the_readme_counts_the_rows(callers: Callers, session: AsyncSession) -> None:
    await seed(session, callers.office)
    answer = await callers.research.get(ADDRESS)
    told = texts(answer)["README.txt"]
    for name, rows in tables(answer).items():
        assert re.findall(rf"^ +([0-9]+)  {name}\.csv ", told, re.MULTILINE) == [str(len(rows))] * 2
    assert "R-FAC-2" in told
    assert "key-" in told
