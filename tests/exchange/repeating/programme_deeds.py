"""The deeds of the programme; each stands in the log."""

from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.rules.words import EnrolmentStatus, EvaluationStatus, Phase
from tests import factories as make
from tests.callers import Caller
from tests.exchange.repeating.deed import ENTITLED, Deed, Deeds
from tests.programme.review.cases import DECISIONS, decided, evaluated, no_go, year_of

CODE = "99ZZ01"
MOTIVATION = "Het team heeft hier komend jaar geen tijd voor."
PROGRAMME = Deeds()


@PROGRAMME.of("describeExpertise")
async def _expertise(session: AsyncSession, _office: Caller) -> Deed:
    await make.make_school(session, establishment_code=CODE)
    told = {"title": "Lezen", "summary": "Rijke teksten.", "theme": "lezen", "sectors": ["PO"]}
    return Deed("/v1/expertises", {"establishmentCode": CODE, **told})


@PROGRAMME.of("openSelectionRound")
async def _round(_session: AsyncSession, _office: Caller) -> Deed:
    opened = {"opensAt": "2026-03-09T09:00:00+01:00", "closesAt": "2026-06-26T16:00:00+02:00"}
    told = {"schoolYear": "2026-2027", "title": "Voorjaar 2026", "places": 10, **opened}
    return Deed("/v1/selection-rounds", told)


@PROGRAMME.of("startApplication")
async def _application(session: AsyncSession, _office: Caller) -> Deed:
    expertise, opened = await make.make_expertise(session), await make.make_round(session)
    ids = {"selectionRoundId": str(opened.id), "expertiseId": str(expertise.id)}
    return Deed("/v1/applications", {**ids, "startedOn": "2025-03-16"})


@PROGRAMME.of("takeApplicationStep")
async def _application_step(session: AsyncSession, _office: Caller) -> Deed:
    path = f"/v1/applications/{(await make.make_application(session)).id}/transitions"
    return Deed(path, {"to": "withdrawn", "motivation": MOTIVATION})


@PROGRAMME.of("submitApplication")
async def _submission(session: AsyncSession, _office: Caller) -> Deed:
    """While its round is open, whenever the test runs."""
    day, now = timedelta(days=1), clock.now()
    opened = await make.make_round(session, opens_at=now - day, closes_at=now + day)
    application = await make.make_application(session, selection_round_id=opened.id)
    await make.make_conversation(session, application, held_on=clock.today())
    return Deed(f"/v1/applications/{application.id}/submissions")


@PROGRAMME.of("recordConversation")
async def _conversation(session: AsyncSession, _office: Caller) -> Deed:
    path = f"/v1/applications/{(await make.make_application(session)).id}/conversations"
    return Deed(path, {"kind": "exploratory", "heldOn": "2026-03-20", "summary": "Past goed."})


@PROGRAMME.of("attachDocument")
async def _document(session: AsyncSession, _office: Caller) -> Deed:
    path = f"/v1/applications/{(await make.make_application(session)).id}/documents"
    return Deed(path, {"kind": "school_plan"}, file=b"%PDF-1.7 " + b"plan " * 40_000)


@PROGRAMME.of("withdrawParticipation")
async def _withdrawal(session: AsyncSession, _office: Caller) -> Deed:
    path = f"/v1/participations/{(await make.make_participation(session)).id}/withdrawals"
    body = {"reason": "withdrawal", "motivation": MOTIVATION, "on": "2026-03-01"}
    return Deed(path, body)


@PROGRAMME.of("addTeamMember")
async def _member(session: AsyncSession, _office: Caller) -> Deed:
    path = f"/v1/participations/{(await make.make_participation(session)).id}/team-members"
    return Deed(path, {"name": "Voorbeeld Lid", "role": "teacher", "joinedOn": "2025-08-01"})


@PROGRAMME.of("assignExpert")
async def _expert(session: AsyncSession, _office: Caller) -> Deed:
    path = f"/v1/participations/{(await make.make_participation(session)).id}/expert-assignments"
    who = {"subject": "expert@example.org", "name": "Voorbeeld Begeleider"}
    when = {"schoolYear": "2025-2026", "fromOn": "2025-08-01"}
    return Deed(path, {"role": "process_coach", **who, **when})


@PROGRAMME.of("planLearningTrajectory")
async def _trajectory(session: AsyncSession, _office: Caller) -> Deed:
    participation = await make.make_participation(session, phase=Phase.PILOT)
    told = {"title": "Lezen", "summary": "Rijke teksten.", "schoolYear": "2025-2026"}
    ids = {"participationId": str(participation.id)}
    return Deed("/v1/learning-trajectories", {**ids, **told, "capacity": 6})


@PROGRAMME.of("enrolSchool")
async def _enrolment(session: AsyncSession, _office: Caller) -> Deed:
    trajectory = await make.make_trajectory(session)
    await make.make_school(session, establishment_code="99ZZ77")
    path = f"/v1/learning-trajectories/{trajectory.id}/enrolments"
    return Deed(path, {"establishmentCode": "99ZZ77", "improvementQuestion": "Hoe lezen zij?"})


@PROGRAMME.of("takeEnrolmentStep")
async def _enrolment_step(session: AsyncSession, _office: Caller) -> Deed:
    enrolment = await make.make_enrolment(session, status=EnrolmentStatus.REGISTERED)
    return Deed(f"/v1/enrolments/{enrolment.id}/transitions", {"to": "intake"})


@PROGRAMME.of("recordMeasurement")
async def _measurement(session: AsyncSession, _office: Caller) -> Deed:
    enrolment = await make.make_enrolment(session)
    what = {"moment": "baseline", "indicator": "leesbegrip", "instrument": "toets"}
    scored = {"measuredOn": "2025-10-01", "score": 2.6, "scaleMin": 1, "scaleMax": 5}
    return Deed(f"/v1/enrolments/{enrolment.id}/measurements", {**what, **scored})


@PROGRAMME.of("planTrajectorySession")
async def _shared_session(session: AsyncSession, _office: Caller) -> Deed:
    path = f"/v1/learning-trajectories/{(await make.make_trajectory(session)).id}/sessions"
    return Deed(path, {"kind": "study_day", **_SESSION})


@PROGRAMME.of("planParticipationSession")
async def _team_session(session: AsyncSession, _office: Caller) -> Deed:
    path = f"/v1/participations/{(await make.make_participation(session)).id}/sessions"
    return Deed(path, {"kind": "intervision", **_SESSION})


_SESSION = {"startsAt": "2025-10-01T09:00:00+02:00", "dagdelen": 2, "mode": "at_school"}


@PROGRAMME.of("recordAttendance")
async def _attendance(session: AsyncSession, _office: Caller) -> Deed:
    participation = await make.make_participation(session)
    member = await make.make_team_member(session, participation)
    held = await make.make_session(session, participation)
    path = f"/v1/sessions/{held.id}/attendances"
    return Deed(path, {"teamMemberId": str(member.id), "present": True, "participantCount": 1})


@PROGRAMME.of("announceKnowledgeActivity")
async def _activity(session: AsyncSession, _office: Caller) -> Deed:
    participation = await make.make_participation(session)
    told = {"kind": "webinar", "title": "Webinar", "heldOn": "2026-02-01"}
    return Deed("/v1/knowledge-activities", {"participationId": str(participation.id), **told})


@PROGRAMME.of("openEvaluation")
async def _evaluation(session: AsyncSession, _office: Caller) -> Deed:
    year = await year_of(session, await make.make_participation(session))
    who = {"evaluatorSubject": "evaluator@example.org", "evaluatorName": "V. Voorbeeld"}
    of = {"subject": "programme_year", "programmeYearId": str(year.id)}
    return Deed("/v1/evaluations", {**of, **who, "evaluatorEstablishmentCodes": []})


@PROGRAMME.of("completeEvaluation")
async def _completion(session: AsyncSession, _office: Caller) -> Deed:
    participation = await make.make_participation(session)
    draft = await make.make_evaluation(
        session,
        participation,
        await year_of(session, participation),
        status=EvaluationStatus.DRAFT,
        evaluator_subject=ENTITLED,
        completed_on=None,
    )
    return Deed(f"/v1/evaluations/{draft.id}/completions", {"completedOn": str(date(2026, 6, 15))})


@PROGRAMME.of("recordGoNoGoDecision")
async def _decision(session: AsyncSession, _office: Caller) -> Deed:
    return Deed(DECISIONS, no_go(await evaluated(session)))


@PROGRAMME.of("proposeDecision")
async def _proposal(session: AsyncSession, _office: Caller) -> Deed:
    body = no_go(await evaluated(session))
    return Deed("/v1/decision-proposals", body, changes=False, status=200)


@PROGRAMME.of("replayDecision")
async def _replay(session: AsyncSession, office: Caller) -> Deed:
    taken = await decided(office, no_go(await evaluated(session)))
    return Deed(f"{taken['self']}/replays", {}, changes=False, status=200)


@PROGRAMME.of("calculateFacilitation")
async def _calculation(_session: AsyncSession, _office: Caller) -> Deed:
    body = {"phase": "pilot", "schoolCount": 6, "schoolYear": "2025-2026"}
    return Deed("/v1/facilitation-calculations", body, changes=False, status=200)
