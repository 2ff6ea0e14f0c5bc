"""One school, written in several ways over several ways in, is one and the same."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.callers import Callers
from tests.exchange.imports.sending import lines, own, sent
from tests.exchange.register.lists import po_list, po_row
from tests.programme.learning.offers import GUIDE, LEARNER, make_offer

pytestmark = pytest.mark.usefixtures("worker")

NFD = "De Cafe\u0301school\u200b  aan\u00a0\u202eZee"
WRITTEN: dict[str, Any] = {
    "name": NFD,
    "sector": "po",
    "boardNumber": "42",
    "street": "Hoofd\u00adstraat",
    "postalCode": "1234ab",
    "city": " Zee ",
    "municipalityCode": "42",
    "province": "friesland",
    "phone": "+31 (0)30-123 45 67",
    "website": "HTTPS://Www.Voorbeeld.NL/",
}
KEPT = {
    "name": "De Caféschool aan Zee",
    "sector": "PO",
    "boardNumber": "00042",
    "street": "Hoofdstraat",
    "postalCode": "1234 AB",
    "city": "Zee",
    "municipalityCode": "0042",
    "province": "Fryslân",
    "phone": "0301234567",
    "website": "https://www.voorbeeld.nl",
}
CELLS = {
    "VESTIGINGSNAAM": NFD,
    "BEVOEGD GEZAG NUMMER": "42",
    "STRAATNAAM": "Hoofd\u00adstraat",
    "POSTCODE": "1234ab",
    "PLAATSNAAM": " Zee ",
    "GEMEENTENUMMER": "42",
    "PROVINCIE": "friesland",
    "TELEFOONNUMMER": "030 1234567",
    "INTERNETADRES": "HTTPS://Www.Voorbeeld.NL/",
}


async def _stored(callers: Callers, code: str) -> dict[str, Any]:
    found = (await callers.anonymous.get(f"/v1/schools/{code}")).json()
    return {name: found[name] for name in KEPT}


async def test_what_has_no_form_is_refused_on_every_way_in(callers: Callers) -> None:
    wrong = {**WRITTEN, "name": "Frysl\ufffdn", "postalCode": "12 AB", "phone": "geen"}
    answer = await callers.office.put("/v1/schools/99ZZ01", json=wrong)
    assert answer.status_code == 400
    flaws = {flaw["pointer"]: flaw["code"] for flaw in answer.json()["errors"]}
    assert flaws == {"/name": "unreadable", "/postalCode": "postal_code", "/phone": "phone"}
    for content, media_type in (
        (own({"establishmentCode": "99ZZ01", **wrong}), "text/csv"),
        (lines({"establishmentCode": "99ZZ01", **wrong}), "application/jsonl"),
    ):
        told = await sent(callers.office, content, media_type, unit="row")
        assert told["counts"]["refused"] == 1
    assert (await callers.anonymous.get("/v1/schools/99ZZ01")).status_code == 404


async def test_every_way_in_keeps_the_same(callers: Callers) -> None:
    created = await callers.office.put("/v1/schools/99zz01", json=WRITTEN)
    assert (created.status_code, created.json()["self"]) == (201, "/v1/schools/99ZZ01")
    await sent(callers.office, own({"establishmentCode": "99zz02", **WRITTEN}))
    rows = lines({"establishmentCode": "99zz03", **WRITTEN})
    await sent(callers.office, rows, "application/jsonl")
    await sent(callers.office, po_list(po_row("99zz04", **CELLS), encoding="utf-8"))
    for code in ("99ZZ01", "99ZZ02", "99ZZ03", "99ZZ04"):
        assert await _stored(callers, code) == KEPT, code


async def test_two_lists_do_not_change_a_school_to_and_fro(callers: Callers) -> None:
    mine = own({"establishmentCode": "99zz01", **WRITTEN})
    theirs = po_list(po_row("99ZZ01", **CELLS), encoding="utf-8")
    await sent(callers.office, mine)
    await sent(callers.office, theirs)
    for content in (mine, theirs, mine, theirs):
        told = await sent(callers.office, content)
        assert told["counts"]["unchanged"] == 1, told


async def test_a_title_in_another_spelling_finds_its_row(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session, title="Le\u0301zen met café")
    await session.commit()
    trajectory = f"/v1/learning-trajectories/{offer.trajectory.id}"
    titled = await callers.office.change(
        "PATCH", trajectory, {"title": "Begrijpend lezen  in e\u0301e\u0301n jaar\u200b"}
    )
    assert titled.json()["title"] == "Begrijpend lezen in één jaar"
    row = {
        "trajectoryTitle": "Begrijpend  lezen in e\u0301e\u0301n jaar",
        "schoolYear": offer.trajectory.school_year,
        "expertiseSchoolCode": GUIDE.lower(),
        "establishmentCode": LEARNER.lower(),
        "improvementQuestion": "Hoe\r\nverder?",
    }
    told = await sent(callers.office, own(row), kind="enrolments")
    assert told["counts"]["created"] == 1, told
    found = (await callers.office.get(f"{trajectory}/enrolments")).json()["items"]
    assert [item["improvementQuestion"] for item in found] == ["Hoe\nverder?"]
