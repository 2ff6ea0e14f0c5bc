"""Columns that a kind does not know: refused, or passed over where the sender wants that."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.callers import Callers
from tests.exchange.imports.rows.meetings import SHARED, guided
from tests.exchange.imports.sending import XLSX, lines, own, rows_of, school, send, sent, sheet
from tests.exchange.register.lists import PO_HEADER, VO_HEADER, po_list, po_row, vo_list

pytestmark = pytest.mark.usefixtures("worker")
IGNORE = {"unknownColumns": "ignore"}
BOARD = {"boardNumber": "90001", "name": "Stichting", "Opmerking\n(intern)": "x", "leeg": ""}


def ignored(told: dict[str, Any]) -> list[str]:
    remarks = told["remarks"] or []
    return [one["pointer"] for one in remarks if one["code"] == "ignored_column"]


async def test_another_word_is_refused(callers: Callers) -> None:
    answer = await send(callers.office, own(BOARD), kind="boards", unknownColumns="skip")
    assert answer.status_code == 400
    (flaw,) = answer.json()["errors"]
    assert (flaw["parameter"], flaw["code"]) == ("unknownColumns", "enum")


async def test_unknown_columns_are_refused_unless_asked_otherwise(callers: Callers) -> None:
    for query in ({}, {"unknownColumns": "refuse"}):
        told = await sent(callers.office, own(BOARD), kind="boards", **query)
        assert told["status"] == "failed"
        assert told["unknownColumns"] == "refuse"
        assert {flaw["pointer"] for flaw in told["problem"]["errors"]} == {
            "/Opmerking (intern)",
            "/leeg",
        }


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_they_are_passed_over_and_told(callers: Callers, form: str) -> None:
    rows = [BOARD, {**BOARD, "boardNumber": "90002", "Opmerking\n(intern)": ""}]
    content = own(*rows) if form == "csv" else sheet([list(BOARD), *(r.values() for r in rows)])
    media_type = "text/csv" if form == "csv" else XLSX
    told = await sent(callers.office, content, media_type, kind="boards", **IGNORE)
    assert (told["status"], told["counts"]["created"]) == ("applied", 2), told
    assert told["unknownColumns"] == "ignore"
    assert ignored(told) == ["/Opmerking (intern)", "/leeg"]
    assert "‘Opmerking (intern)’" in told["remarks"][0]["message"]
    first, second = await rows_of(callers.office, told)
    assert [one["code"] for one in first["remarks"]] == ["ignored_columns"]
    assert first["remarks"][0]["message"] == "Passed over: Opmerking (intern)."
    assert second["remarks"] is None


async def test_what_is_needed_may_not_lack(callers: Callers) -> None:
    """It may be one of the unknown ones, misspelled."""
    told = await sent(callers.office, own({"boardnumber": "90001"}), kind="boards", **IGNORE)
    assert (told["status"], ignored(told)) == ("failed", ["/boardnumber"])
    assert [flaw["pointer"] for flaw in told["problem"]["errors"]] == ["/boardNumber"]


async def test_lines_of_json_are_each_told_what_was_passed_over(
    callers: Callers, session: AsyncSession
) -> None:
    """Also deep within."""
    await guided(session)
    attendance = {"establishmentCode": "99ZZ11", "present": True, "kleur": "blauw"}
    row = {**SHARED, "vak": {"a": 1}, "attendances": [attendance]}
    told = await sent(callers.office, lines(row), "application/jsonl", kind="sessions", unit="row")
    assert told["counts"]["refused"] == 1
    told = await sent(callers.office, lines(row), "application/jsonl", kind="sessions", **IGNORE)
    assert told["counts"]["created"] == 1, told
    (report,) = await rows_of(callers.office, told)
    assert report["remarks"][0]["message"] == "Passed over: vak.a, attendances/0/kleur."


@pytest.mark.parametrize("form", ["csv", "jsonl"])
async def test_schools_of_ones_own(callers: Callers, form: str) -> None:
    row = school("99ZZ01", directeur="Jansen")
    content = own(row) if form == "csv" else lines(row)
    media_type = "text/csv" if form == "csv" else "application/jsonl"
    told = await sent(callers.office, content, media_type, **IGNORE)
    assert (told["status"], told["counts"]["created"]) == ("applied", 1), told
    assert ignored(told) == (["/directeur"] if form == "csv" else [])
    (report,) = await rows_of(callers.office, told)
    assert [one["code"] for one in report["remarks"]] == ["ignored_columns"]


async def test_a_list_of_duo_with_a_column_more_is_that_list_still(callers: Callers) -> None:
    """It closes whom it does not name; and one of the other sector is not taken for it."""
    rows = [po_row(f"99ZZ0{n}") for n in range(3)]
    await sent(callers.office, po_list(*rows))
    content = own(*({"NOTITIE": "x", **row} for row in rows[:2]), separator=";")
    refused = await sent(callers.office, content)
    assert (
        "The list duo-po is nearest; missing: nothing; unexpected: NOTITIE."
        in (refused["problem"]["detail"])
    )
    told = await sent(callers.office, content, **IGNORE)
    counts = told["counts"]
    assert (counts["unchanged"], counts["absent"], ignored(told)) == (2, 1, ["/NOTITIE"])
    assert set(VO_HEADER) > set(PO_HEADER)
    vo = vo_list(po_row("98ZZ01")).replace(b"ONDERWIJSSTRUCTUUR", b"ONDERWIJSSTRUCTUUR;NOTITIE")
    vo = vo.replace(b"HAVO/VWO", b"HAVO/VWO;x")
    told = await sent(callers.office, vo, **IGNORE)
    assert (told["counts"]["created"], ignored(told)) == (1, ["/NOTITIE"]), told
    found = (await callers.anonymous.get("/v1/schools/98ZZ01")).json()
    assert (found["sector"], found["schoolType"]) == ("VO", "HAVO/VWO")
