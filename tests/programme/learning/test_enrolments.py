"""Enrolments: a school registers with a question, and each side keeps what is its own to say."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import EndingReason, EnrolmentStatus, Phase, TrajectoryStatus
from tests.callers import Callers
from tests.factories import make_expert_assignment
from tests.programme.learning.offers import (
    GUIDE,
    LEARNER,
    STRANGER,
    THIS_YEAR,
    make_learner,
    make_offer,
    unmet,
)
from tests.refusals import is_unknown

QUESTION = "Hoe lezen onze leerlingen met meer begrip?"


def new(code: str = LEARNER, **members: Any) -> dict[str, Any]:
    return {"establishmentCode": code, "improvementQuestion": QUESTION, **members}


async def test_a_school_is_registered_by_itself_its_board_its_guide_or_the_office(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session, school_year=str(THIS_YEAR))
    address = offer.address + "/enrolments"
    assert (await callers.anonymous.post(address, json=new())).status_code == 401
    assert (await callers.expert().post(address, json=new())).status_code == 403
    stranger = await callers.school(STRANGER).post(address, json=new())
    assert (stranger.status_code, stranger.json()["detail"]) == (
        403,
        "De Leerling is enrolled by who speaks for that school or guides it.",
    )
    for caller in (
        callers.school(LEARNER),
        callers.board("90002"),
        callers.school(GUIDE),
        callers.office,
    ):
        made = await caller.post(address, json=new(contactName="Voorbeeld Persoon"))
        assert (made.status_code, made.json()["status"]) == (201, "registered")
        withdrawn = {"to": "withdrawn", "motivation": "Vergissing."}
        steps = made.json()["transitions"]
        assert (await callers.office.post(steps, json=withdrawn)).status_code == 201


async def test_no_school_registers_for_a_year_that_is_over(
    callers: Callers, session: AsyncSession
) -> None:
    """Who guides it, and the office, may still record who took part."""
    offer = await make_offer(session, school_year=str(THIS_YEAR.previous))
    address = offer.address + "/enrolments"
    for caller in (callers.school(LEARNER), callers.board("90002")):
        refused = await caller.post(address, json=new())
        assert (refused.status_code, unmet(refused)) == (409, {"trajectory_year_not_over"})
        assert "is over" in refused.json()["detail"]
    for caller in (callers.school(GUIDE), callers.board("90001"), callers.office):
        made = await caller.post(address, json=new())
        assert made.status_code == 201, made.text
        withdrawn = {"to": "withdrawn", "motivation": "Vergissing."}
        left = await callers.office.post(made.json()["transitions"], json=withdrawn)
        assert left.status_code == 201


async def test_the_school_must_exist_and_the_question_be_put(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    address = offer.address + "/enrolments"
    for caller in (callers.office, callers.school(LEARNER)):
        assert is_unknown(await caller.post(address, json=new("98XX00")), "/establishmentCode")
    body = new(improvementQuestion=" ", contactEmail="geen adres", x=1)
    answer = await callers.office.post(address, json=body)
    assert {flaw["pointer"] for flaw in answer.json()["errors"]} == {
        "/improvementQuestion",
        "/contactEmail",
        "/x",
    }


async def test_a_rule_refuses_its_own_school_and_a_closed_trajectory(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session, status=TrajectoryStatus.READY)
    refused = await callers.school(GUIDE).post(offer.address + "/enrolments", json=new(GUIDE))
    assert (refused.status_code, refused.json()["type"]) == (409, "/v1/problem-types/rule-refused")
    assert unmet(refused) == {"not_own_trajectory", "trajectory_open"}
    assert refused.json()["ruling"]["ruleIds"][:2] == ["R-LRN-3", "R-LRN-1"]
    assert "does not enrol in its own trajectory" in refused.json()["detail"]
    listed = (await callers.office.get("/v1/enrolments?count=true")).json()
    assert listed["total"] == 0
    hidden = await callers.school(LEARNER).post(offer.address + "/enrolments", json=new())
    assert hidden.status_code == 404


async def test_who_has_left_the_programme_takes_no_schools_in(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(
        session,
        phase=Phase.ENDED,
        ended_on=date(2025, 12, 1),
        end_reason=EndingReason.WITHDRAWAL,
        end_motivation="Geen team meer.",
    )
    listed = await callers.anonymous.get("/v1/learning-trajectories")
    assert listed.json()["items"] == []
    assert (await callers.anonymous.get(offer.address)).status_code == 404
    refused = await callers.office.post(offer.address + "/enrolments", json=new())
    assert (refused.status_code, refused.json()["phase"]) == (409, "ended")
    enrolment = await make_learner(session, offer, intake_held_on=date(2025, 9, 1))
    steps = f"/v1/enrolments/{enrolment.id}/transitions"
    assert (await callers.office.post(steps, json={"to": "enrolled"})).status_code == 409
    out = {"to": "rejected", "motivation": "De expertiseschool stopt."}
    assert (await callers.office.post(steps, json=out)).status_code == 201


async def test_a_school_enrols_once_until_it_has_left(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    await make_learner(session, offer)
    again = await callers.school(LEARNER).post(offer.address + "/enrolments", json=new())
    assert (again.status_code, again.json()["type"]) == (409, "/v1/problem-types/duplicate")


async def test_others_do_not_see_it(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    enrolment = await make_learner(session, offer)
    address = f"/v1/enrolments/{enrolment.id}"
    assert (await callers.anonymous.get(address)).status_code == 401
    assert (await callers.subsidy.get(address)).status_code == 403
    for caller in (callers.school(STRANGER), callers.expert(), callers.evaluator()):
        for path in (address, address + "/progress", address + "/measurements"):
            assert (await caller.get(path)).status_code == 404, path
        assert (await caller.get("/v1/enrolments")).json()["items"] == []
        nested = await caller.get(offer.address + "/enrolments")
        assert nested.json()["items"] == []
    assert (await callers.school(STRANGER).get(address + "/transitions")).status_code == 404
    await make_expert_assignment(session, offer.participation)
    await session.commit()
    assert (await callers.expert().get(address)).status_code == 200


async def test_research_reads_no_persons_and_no_free_text_about_them(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    personal = {
        "contact_name": "Voorbeeld Persoon",
        "contact_email": "persoon@example.org",
        "intake_summary": "Sprak met Voorbeeld Persoon.",
        "planning": "Voorbeeld Persoon plant.",
        "motivation": "Voorbeeld Persoon vertrok.",
    }
    enrolment = await make_learner(session, offer, **personal)
    one = await callers.research.get(f"/v1/enrolments/{enrolment.id}")
    listed = await callers.research.get("/v1/enrolments")
    nested = await callers.research.get(offer.address + "/enrolments")
    assert one.json()["improvementQuestion"]
    for answer in (one, listed, nested):
        assert answer.status_code == 200
        assert "ersoon" not in answer.text
    told = (await callers.school(GUIDE).get(f"/v1/enrolments/{enrolment.id}")).json()
    assert (told["contactName"], told["contactEmail"]) == (
        "Voorbeeld Persoon",
        "persoon@example.org",
    )


async def test_each_side_changes_what_is_its_own(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    address = f"/v1/enrolments/{(await make_learner(session, offer)).id}"
    learner, guide = callers.school(LEARNER), callers.school(GUIDE)
    question = {"improvementQuestion": "Hoe?", "contactEmail": "a@example.org"}
    intake = {"intakeHeldOn": "2026-05-01", "intakeSummary": "Goed.", "planning": "Drie dagen."}
    assert (await learner.change("PATCH", address, question)).json()[
        "improvementQuestion"
    ] == "Hoe?"
    refused = await learner.change("PATCH", address, {**question, **intake})
    assert refused.status_code == 403
    assert refused.json()["members"] == ["intakeHeldOn", "intakeSummary", "planning"]
    changed = await guide.change("PATCH", address, intake)
    assert (changed.status_code, changed.json()["planning"]) == (200, "Drie dagen.")
    other = await guide.change("PATCH", address, question)
    assert (other.status_code, other.json()["members"]) == (
        403,
        ["contactEmail", "improvementQuestion"],
    )
    assert (await callers.office.change("PATCH", address, {**question, **intake})).is_success
    assert (await callers.expert().change("PATCH", address, intake)).status_code == 403


async def test_either_school_records_that_it_was_agreed(
    callers: Callers, session: AsyncSession
) -> None:
    """Once, by now, and for as long as the school takes part."""
    offer = await make_offer(session)
    enrolment = await make_learner(session, offer)
    address = f"/v1/enrolments/{enrolment.id}"
    assert (await callers.office.get(address)).json()["agreedOn"] is None
    ahead = await callers.office.change("PATCH", address, {"agreedOn": "2099-01-01"})
    assert ahead.json()["errors"][0]["pointer"] == "/agreedOn"
    stranger = await callers.school(STRANGER).change("PATCH", address, {"agreedOn": "2025-09-02"})
    assert stranger.status_code == 404
    for caller in (callers.school(LEARNER), callers.school(GUIDE), callers.board("90002")):
        for day in ("2025-09-02", None):
            told = await caller.change("PATCH", address, {"agreedOn": day})
            assert (told.status_code, told.json()["agreedOn"]) == (200, day)
    enrolment.status = EnrolmentStatus.ENROLLED
    await session.commit()
    cleared = await callers.office.change("PATCH", address, {"agreedOn": None})
    assert (cleared.status_code, cleared.json()["type"]) == (409, "/v1/problem-types/wrong-state")


async def test_an_intake_has_been_held_and_stays_held(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    enrolment = await make_learner(session, offer, status=EnrolmentStatus.ENROLLED)
    address = f"/v1/enrolments/{enrolment.id}"
    ahead = await callers.office.change("PATCH", address, {"intakeHeldOn": "2099-01-01"})
    assert ahead.status_code == 400
    assert ahead.json()["errors"][0]["pointer"] == "/intakeHeldOn"
    cleared = await callers.office.change("PATCH", address, {"intakeHeldOn": None})
    assert cleared.status_code == 409


async def test_lists_are_filtered_and_sorted(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    enrolment = await make_learner(session, offer)
    for query, count in {
        f"participationId={offer.participation.id}": 1,
        f"learningTrajectoryId={offer.trajectory.id}": 1,
        "schoolYear=2025-2026&status=intake&sort=-schoolName": 1,
        f"establishmentCode={LEARNER}": 1,
        "status=completed": 0,
        "schoolYear=2024-2025": 0,
    }.items():
        for caller in (callers.office, callers.school(LEARNER), callers.board("90001")):
            items = (await caller.get(f"/v1/enrolments?{query}")).json()["items"]
            assert [item["id"] for item in items] == [str(enrolment.id)] * count, query
    nested = await callers.school(LEARNER).get(f"{offer.address}/enrolments?status=intake")
    assert len(nested.json()["items"]) == 1
