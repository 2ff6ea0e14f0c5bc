"""The steps of an enrolment: why (not), who takes them, and what they still miss."""

from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import EnrolmentStatus, SessionKind, SessionStatus, TrajectoryStatus
from ok_api.tables import Attendance
from tests.callers import Callers
from tests.factories import make_enrolment, make_school, make_session
from tests.programme.learning.offers import (
    GUIDE,
    LEARNER,
    STRANGER,
    Offer,
    make_learner,
    make_offer,
    unmet,
)
from tests.programme.learning.test_measurements import new as measured

INTAKE_DAY = date(2025, 9, 1)


async def test_who_may_take_and_read_steps(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    address = f"/v1/enrolments/{(await make_learner(session, offer)).id}/transitions"
    step = {"to": "enrolled"}
    for method in ("GET", "POST"):
        body = step if method == "POST" else None
        assert (await callers.anonymous.request(method, address, json=body)).status_code == 401
        assert (await callers.research.request(method, address, json=body)).status_code == 403
        hidden = await callers.school(STRANGER).request(method, address, json=body)
        assert hidden.status_code == 404
    missing = await callers.office.get("/v1/enrolments/geen/transitions")
    assert missing.status_code == 404


async def test_every_next_step_tells_what_it_misses(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session, granted=0)
    address = f"/v1/enrolments/{(await make_learner(session, offer)).id}/transitions"
    answer = await callers.school(LEARNER).get(address)
    steps = {item["to"]: item for item in answer.json()["items"]}
    assert steps.keys() == {"enrolled", "withdrawn", "rejected"}
    conditions = {c["id"]: c for c in steps["enrolled"]["ruling"]["conditions"]}
    assert {name for name, c in conditions.items() if c["missing"]} == {
        "enrolment_intake_held",
        "room_in_trajectory",
    }
    room = conditions["room_in_trajectory"]
    assert room["evidence"] == {"schoolsGranted": 0, "schoolsEnrolled": 0}
    assert room["suppliedBy"] == ["office"]
    assert "0 of the 0" in room["missing"]["en"]
    assert {name: step["takenBy"] for name, step in steps.items()} == {
        "enrolled": ["expertise_school"],
        "withdrawn": ["expertise_school", "learning_school"],
        "rejected": ["expertise_school"],
    }
    same = {"If-None-Match": answer.headers["ETag"]}
    assert (await callers.school(LEARNER).get(address, headers=same)).status_code == 304
    assert steps["withdrawn"]["asks"] == [{"nl": "een motivering", "en": "a motivation"}]


async def test_the_way_from_registration_to_completion(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    enrolment = await make_learner(session, offer, status=EnrolmentStatus.REGISTERED)
    address = f"/v1/enrolments/{enrolment.id}"
    steps, guide = address + "/transitions", callers.school(GUIDE)
    assert (await guide.post(steps, json={"to": "intake"})).json()["status"] == "intake"
    refused = await guide.post(steps, json={"to": "enrolled"})
    assert (refused.status_code, unmet(refused)) == (409, {"enrolment_intake_held"})
    said = "No intake conversation has been held with the learning school yet."
    assert refused.json()["detail"] == said
    day = str(INTAKE_DAY)
    await guide.change("PATCH", address, {"intakeHeldOn": day, "agreedOn": day})
    for step in ({"to": "enrolled"}, {"to": "completed", "motivation": "Korter traject."}):
        status, taken = step["to"], await guide.post(steps, json=step)
        assert (taken.status_code, taken.json()["status"]) == (201, status)
        assert taken.headers["Location"] == address
        enrolled = (await guide.get(offer.address)).json()
        assert (enrolled["enrolledCount"], enrolled["placesLeft"]) == (1, 5)
    assert (await guide.get(steps)).json()["items"] == []
    over = await guide.post(steps, json={"to": "withdrawn", "motivation": "Toch niet."})
    assert (over.status_code, over.json()["allowed"]) == (409, [])


async def test_a_learning_school_may_only_withdraw_itself_and_says_why(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    enrolment = await make_learner(
        session, offer, status=EnrolmentStatus.ENROLLED, intake_held_on=INTAKE_DAY
    )
    steps, learner = f"/v1/enrolments/{enrolment.id}/transitions", callers.school(LEARNER)
    completed = await learner.post(steps, json={"to": "completed"})
    assert (completed.status_code, completed.json()["allowed"]) == (403, ["withdrawn"])
    silent = await learner.post(steps, json={"to": "withdrawn"})
    assert (silent.status_code, unmet(silent)) == (409, {"enrolment_motivation_given"})
    gone = await learner.post(steps, json={"to": "withdrawn", "motivation": "Geen tijd."})
    assert (gone.status_code, gone.json()["motivation"]) == (201, "Geen tijd.")
    places = (await callers.anonymous.get(offer.address)).json()
    assert (places["enrolledCount"], places["placesLeft"]) == (0, 6)


async def test_a_step_follows_the_order(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    enrolment = await make_learner(session, offer, status=EnrolmentStatus.REGISTERED)
    steps = f"/v1/enrolments/{enrolment.id}/transitions"
    jump = await callers.office.post(steps, json={"to": "completed"})
    assert (jump.status_code, jump.json()["type"]) == (409, "/v1/problem-types/wrong-state")
    assert jump.json()["allowed"] == ["intake", "withdrawn", "rejected"]
    assert (jump.json()["status"], jump.json()["enrolmentStatus"]) == (409, "registered")
    unknown = await callers.office.post(steps, json={"to": "done", "why": "x"})
    assert {flaw["pointer"] for flaw in unknown.json()["errors"]} == {"/to", "/why"}


async def test_a_closed_trajectory_takes_nobody_in(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session, status=TrajectoryStatus.COMPLETED)
    enrolment = await make_learner(session, offer, intake_held_on=INTAKE_DAY)
    steps = f"/v1/enrolments/{enrolment.id}/transitions"
    refused = await callers.office.post(steps, json={"to": "enrolled"})
    assert (refused.status_code, unmet(refused)) == (409, {"trajectory_open"})


async def _guided(session: AsyncSession, offer: Offer) -> str:
    """One study day attended and one missed, two of the school's own held and one planned."""
    enrolment = await make_learner(
        session, offer, status=EnrolmentStatus.ENROLLED, intake_held_on=INTAKE_DAY
    )
    other = await make_enrolment(session, offer.trajectory, await make_school(session))
    trajectory = {"learning_trajectory_id": offer.trajectory.id}
    held = {**trajectory, "status": SessionStatus.HELD}
    attended = await make_session(session, offer.participation, **held)
    missed = await make_session(session, offer.participation, **held)
    for at, who, present in (
        (attended, enrolment, True),
        (missed, enrolment, False),
        (missed, other, True),
    ):
        session.add(
            Attendance(
                session_id=at.id, enrolment_id=who.id, present=present, participant_count=present
            )
        )
    own = {**held, "enrolment_id": enrolment.id, "dagdelen": 1}
    for kind in (SessionKind.START_CONVERSATION, SessionKind.GUIDANCE):
        await make_session(session, offer.participation, kind=kind, **own)
    ahead = {**own, "status": SessionStatus.PLANNED, "starts_at": datetime(2030, 1, 1, tzinfo=UTC)}
    await make_session(session, offer.participation, kind=SessionKind.GUIDANCE, **ahead)
    await session.commit()
    return f"/v1/enrolments/{enrolment.id}"


async def test_progress_counts_what_was_attended(callers: Callers, session: AsyncSession) -> None:
    offer = await make_offer(session)
    address = await _guided(session, offer)
    answer = await callers.school(LEARNER).get(address + "/progress")
    norms = {norm["id"]: norm for norm in answer.json()["norms"]}
    assert {
        name: (norm["done"], norm["planned"], norm["minimum"], norm["met"])
        for name, norm in norms.items()
    } == {
        "study_days": (1, 0, 3, False),
        "guidance_moments": (2, 1, 6, False),
        "start_conversations": (1, 0, 1, True),
        "school_evaluations": (0, 0, 1, False),
        "baseline_measured": (0, 0, 1, False),
        "end_measured": (0, 0, 1, False),
    }
    assert norms["guidance_moments"]["ruleId"] == "R-Y2-1"
    assert (
        norms["guidance_moments"]["missing"]["en"]
        == "2 of 6 guidance moments were held; 1 are planned."
    )


async def test_completing_departs_from_a_norm_only_with_a_motivation(
    callers: Callers, session: AsyncSession
) -> None:
    """What is missing is told in the refusal; the learning school may read what will be asked."""
    offer = await make_offer(session)
    address = await _guided(session, offer)
    steps, guide = address + "/transitions", callers.school(GUIDE)
    (ahead,) = [
        step
        for step in (await callers.school(LEARNER).get(steps)).json()["items"]
        if step["to"] == "completed"
    ]
    assert [text["en"] for text in ahead["asks"]] == [
        "an explanation for each norm that is not met"
    ]
    for body in ({"to": "completed"}, {"to": "completed", "motivation": "  "}):
        refused = await guide.post(steps, json=body)
        assert refused.status_code in (400, 409)
    silent = await guide.post(steps, json={"to": "completed"})
    assert unmet(silent) == {
        "study_days",
        "guidance_moments",
        "school_evaluations",
        "baseline_measured",
        "end_measured",
        "completion_explained",
    }
    assert silent.json()["detail"].startswith("1 of 3 study days were held")
    assert "The baseline measurement is missing." in silent.json()["detail"]
    completed = await guide.post(steps, json={"to": "completed", "motivation": "Korter traject."})
    assert (completed.status_code, completed.json()["motivation"]) == (201, "Korter traject.")


async def test_who_had_everything_and_was_measured_twice_completes_without_a_word(
    callers: Callers, session: AsyncSession
) -> None:
    offer = await make_offer(session)
    enrolment = await make_learner(
        session, offer, status=EnrolmentStatus.ENROLLED, intake_held_on=INTAKE_DAY
    )
    own = {"learning_trajectory_id": offer.trajectory.id, "enrolment_id": enrolment.id}
    held = {**own, "status": SessionStatus.HELD, "dagdelen": 2}
    moments = [SessionKind.START_CONVERSATION, *[SessionKind.GUIDANCE] * 4]
    for kind in (*moments, SessionKind.EVALUATION_CONVERSATION, *[SessionKind.STUDY_DAY] * 3):
        await make_session(session, offer.participation, kind=kind, **held)
    await session.commit()
    address, guide = f"/v1/enrolments/{enrolment.id}", callers.school(GUIDE)
    steps = address + "/transitions"
    for moment, indicator, missing in (
        ("end", "rekenen", {"baseline_measured", "completion_explained"}),
        ("baseline", "lezen", {"end_measured", "completion_explained"}),
        ("end", "lezen", set()),
    ):
        body = measured(moment, indicator=indicator)
        assert (await guide.post(address + "/measurements", json=body)).status_code == 201
        answer = await guide.post(steps, json={"to": "completed"})
        assert (answer.status_code == 201) == (not missing), answer.text
        assert not missing or unmet(answer) == missing


async def test_no_norm_is_asked_of_a_school_that_does_not_take_part(
    callers: Callers, session: AsyncSession
) -> None:
    """What it had stays visible once it has left."""
    offer = await make_offer(session)
    address = await _guided(session, offer)
    step = {"to": "withdrawn", "motivation": "Geen tijd."}
    await callers.school(LEARNER).post(address + "/transitions", json=step)
    norms = (await callers.school(LEARNER).get(address + "/progress")).json()["norms"]
    assert {norm["id"]: norm["done"] for norm in norms}["guidance_moments"] == 2
    for norm in norms:
        assert (norm["met"], norm["notApplicable"], norm["missing"]) == (False, True, None)
