"""Accepting: in time and with a place, or explained (R-SEL-4 to R-SEL-7; comply or explain)."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import ApplicationStatus, CriterionKey, Judgement
from ok_api.tables import Application, SelectionRound
from tests.callers import Caller, Callers
from tests.factories import make_application, make_criterion, make_round
from tests.programme.selection.ready import (
    CODE,
    IN_TIME,
    SUBMITTED,
    make_in_order,
    make_own_expertise,
)

WHY = "De school diende op papier in, en dat bleef liggen."
COHORT = {
    "school_year": "2023-2024",
    "opens_at": datetime(2023, 3, 1, 8, tzinfo=UTC),
    "closes_at": datetime(2023, 6, 30, 14, tzinfo=UTC),
}


def at(application: Application, path: str = "/transitions") -> str:
    return f"/v1/applications/{application.id}{path}"


async def accept(office: Caller, application: Application, **more: Any) -> httpx.Response:
    body = {"to": "accepted", "takenOn": IN_TIME, **more}
    return await office.post(at(application), json=body)


async def intake(session: AsyncSession, code: str = CODE, **values: Any) -> Application:
    made = await make_in_order(session, ApplicationStatus.INTAKE, code, **values)
    await session.commit()
    return made


async def told(office: Caller, application: Application) -> dict[str, Any]:
    """The step to acceptance, as it may follow."""
    items = (await office.get(at(application))).json()["items"]
    found: dict[str, Any] = items[0]
    return found


def departed(ruling: dict[str, Any]) -> dict[str, str | None]:
    return {
        one["id"]: one["departure"]
        for one in ruling["conditions"]
        if one["kind"] == "norm" and not one["met"]
    }


@pytest.mark.parametrize(
    ("values", "day", "norm", "said"),
    [
        (
            {"submitted_at": datetime(2026, 6, 26, 14, 0, 1, tzinfo=UTC), "complete_on": None},
            IN_TIME,
            ["submitted_within_window", "application_complete_by_now"],
            "De subsidieaanvraag is niet compleet.",
        ),
        (
            {"submitted_at": datetime(2026, 3, 9, 7, tzinfo=UTC)},
            "2026-06-20",
            ["submitted_within_window", "application_completed_in_term", "decided_in_time"],
            "valt buiten de aanvraagperiode, die loopt van 9 maart 2026 om 09.00 uur",
        ),
        (
            {"submitted_at": None, "complete_on": None},
            IN_TIME,
            ["application_submitted"],
            "Er is geen subsidieaanvraag ingediend.",
        ),
        (
            {"complete_on": date(2026, 7, 5)},
            "2026-07-06",
            ["application_completed_in_term"],
            "was pas compleet op 5 juli 2026; dat kon tot en met 4 juli 2026",
        ),
        ({}, "2026-09-20", ["decided_in_time"], "liep tot en met 19 september 2026"),
    ],
)
async def test_late_incomplete_or_absent_takes_an_explanation(
    callers: Callers,
    session: AsyncSession,
    values: dict[str, Any],
    day: str,
    norm: list[str],
    said: str,
) -> None:
    application = await intake(session, **values)
    for motivation in ({}, {"motivation": None}):
        silent = await accept(callers.office, application, takenOn=day, **motivation)
        assert silent.status_code == 409, silent.text
        ruling = silent.json()["ruling"]
        assert departed(ruling) == dict.fromkeys(norm)
        assert ruling["conditions"][-1]["id"] == "departures_motivated"
        assert ruling["conditions"][-1]["evidence"]["departed"] == norm
        assert said in ruling["conditions"][-1]["missing"]["nl"]
    explained = await accept(callers.office, application, takenOn=day, motivation=WHY)
    assert explained.status_code == 201, explained.text
    (step,) = (await callers.office.get(at(application, "/steps"))).json()["items"]
    assert step["motivation"] == WHY
    assert departed(step["ruling"]) == dict.fromkeys(norm, WHY)


async def test_the_refusal_says_what_and_what_to_do(
    callers: Callers, session: AsyncSession
) -> None:
    application = await intake(session, submitted_at=None, complete_on=None)
    refused = await accept(callers.office, application)
    assert refused.json()["detail"] == (
        "The step to ‘accepted’ cannot be taken yet. No subsidy application was submitted."
        " Say in the motivation why the step is taken all the same."
    )
    body = {"to": "accepted", "takenOn": IN_TIME}
    dutch = {"Accept-Language": "nl"}
    refused = await callers.office.post(at(application), json=body, headers=dutch)
    assert refused.json()["detail"] == (
        "De stap naar ‘toegelaten’ kan nog niet. Er is geen subsidieaanvraag ingediend."
        " Leg in de motivering uit waarom de stap toch wordt gezet."
    )


async def test_in_order_it_takes_none(callers: Callers, session: AsyncSession) -> None:
    application = await intake(session)
    assert (await accept(callers.office, application)).status_code == 201


async def test_what_will_be_asked_is_told_beforehand(
    callers: Callers, session: AsyncSession
) -> None:
    application = await intake(session, submitted_at=None, complete_on=None)
    for caller in (callers.office, callers.school(CODE)):
        following = await told(caller, application)
        assert (following["to"], following["ruling"]["outcome"]) == ("accepted", "allowed")
        assert departed(following["ruling"]) == {"application_submitted": None}
        assert [asked["en"] for asked in following["asks"]] == [
            "an explanation for each norm that is not met"
        ]


@pytest.mark.parametrize(
    ("values", "day", "code"),
    [
        ({"complete_on": date(2026, 6, 25)}, "2026-06-24", "before_completion"),
        ({"submitted_at": SUBMITTED, "complete_on": None}, "2026-06-19", "before_submission"),
    ],
)
async def test_nobody_is_accepted_before_it_applied(
    callers: Callers, session: AsyncSession, values: dict[str, Any], day: str, code: str
) -> None:
    """Not with an explanation either: the days follow each other."""
    application = await intake(session, **values)
    refused = await accept(callers.office, application, takenOn=day, motivation=WHY)
    assert refused.status_code == 400
    assert [(e["pointer"], e["code"]) for e in refused.json()["errors"]] == [("/takenOn", code)]


async def test_after_the_acceptance_its_days_stay_before_it(
    callers: Callers, session: AsyncSession
) -> None:
    application = await intake(session)
    await accept(callers.office, application)
    later = {"submittedAt": "2026-07-01T10:00:00+02:00", "completeOn": "2026-07-02"}
    refused = await callers.office.change("PATCH", at(application, ""), later, why="Nagekeken")
    assert {flaw["pointer"]: flaw["code"] for flaw in refused.json()["errors"]} == {
        "/submittedAt": "after_acceptance",
        "/completeOn": "after_acceptance",
    }
    mended = {"submittedAt": "2026-06-19T10:00:00+02:00", "completeOn": IN_TIME}
    done = await callers.office.change("PATCH", at(application, ""), mended, why="Nagekeken")
    assert done.status_code == 200, done.text


async def test_the_first_cohort_loads_without_a_judgement(
    callers: Callers, session: AsyncSession
) -> None:
    """2023-2024: before the first window and the first terms that are known."""
    cohort = await make_round(session, **COHORT)
    application = await intake(
        session, selection_round_id=cohort.id, submitted_at=None, complete_on=None
    )
    absent = await intake(
        session, "99ZZ05", selection_round_id=cohort.id, submitted_at=None, complete_on=None
    )
    then = {"submittedAt": "2023-05-10T12:00:00+02:00", "completeOn": "2023-06-20"}
    put = await callers.office.change("PATCH", at(application, ""), then, why="Uit het archief")
    assert put.status_code == 200, put.text
    terms = (await callers.office.get(at(application, "/terms"))).json()
    assert (terms["submittedAt"], terms["completeOn"]) == (
        "2023-05-10T10:00:00Z",
        "2023-06-20",
    )
    assert (terms["completeBy"], terms["decideBy"], terms["ruling"]) == (None, None, None)
    participation = ""
    for row, day in ((application, "2023-12-01"), (absent, "2023-06-25")):
        accepted = await accept(callers.office, row, takenOn=day)
        assert accepted.status_code == 201, accepted.text
        participation = accepted.json()["participation"]
        (step,) = (await callers.office.get(at(row, "/steps"))).json()["items"]
        assert departed(step["ruling"]) == {}
    year = f"{participation}/programme-years/2023-2024"
    assert (await callers.office.get(year)).json()["facilitation"]["granted"]["days"] == 160


async def test_a_failed_criterion_goes_on_to_the_intake_explained(
    callers: Callers, session: AsyncSession
) -> None:
    application = await make_in_order(session, ApplicationStatus.IN_SELECTION)
    other = await make_application(
        session,
        await make_own_expertise(session, "99ZZ05"),
        selection_round_id=application.selection_round_id,
        status=ApplicationStatus.IN_SELECTION,
    )
    for criterion in CriterionKey:
        failed = criterion is CriterionKey.GOOD_RESULTS
        judged = Judgement.NOT_MET if failed else Judgement.UNCLEAR
        await make_criterion(session, other, criterion, judgement=judged)
    await session.commit()
    office = callers.office
    assert (await office.post(at(application), json={"to": "intake"})).status_code == 201
    silent = await office.post(at(other), json={"to": "intake"})
    assert departed(silent.json()["ruling"]) == {"criteria_none_failed": None}
    body = {"to": "intake", "motivation": "De resultaten stijgen."}
    assert (await office.post(at(other), json=body)).status_code == 201


async def full(session: AsyncSession, places: int, taken: int) -> tuple[SelectionRound, list[str]]:
    """A round with so many places, of which so many are taken."""
    selection_round = await make_round(session, school_year="2026-2027", places=places)
    codes = [f"98ZZ{number:02}" for number in range(taken)]
    for code in codes:
        await make_application(
            session,
            await make_own_expertise(session, code),
            selection_round_id=selection_round.id,
            status=ApplicationStatus.ACCEPTED,
        )
    return selection_round, codes


async def test_a_round_shows_who_was_accepted_and_what_is_left(
    callers: Callers, session: AsyncSession
) -> None:
    selection_round, _ = await full(session, places=3, taken=2)
    other = await make_round(session)
    application = await intake(session, selection_round_id=selection_round.id)
    address = f"/v1/selection-rounds/{selection_round.id}"
    school = callers.school(CODE)
    first = await school.get(address)
    assert (first.json()["acceptedCount"], first.json()["placesLeft"]) == (2, 1)
    await accept(callers.office, application)
    seen = {"If-None-Match": first.headers["etag"]}
    second = await school.get(address, headers=seen)
    assert second.status_code == 200, "the ETag follows what is told"
    assert (second.json()["acceptedCount"], second.json()["placesLeft"]) == (3, 0)
    items = (await school.get("/v1/selection-rounds")).json()["items"]
    left = {item["id"]: (item["acceptedCount"], item["placesLeft"]) for item in items}
    assert left == {str(selection_round.id): (3, 0), str(other.id): (0, 10)}
    fewer = await callers.office.change("PATCH", address, {"places": 1})
    assert (fewer.json()["acceptedCount"], fewer.json()["placesLeft"]) == (3, 0)


async def test_more_schools_than_places_takes_an_explanation(
    callers: Callers, session: AsyncSession
) -> None:
    selection_round, _ = await full(session, places=2, taken=2)
    application = await intake(session, selection_round_id=selection_round.id)
    refused = await accept(callers.office, application)
    assert departed(refused.json()["ruling"]) == {"place_in_round": None}
    (norm,) = [c for c in refused.json()["ruling"]["conditions"] if c["id"] == "place_in_round"]
    assert norm["evidence"] == {"accepted": 2, "places": 2}
    assert norm["missing"]["nl"] == (
        "De ronde is vol: er zijn al 2 scholen toegelaten op 2 plaatsen."
    )
    assert norm["ruleId"] == "R-SEL-7"
    more = await accept(callers.office, application, motivation="Een school viel weg.")
    assert more.status_code == 201
    told = (await callers.office.get(f"/v1/selection-rounds/{selection_round.id}")).json()
    assert (told["acceptedCount"], told["placesLeft"]) == (3, 0)


async def test_of_many_acceptances_at_once_only_the_places_need_no_explanation(
    callers: Callers, session: AsyncSession
) -> None:
    selection_round, _ = await full(session, places=4, taken=2)
    rows = [
        await make_in_order(
            session,
            ApplicationStatus.INTAKE,
            f"97ZZ{number:02}",
            selection_round_id=selection_round.id,
        )
        for number in range(8)
    ]
    await session.commit()
    office = callers.office
    answers = await asyncio.gather(*(accept(office, row) for row in rows))
    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [409] * 6
    told = (await office.get(f"/v1/selection-rounds/{selection_round.id}")).json()
    assert (told["acceptedCount"], told["placesLeft"]) == (4, 0)
