"""From a file over HTTP to the rows of its report, by the worker itself."""

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.imports.rows import COLUMNS
from ok_api.rules.exchange_words import ImportKind
from tests.callers import Callers
from tests.exchange.imports.reading.test_workbooks import book
from tests.exchange.imports.rows.meetings import SHARED, attended, guided
from tests.exchange.imports.sending import XLSX, ended, lines, own, rows_of, send, sent, sheet
from tests.programme.learning.offers import GUIDE, LEARNER, make_offer

pytestmark = pytest.mark.usefixtures("worker")


async def test_who_may_not_enrol_one_may_not_enrol_many(callers: Callers) -> None:
    answer = await send(callers.research, b"establishmentCode\n99ZZ01\n", kind="enrolments")
    assert answer.status_code == 403


async def test_a_school_enrols_itself_from_a_file(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    row = {"learningTrajectoryId": offer.trajectory.id, "improvementQuestion": "Hoe lezen wij?"}
    content = own(*({**row, "establishmentCode": code, "rowId": code} for code in (GUIDE, LEARNER)))
    told = await sent(callers.school(GUIDE), content, kind="enrolments", unit="row")
    assert (told["status"], told["counts"]["refused"]) == ("applied", 1)
    refused, made = await rows_of(callers.school(GUIDE), told)
    problem = refused["problems"][0]
    assert (refused["rowId"], refused["mendedBy"]) == (GUIDE, "school")
    assert problem["type"] == "/v1/problem-types/rule-refused"
    assert problem["detail"] == "An expertise school does not enrol in its own trajectory."
    assert made["outcome"] == "created"


async def test_a_sheet_of_attendance_is_planned_and_carried_out(
    callers: Callers, session: AsyncSession
) -> None:
    await guided(session)
    rows = [attended("99ZZ11"), attended("99ZZ12")]
    content = sheet([list(rows[0]), *(list(row.values()) for row in rows)])
    planned = await sent(callers.office, content, XLSX, kind="sessions", mode="plan")
    assert planned["counts"] == {**planned["counts"], "rows": 2, "created": 1, "updated": 1}
    assert (await callers.office.get("/v1/sessions")).json()["items"] == []
    answer = await callers.office.post(f"{planned['self']}/application")
    assert answer.status_code == 202
    told = await ended(callers.office, planned["self"], "applied", "failed")
    assert told["status"] == "applied"
    (meeting,) = (await callers.office.get("/v1/sessions")).json()["items"]
    listed = await callers.office.get(meeting["attendances"])
    assert [one["participantCount"] for one in listed.json()["items"]] == [9, 9]


async def test_a_row_of_the_report_leads_to_what_it_became(
    callers: Callers, session: AsyncSession
) -> None:
    await guided(session)
    told = await sent(callers.school(GUIDE), own(SHARED), kind="sessions")
    (row,) = await rows_of(callers.school(GUIDE), told)
    answer: httpx.Response = await callers.school(GUIDE).get(f"/v1/sessions/{row['key']}")
    assert answer.json()["kind"] == "study_day"


WRONG: dict[str, tuple[list[str], dict[str, str]]] = {
    "boards": (["number", "name"], {"number": "extra_forbidden", "boardNumber": "missing"}),
    "applications": (
        ["schoolYear", "expertiseTitle", "titel"],
        {"titel": "extra_forbidden", "establishmentCode": "missing"},
    ),
    "enrolments": (
        ["rowId", "trajectoryTitle", "schoolYear", "schoolCode"],
        {
            "schoolCode": "extra_forbidden",
            "expertiseSchoolCode": "missing",
            "establishmentCode": "missing",
        },
    ),
    "sessions": (
        ["a", "startsAt", "attendance.present"],
        {"a": "extra_forbidden", "learningTrajectoryId": "missing", "kind": "missing"},
    ),
}


@pytest.mark.parametrize("kind", list(WRONG))
@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_a_wrong_header_is_one_problem_of_the_file(
    callers: Callers, kind: str, form: str
) -> None:
    header, flaws = WRONG[kind]
    values = ["1"] * len(header)
    content = (
        sheet([header, values, values]) if form == "xlsx" else own(*[dict.fromkeys(header, 1)] * 2)
    )
    media_type = XLSX if form == "xlsx" else "text/csv"
    told = await sent(callers.office, content, media_type, kind=kind, unit="row")
    problem = told["problem"]
    assert (told["status"], problem["status"]) == ("failed", 400)
    found = {flaw["pointer"].removeprefix("/"): flaw["code"] for flaw in problem["errors"]}
    assert found == flaws
    assert len(problem["errors"]) == len(flaws)
    assert f"The columns are rowId, {COLUMNS[ImportKind(kind)][1]}, " in problem["detail"]
    assert told["counts"]["rows"] == 0
    assert await rows_of(callers.office, told) == []


async def test_lines_of_json_are_refused_each_by_itself(callers: Callers) -> None:
    content = lines({"number": "1"}, {"boardNumber": "90001", "name": "Stichting"})
    told = await sent(callers.office, content, "application/jsonl", kind="boards", unit="row")
    assert (told["status"], told["counts"]["refused"]) == ("applied", 1)
    refused, made = await rows_of(callers.office, told)
    codes = {flaw["pointer"]: flaw["code"] for flaw in refused["problems"][0]["errors"]}
    assert codes == {"/number": "extra_forbidden", "/boardNumber": "missing"}
    assert made["outcome"] == "created"


async def test_the_sheet_stands_in_the_report_and_in_the_problem(callers: Callers) -> None:
    """Of what was taken over, of what was refused, and of what cannot be read further on."""
    for kind, header in (("boards", "boardNumber"), ("schools", "establishmentCode")):
        good = book({"Oud": ("hidden", [["x"]]), "Lijst": ("visible", [[header], ["90001"]])})
        told = await sent(callers.office, good, XLSX, kind=kind, unit="row")
        assert told["sheet"] == "Lijst", told
        wrong = book({"Toelichting": ("visible", [["Lees dit"]]), "Lijst": ("visible", [[header]])})
        headers = {"Accept-Language": "nl"}
        failed = await sent(callers.office, wrong, XLSX, kind=kind, unit="row")
        failed = (await callers.office.get(failed["self"], headers=headers)).json()
        assert failed["problem"]["detail"].startswith("Blad ‘Toelichting’: De kop ")
        assert failed["problem"]["sheet"] == failed["sheet"] == "Toelichting"
        (remark,) = failed["remarks"]
        assert remark["message"].endswith("niet gelezen: Lijst.")
    flood = book({"Lang": ("visible", [["boardNumber"], *[[None]] * 10_500, ["90002"]])})
    told = await sent(callers.office, flood, XLSX, kind="boards", unit="row")
    assert (told["status"], told["problem"]["sheet"], told["sheet"]) == ("failed", "Lang", "Lang")
