"""Enrolments, row by row, with the steps that they take."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.exchange_words import ImportKind, MendedBy
from ok_api.rules.words import EnrolmentStatus, SchoolStatus
from ok_api.tables import Enrolment, LearningTrajectory, School
from tests.exchange.imports.rows.sending import Imports, only, school
from tests.factories import make_school
from tests.programme.learning.offers import GUIDE, LEARNER, STRANGER, THIS_YEAR, make_offer

ENROLMENTS = ImportKind.ENROLMENTS
ROW = {
    "trajectoryTitle": "Leertraject lezen",
    "schoolYear": "2025-2026",
    "expertiseSchoolCode": GUIDE,
    "establishmentCode": LEARNER,
    "improvementQuestion": "Hoe lezen onze leerlingen met meer begrip?",
}
TAKING_PART = {"intakeHeldOn": "2025-09-01", "agreedOn": "2025-09-02", "status": "enrolled"}


async def test_a_school_enrols_itself_only(imports: Imports, session: AsyncSession) -> None:
    await make_offer(session, school_year=str(THIS_YEAR))
    row = {**ROW, "schoolYear": str(THIS_YEAR)}
    rows = [row, {**row, "establishmentCode": STRANGER}]
    imported = await imports.send(ENROLMENTS, rows, actor=school(LEARNER))
    assert await imports.outcomes(imported) == ["created", "refused"]
    refused = (await imports.report(imported))[1]
    assert only(refused.flaws)["type"] == "/v1/problem-types/forbidden"
    assert "De Voorbeeldschool is enrolled by" in only(refused.flaws)["detail"]["en"]
    assert await imports.count(Enrolment) == 1


async def test_a_refused_rule_tells_its_conditions_and_who_can_supply_what_is_missing(
    imports: Imports, session: AsyncSession
) -> None:
    await make_offer(session)
    agreed = {"agreedOn": "2025-09-02", "status": "enrolled"}
    imported = await imports.send(ENROLMENTS, [{**ROW, **agreed}])
    refused = only(await imports.report(imported))
    problem = only(refused.flaws)
    assert problem["type"] == "/v1/problem-types/rule-refused"
    assert problem["status"] == 409
    unmet = only([one for one in problem["ruling"]["conditions"] if not one["met"]])
    assert unmet["id"] == "enrolment_intake_held"
    assert unmet["missing"]["nl"].startswith("Met de lerende school is nog geen intakegesprek")
    assert refused.mended_by is MendedBy.SCHOOL
    assert await imports.count(Enrolment) == 0, "its registration is undone with it"


async def test_an_eighth_school_finds_no_place(imports: Imports, session: AsyncSession) -> None:
    offer = await make_offer(session, granted=7, capacity=6)
    schools = [(await make_school(session)).establishment_code for _ in range(8)]
    await session.commit()
    rows = [{**ROW, **TAKING_PART, "establishmentCode": code} for code in schools]
    imported = await imports.send(ENROLMENTS, rows)
    assert await imports.outcomes(imported) == ["created"] * 6 + ["refused"] * 2
    ruling = only((await imports.report(imported))[7].flaws)["ruling"]
    unmet = only([one for one in ruling["conditions"] if not one["met"]])
    assert (unmet["id"], unmet["evidence"]["placesTaken"]) == ("place_in_trajectory", 6)
    trajectory = await session.get_one(
        LearningTrajectory, offer.trajectory.id, populate_existing=True
    )
    assert trajectory.enrolled_count == 6
    assert await imports.count(Enrolment) == 6


async def test_the_office_mends_what_was_granted(imports: Imports, session: AsyncSession) -> None:
    await make_offer(session, granted=4)
    schools = [(await make_school(session)).establishment_code for _ in range(5)]
    await session.commit()
    rows = [{**ROW, **TAKING_PART, "establishmentCode": code} for code in schools]
    imported = await imports.send(ENROLMENTS, rows)
    assert (await imports.report(imported))[4].mended_by is MendedBy.OFFICE


async def test_a_new_enrolment_needs_its_question_and_an_old_one_does_not(
    imports: Imports, session: AsyncSession
) -> None:
    await make_offer(session)
    bare = {name: value for name, value in ROW.items() if name != "improvementQuestion"}
    first = await imports.send(ENROLMENTS, [{**bare, "intakeHeldOn": "gisteren"}])
    errors = only(only(await imports.report(first)).flaws)["errors"]
    assert {flaw["column"] for flaw in errors} == {"improvementQuestion", "intakeHeldOn"}
    await imports.send(ENROLMENTS, [ROW])
    assert await imports.outcomes(await imports.send(ENROLMENTS, [bare])) == ["unchanged"]


async def test_what_is_there_is_found_again_and_brought_further(
    imports: Imports, session: AsyncSession
) -> None:
    await make_offer(session)
    await imports.send(ENROLMENTS, [ROW])
    further = await imports.send(ENROLMENTS, [{**ROW, **TAKING_PART}])
    assert await imports.outcomes(further) == ["updated"]
    operations = [record.operation for record in await imports.trail(further)]
    assert operations == ["changeEnrolment", "takeEnrolmentStep", "takeEnrolmentStep"]
    again = await imports.send(ENROLMENTS, [{**ROW, **TAKING_PART}])
    assert await imports.outcomes(again) == ["unchanged"]
    assert await imports.trail(again) == []
    enrolment = only(list(await session.scalars(select(Enrolment))))
    assert enrolment.status is EnrolmentStatus.ENROLLED


async def test_a_step_back_is_refused(imports: Imports, session: AsyncSession) -> None:
    await make_offer(session)
    await imports.send(ENROLMENTS, [{**ROW, **TAKING_PART}])
    back = await imports.send(ENROLMENTS, [{**ROW, "status": "registered"}])
    problem = only(only(await imports.report(back)).flaws)
    assert problem["type"] == "/v1/problem-types/wrong-state"
    assert problem["enrolmentStatus"] == "enrolled"


async def test_a_way_out_takes_its_motivation(imports: Imports, session: AsyncSession) -> None:
    await make_offer(session)
    out = {**ROW, "status": "withdrawn"}
    refused = await imports.send(ENROLMENTS, [out])
    assert await imports.outcomes(refused) == ["refused"]
    imported = await imports.send(ENROLMENTS, [{**out, "motivation": "Geen tijd."}])
    assert await imports.outcomes(imported) == ["created"]
    again = await imports.send(ENROLMENTS, [{**out, "motivation": "Geen tijd."}])
    assert await imports.outcomes(again) == ["unchanged"], "who left is not enrolled again"


async def test_a_trajectory_by_name_takes_its_year_and_school(
    imports: Imports, session: AsyncSession
) -> None:
    await make_offer(session)
    bare = {"trajectoryTitle": "Leertraject lezen", "establishmentCode": LEARNER}
    imported = await imports.send(ENROLMENTS, [bare, {**ROW, "trajectoryTitle": "Anders"}])
    first, second = await imports.report(imported)
    missing = {flaw["column"] for flaw in only(first.flaws)["errors"]}
    assert missing == {"schoolYear", "expertiseSchoolCode", "improvementQuestion"}
    assert only(only(second.flaws)["errors"])["code"] == "unknown"


async def test_a_closed_location_is_brought_in_with_an_explanation_only(
    imports: Imports, session: AsyncSession
) -> None:
    """Its one motivation goes with the registration and with each step on the way."""
    await make_offer(session)
    learner = await session.get_one(School, LEARNER)
    learner.status, learner.closed_on = SchoolStatus.CLOSED, date(2025, 8, 1)
    await session.commit()
    row = {**ROW, **TAKING_PART}
    refused = await imports.send(ENROLMENTS, [row])
    problem = only(only(await imports.report(refused)).flaws)
    assert problem["detail"]["nl"].startswith("De vestiging is gesloten sinds 1 augustus 2025.")
    why = "Het team ging samen over naar de nieuwe vestiging."
    explained = {**row, "motivation": why}
    assert await imports.outcomes(await imports.send(ENROLMENTS, [explained])) == ["created"]
    enrolment = only(list(await session.scalars(select(Enrolment))))
    assert (enrolment.status, enrolment.motivation) == (EnrolmentStatus.ENROLLED, why)
    assert await imports.outcomes(await imports.send(ENROLMENTS, [explained])) == ["unchanged"]
