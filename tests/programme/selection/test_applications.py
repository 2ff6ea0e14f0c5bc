"""Applications: started for one's own approach, each member set by whom it belongs to."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import ApplicationStatus, Sector
from tests.callers import Callers
from tests.factories import make_application, make_expertise, make_round, make_school
from tests.programme.selection.ready import (
    CODE,
    make_exploring,
    make_in_order,
    make_open_round,
    make_own_expertise,
)
from tests.refusals import is_unknown


async def test_nobody_and_strangers_get_nowhere(callers: Callers, session: AsyncSession) -> None:
    address = f"/v1/applications/{(await make_exploring(session)).id}"
    await session.commit()
    assert (await callers.anonymous.get(address)).status_code == 401
    assert (await callers.anonymous.post("/v1/applications", json={})).status_code == 401
    assert (await callers.expert().get(address)).status_code == 403
    assert (await callers.evaluator().get("/v1/applications")).status_code == 403
    assert (await callers.research.post("/v1/applications", json={})).status_code == 403
    stranger = callers.school("99ZZ09")
    for path in ("", "/terms", "/transitions", "/steps", "/criteria", "/documents"):
        assert (await stranger.get(address + path)).status_code == 404, path
    change = await stranger.change("PATCH", address, {"contactName": "Ik"})
    assert change.status_code == 404
    assert (await stranger.get("/v1/applications?count=true")).json()["total"] == 0


async def test_a_school_starts_with_an_approach_of_its_own(
    callers: Callers, session: AsyncSession
) -> None:
    expertise = await make_own_expertise(session)
    selection_round = await make_open_round(session)
    await session.commit()
    new = {
        "selectionRoundId": str(selection_round.id),
        "expertiseId": str(expertise.id),
        "contactName": "Voorbeeld Persoon",
        "contactEmail": "persoon@example.org",
    }
    made = await callers.school(CODE).post("/v1/applications", json=new)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["status"], told["schoolYear"]) == ("exploring", "2026-2027")
    assert (told["schoolName"], told["expertiseTitle"]) == ("De Voorbeeldschool", expertise.title)
    assert told["participationId"] is None
    steps = (await callers.office.get(told["self"] + "/steps")).json()["items"]
    assert [(step["fromStatus"], step["toStatus"]) for step in steps] == [(None, "exploring")]
    assert steps[0]["takenBy"] == "school-99ZZ01@example.org"
    assert steps[0]["ruling"] is None
    board = callers.board("90001")
    assert (await board.get(told["self"])).json()["contactName"] == "Voorbeeld Persoon"


async def test_not_with_the_approach_of_another_school(
    callers: Callers, session: AsyncSession
) -> None:
    published = await make_expertise(session)
    hidden = await make_expertise(session, published=False)
    selection_round = await make_open_round(session)
    await session.commit()
    school = callers.school(CODE)
    for expertise, status in ((published, 403), (hidden, 400)):
        new = {"selectionRoundId": str(selection_round.id), "expertiseId": str(expertise.id)}
        assert (await school.post("/v1/applications", json=new)).status_code == status
    unknown = {"selectionRoundId": str(hidden.id), "expertiseId": str(published.id)}
    assert is_unknown(
        await callers.office.post("/v1/applications", json=unknown), "/selectionRoundId"
    )


async def test_a_closed_round_is_only_for_the_memory_of_the_office(
    callers: Callers, session: AsyncSession
) -> None:
    expertise = await make_own_expertise(session)
    selection_round = await make_round(session)
    await session.commit()
    new = {
        "selectionRoundId": str(selection_round.id),
        "expertiseId": str(expertise.id),
        "startedOn": "2025-03-20",
    }
    refused = await callers.school(CODE).post("/v1/applications", json=new)
    assert refused.status_code == 409
    assert refused.json()["closedAt"] == "2025-06-27T14:00:00Z"
    made = await callers.office.post("/v1/applications", json=new)
    steps = (await callers.office.get(made.json()["self"] + "/steps")).json()["items"]
    assert steps[0]["takenOn"] == "2025-03-20"


async def test_sixty_four_starts_make_one_application(
    callers: Callers, session: AsyncSession
) -> None:
    expertise = await make_own_expertise(session)
    selection_round = await make_open_round(session)
    await session.commit()
    new = {"selectionRoundId": str(selection_round.id), "expertiseId": str(expertise.id)}
    school = callers.school(CODE)
    answers = await asyncio.gather(*(school.post("/v1/applications", json=new) for _ in range(64)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [201] + [409] * 63
    refused = next(answer for answer in answers if answer.status_code == 409).json()
    assert refused["constraint"] == "uq_applications_one_running"
    assert (await school.get("/v1/applications?count=true")).json()["total"] == 1


async def test_after_a_withdrawal_a_school_may_try_again(
    callers: Callers, session: AsyncSession
) -> None:
    left = await make_exploring(
        session, status=ApplicationStatus.WITHDRAWN, motivation="Te druk dit jaar."
    )
    await session.commit()
    new = {"selectionRoundId": str(left.selection_round_id), "expertiseId": str(left.expertise_id)}
    assert (await callers.school(CODE).post("/v1/applications", json=new)).status_code == 201


async def test_the_school_sets_what_is_its_own(callers: Callers, session: AsyncSession) -> None:
    address = f"/v1/applications/{(await make_exploring(session)).id}"
    await session.commit()
    own = {
        "contactName": "Nieuw Persoon",
        "contactEmail": "nieuw@example.org",
        "formallyRegisteredOn": "2026-06-01",
    }
    told = await callers.school(CODE).change("PATCH", address, own)
    assert told.status_code == 200, told.text
    assert {name: told.json()[name] for name in own} == own


@pytest.mark.parametrize(
    "begun",
    [
        {"completion_asked_on": date(2026, 4, 10)},
        {"complete_on": date(2026, 4, 10)},
        {"status": ApplicationStatus.IN_SELECTION},
        {"status": ApplicationStatus.WITHDRAWN, "motivation": "Te druk."},
    ],
)
async def test_the_order_of_receipt_is_fixed_once_the_office_has_begun(
    callers: Callers, session: AsyncSession, begun: dict[str, Any]
) -> None:
    submitted_at = datetime(2026, 4, 1, 8, tzinfo=UTC)
    application = await make_exploring(session, submitted_at=submitted_at, **begun)
    await session.commit()
    address = f"/v1/applications/{application.id}"
    for caller in (callers.school(CODE), callers.board("90001")):
        for moment in ("2026-03-20T10:00:00+01:00", None):
            refused = await caller.change("PATCH", address, {"submittedAt": moment})
            assert refused.status_code == 409, refused.text
            assert refused.json()["type"] == "/v1/problem-types/wrong-state"
            assert refused.json()["members"] == ["submittedAt"]
            assert "order of receipt" in refused.json()["detail"]
        same = {"submittedAt": "2026-04-01T10:00:00+02:00", "contactName": "Voorbeeld"}
        assert (await caller.change("PATCH", address, same)).status_code == 200
    mended = {"submittedAt": "2026-03-20T10:00:00+01:00"}
    done = await callers.office.change("PATCH", address, mended, why="Bewijs van ontvangst")
    assert done.status_code == 200


async def test_the_formal_registration_is_fixed_after_the_intake(
    callers: Callers, session: AsyncSession
) -> None:
    accepted = await make_in_order(session, ApplicationStatus.ACCEPTED)
    await session.commit()
    other = {"formallyRegisteredOn": "2026-05-01"}
    refused = await callers.school(CODE).change("PATCH", f"/v1/applications/{accepted.id}", other)
    assert (refused.status_code, refused.json()["applicationStatus"]) == (409, "accepted")


async def test_a_member_of_the_office_is_refused_by_name(
    callers: Callers, session: AsyncSession
) -> None:
    address = f"/v1/applications/{(await make_exploring(session)).id}"
    await session.commit()
    mixed = {"contactName": "Wel", "trajectoryPart": "Niet", "otherRoles": ["co_creating"]}
    for caller in (callers.school(CODE), callers.board("90001")):
        refused = await caller.change("PATCH", address, mixed)
        assert refused.status_code == 403
        assert refused.json()["members"] == ["otherRoles", "trajectoryPart"]
        assert refused.json()["allowedRoles"] == ["office"]
        assert "the location's other roles" in refused.json()["detail"]
    assert (await callers.office.get(address)).json()["contactName"] is None
    done = await callers.office.change(
        "PATCH", address, mixed | {"otherRoles": ["co_creating"] * 2}
    )
    assert done.json()["otherRoles"] == ["co_creating"]


@pytest.mark.parametrize(
    ("changes", "flaws"),
    [
        (
            {"submittedAt": "2101-01-01T00:00:00Z", "formallyRegisteredOn": "2101-01-01"},
            {"/submittedAt": "in_the_future", "/formallyRegisteredOn": "in_the_future"},
        ),
        ({"completeOn": "2026-04-02"}, {"/completeOn": "before_submission"}),
        (
            {"submittedAt": "2026-04-01T10:00:00Z", "completionAskedOn": "2026-03-31"},
            {"/completionAskedOn": "before_submission"},
        ),
        (
            {
                "submittedAt": "2026-04-01T10:00:00Z",
                "completionAskedOn": "2026-04-09",
                "completeOn": "2026-04-08",
            },
            {"/completionAskedOn": "after_completion"},
        ),
        ({"contactEmail": "geen adres"}, {"/contactEmail": "not_an_email"}),
        ({"otherRoles": None, "submittedAt": "2026-04-01"}, {"/otherRoles": "not_a_list"}),
    ],
)
async def test_days_that_cannot_be(
    callers: Callers, session: AsyncSession, changes: dict[str, object], flaws: dict[str, str]
) -> None:
    address = f"/v1/applications/{(await make_exploring(session)).id}"
    await session.commit()
    answer = await callers.office.change("PATCH", address, changes, why="Overgenomen")
    assert answer.status_code == 400, answer.text
    told = {flaw["pointer"]: flaw["code"] for flaw in answer.json()["errors"]}
    assert flaws.items() <= told.items()


async def test_what_an_outcome_rests_on_stays(callers: Callers, session: AsyncSession) -> None:
    accepted = await make_in_order(session, ApplicationStatus.ACCEPTED)
    await session.commit()
    address = f"/v1/applications/{accepted.id}"
    refused = await callers.office.change("PATCH", address, {"trajectoryPart": "Iets anders."})
    assert refused.status_code == 409
    assert (refused.json()["status"], refused.json()["applicationStatus"]) == (409, "accepted")
    later = {"submittedAt": "2026-06-02T09:00:00+02:00", "contactName": None}
    done = await callers.office.change("PATCH", address, later, why="Bewijs van ontvangst")
    assert done.status_code == 200


async def test_a_change_names_its_version(callers: Callers, session: AsyncSession) -> None:
    application = await make_exploring(session)
    await session.commit()
    address = f"/v1/applications/{application.id}"
    body = {"contactName": "Voorbeeld"}
    assert (await callers.office.patch(address, json=body)).status_code == 428
    stale = await callers.office.patch(address, json=body, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    first = await callers.office.get(address)
    unchanged = await callers.office.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert unchanged.status_code == 304


async def test_research_counts_and_meets_nobody(callers: Callers, session: AsyncSession) -> None:
    application = await make_exploring(
        session,
        contact_name="Voorbeeld Persoon",
        contact_email="persoon@example.org",
        status=ApplicationStatus.WITHDRAWN,
        motivation="Voorbeeld Persoon is ziek.",
    )
    await session.commit()
    for caller in (callers.research, callers.subsidy):
        one = await caller.get(f"/v1/applications/{application.id}")
        page = await caller.get("/v1/applications")
        assert one.json()["status"] == "withdrawn"
        for told in (one.text, page.text):
            assert "Persoon" not in told
            assert "persoon@" not in told


async def test_complete_applications_come_in_order_of_receipt(
    callers: Callers, session: AsyncSession
) -> None:
    """R-SEL-5: by the day of completion, then of submission; what is not complete comes last."""
    selection_round = await make_open_round(session)
    marks = [(None, None), (2, 9), (2, 8), (None, 1), (1, 5)]
    made = []
    for complete, submitted in marks:
        made.append(
            await make_application(
                session,
                selection_round_id=selection_round.id,
                complete_on=complete and date(2026, 5, complete),
                submitted_at=submitted and datetime(2026, 4, submitted, tzinfo=UTC),
            )
        )
    await session.commit()
    ids = [str(application.id) for application in made]
    expected = [ids[4], ids[2], ids[1], ids[3], ids[0]]
    found = (await callers.office.get("/v1/applications")).json()
    assert [item["id"] for item in found["items"]] == expected
    paged, address = [], "/v1/applications?limit=2"
    while address:
        answer = await callers.office.get(address)
        paged += [item["id"] for item in answer.json()["items"]]
        address = answer.links.get("next", {}).get("url", "")
    assert paged == expected
    newest = await callers.office.get("/v1/applications?sort=-submittedAt,establishmentCode")
    assert [item["id"] for item in newest.json()["items"]][1:] == [ids[1], ids[2], ids[4], ids[3]]


async def test_filters(callers: Callers, session: AsyncSession) -> None:
    school = await make_school(session, sector=Sector.VO, establishment_code="99ZZ77")
    expertise = await make_expertise(session, school)
    soon = datetime.now(UTC) + timedelta(days=1)
    selection_round = await make_round(session, school_year="2027-2028", closes_at=soon)
    wanted = await make_application(
        session,
        expertise,
        selection_round_id=selection_round.id,
        status=ApplicationStatus.IN_SELECTION,
    )
    await make_exploring(session)
    await session.commit()
    for query in (
        "status=in_selection",
        f"selectionRoundId={selection_round.id}",
        "establishmentCode=99ZZ77",
        "schoolYear=2027-2028",
        "sector=VO&sector=SO",
    ):
        items = (await callers.office.get(f"/v1/applications?{query}")).json()["items"]
        assert [item["id"] for item in items] == [str(wanted.id)], query
    wrong = await callers.office.get("/v1/applications?status=done&colour=red")
    assert {flaw["parameter"] for flaw in wrong.json()["errors"]} == {"status", "colour"}
