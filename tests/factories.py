"""Rows for tests, made straight in the tables: fictional schools with well-formed codes."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count, cycle
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession
from uuid6 import uuid7

from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.foundation.problems import kept_problem
from ok_api.rules.exchange_words import (
    CalendarSubject,
    ImportKind,
    ImportMode,
    ImportStatus,
    ImportUnit,
    MendedBy,
    RowOutcome,
)
from ok_api.rules.facilitation import facilitation
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.text import Text
from ok_api.rules.words import (
    ApplicationStatus,
    ConversationKind,
    CriterionKey,
    DocumentKind,
    EnrolmentStatus,
    EvaluationConclusion,
    EvaluationStatus,
    EvaluationSubject,
    ExpertRole,
    Judgement,
    KnowledgeActivityKind,
    Phase,
    Sector,
    SessionKind,
    SessionMode,
    TeamRole,
    TrajectoryStatus,
)
from ok_api.tables import (
    Application,
    CalendarFeed,
    Conversation,
    Criterion,
    Document,
    Enrolment,
    Evaluation,
    ExpertAssignment,
    Expertise,
    Import,
    ImportRow,
    KnowledgeActivity,
    LearningTrajectory,
    Participation,
    ProgrammeYear,
    School,
    SchoolBoard,
    SelectionRound,
    Session,
    TeamMember,
    WebhookCourse,
    WebhookDelivery,
    WebhookSubscription,
)

_numbers = count(1)
_seconds = cycle(range(12 * 60 * 60))
_Row = TypeVar("_Row")


async def _keep(session: AsyncSession, row: _Row) -> _Row:
    session.add(row)
    await session.flush()
    return row


def _code() -> str:
    """Another one each time, and none that a test writes out: those have no Y."""
    thousands, number = divmod(next(_numbers), 1000)
    return f"9{number // 100}Y{chr(ord('A') + thousands % 26)}{number % 100:02d}"


async def make_board(session: AsyncSession, board_number: str = "90001") -> SchoolBoard:
    known = await session.get(SchoolBoard, board_number)
    if known is not None:
        return known
    return await _keep(session, SchoolBoard(board_number=board_number, name="Bestuur"))


async def make_school(session: AsyncSession, **values: Any) -> School:
    board = await make_board(session, values.pop("board_number", "90001"))
    values = {"name": "De Voorbeeldschool", "sector": Sector.PO, "province": "Utrecht", **values}
    code = values.pop("establishment_code", None) or _code()
    return await _keep(
        session, School(establishment_code=code, board_number=board.board_number, **values)
    )


async def make_expertise(
    session: AsyncSession, school: School | None = None, **values: Any
) -> Expertise:
    school = school or await make_school(session)
    values = {
        "title": "Lezen om te leren",
        "summary": "Een aanpak voor begrijpend lezen.",
        "theme": "lezen",
        "sectors": ["PO"],
        "published": True,
        **values,
    }
    return await _keep(session, Expertise(establishment_code=school.establishment_code, **values))


async def make_round(session: AsyncSession, **values: Any) -> SelectionRound:
    values = {
        "school_year": "2025-2026",
        "title": f"Ronde {next(_numbers)}",
        "opens_at": datetime(2025, 3, 10, 8, tzinfo=UTC),
        "closes_at": datetime(2025, 6, 27, 14, tzinfo=UTC),
        "places": 10,
        **values,
    }
    return await _keep(session, SelectionRound(**values))


async def make_application(
    session: AsyncSession, expertise: Expertise | None = None, **values: Any
) -> Application:
    expertise = expertise or await make_expertise(session)
    if "selection_round_id" not in values:
        values["selection_round_id"] = (await make_round(session)).id
    values = {"status": ApplicationStatus.EXPLORING, **values}
    return await _keep(
        session,
        Application(
            expertise_id=expertise.id, establishment_code=expertise.establishment_code, **values
        ),
    )


async def make_conversation(
    session: AsyncSession, application: Application, **values: Any
) -> Conversation:
    values = {
        "kind": ConversationKind.EXPLORATORY,
        "held_on": date(2026, 3, 20),
        "summary": "De rol past bij de school.",
        **values,
    }
    return await _keep(session, Conversation(application_id=application.id, **values))


async def make_criterion(
    session: AsyncSession, application: Application, criterion: CriterionKey, **values: Any
) -> Criterion:
    values = {
        "judgement": Judgement.MET,
        "motivation": "Gezien bij het schoolbezoek.",
        "judged_by": "office@example.org",
        **values,
    }
    return await _keep(
        session, Criterion(application_id=application.id, criterion=criterion, **values)
    )


async def make_document(
    session: AsyncSession, application: Application, content: bytes = b"%PDF-1.7 ", **values: Any
) -> Document:
    values = {
        "kind": DocumentKind.SCHOOL_PLAN,
        "file_name": "schoolplan.pdf",
        "media_type": "application/pdf",
        **values,
    }
    return await _keep(
        session,
        Document(
            application_id=application.id,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            **values,
        ),
    )


async def make_participation(
    session: AsyncSession, expertise: Expertise | None = None, **values: Any
) -> Participation:
    """A participation with its current programme year, in the phase that is asked for."""
    expertise = expertise or await make_expertise(session)
    application = await make_application(session, expertise, status=ApplicationStatus.ACCEPTED)
    granted = values.pop("granted_school_count", 6)
    values = {
        "phase": Phase.ASPIRANT,
        "school_year": "2025-2026",
        "started_on": date(2025, 8, 1),
        **values,
    }
    row = await _keep(
        session,
        Participation(
            application_id=application.id,
            expertise_id=expertise.id,
            establishment_code=expertise.establishment_code,
            **values,
        ),
    )
    await make_programme_year(session, row, granted_school_count=granted)
    return row


async def make_programme_year(
    session: AsyncSession, participation: Participation, **values: Any
) -> ProgrammeYear:
    phase = values.pop("phase", participation.phase)
    aspirant = phase is Phase.ASPIRANT
    schools = 0 if aspirant else values.pop("granted_school_count", 6)
    values.pop("granted_school_count", None)
    fte = Decimal("0.8") if aspirant else Decimal("0.4") + schools * Decimal("0.1")
    values = {"school_year": participation.school_year, **values}
    ruling = facilitation(phase, schools, SchoolYear.parse(values["school_year"]).start)
    return await _keep(
        session,
        ProgrammeYear(
            participation_id=participation.id,
            phase=phase,
            granted_school_count=schools,
            granted_fte=fte,
            granted_days=200 * fte,
            facilitation_ruling=ruling.as_json(),
            **values,
        ),
    )


async def make_team_member(
    session: AsyncSession, participation: Participation, **values: Any
) -> TeamMember:
    values = {
        "name": "Voorbeeld Persoon",
        "role": TeamRole.TEACHER,
        "joined_on": date(2025, 8, 1),
        **values,
    }
    return await _keep(session, TeamMember(participation_id=participation.id, **values))


async def make_expert_assignment(
    session: AsyncSession, participation: Participation, **values: Any
) -> ExpertAssignment:
    values = {
        "school_year": participation.school_year,
        "role": ExpertRole.PROCESS_COACH,
        "subject": "expert@example.org",
        "name": "Voorbeeld Begeleider",
        "from_on": date(2025, 8, 1),
        **values,
    }
    return await _keep(session, ExpertAssignment(participation_id=participation.id, **values))


async def make_trajectory(
    session: AsyncSession, participation: Participation | None = None, **values: Any
) -> LearningTrajectory:
    participation = participation or await make_participation(session, phase=Phase.PILOT)
    values = {
        "school_year": participation.school_year,
        "title": "Leertraject lezen",
        "summary": "In een jaar leren lezen om te leren.",
        "working_elements": ["voordoen", "samendoen"],
        "capacity": 6,
        "status": TrajectoryStatus.OPEN,
        **values,
    }
    return await _keep(session, LearningTrajectory(participation_id=participation.id, **values))


async def make_enrolment(
    session: AsyncSession,
    trajectory: LearningTrajectory | None = None,
    school: School | None = None,
    **values: Any,
) -> Enrolment:
    trajectory = trajectory or await make_trajectory(session)
    school = school or await make_school(session)
    values = {
        "status": EnrolmentStatus.ENROLLED,
        "improvement_question": "Hoe lezen onze leerlingen met meer begrip?",
        **values,
    }
    return await _keep(
        session,
        Enrolment(
            learning_trajectory_id=trajectory.id,
            establishment_code=school.establishment_code,
            **values,
        ),
    )


async def make_session(
    session: AsyncSession, participation: Participation, **values: Any
) -> Session:
    """On one day, each a second after the one before, since none stands there twice."""
    values = {
        "school_year": participation.school_year,
        "kind": SessionKind.STUDY_DAY,
        "starts_at": datetime(2025, 10, 1, 7, tzinfo=UTC) + timedelta(seconds=next(_seconds)),
        "dagdelen": Decimal(2),
        "mode": SessionMode.AT_SCHOOL,
        **values,
    }
    return await _keep(session, Session(participation_id=participation.id, **values))


async def make_knowledge_activity(
    session: AsyncSession, participation: Participation, **values: Any
) -> KnowledgeActivity:
    values = {
        "school_year": participation.school_year,
        "kind": KnowledgeActivityKind.WEBINAR,
        "title": "Webinar lezen",
        "held_on": date(2026, 2, 1),
        **values,
    }
    return await _keep(session, KnowledgeActivity(participation_id=participation.id, **values))


async def make_evaluation(
    session: AsyncSession, participation: Participation, year: ProgrammeYear, **values: Any
) -> Evaluation:
    """A completed, positive evaluation of the programme year by someone from outside."""
    values = {
        "id": uuid7(),
        "subject": EvaluationSubject.PROGRAMME_YEAR,
        "programme_year_id": year.id,
        "status": EvaluationStatus.COMPLETED,
        "evaluator_subject": "evaluator@example.org",
        "evaluator_name": "Voorbeeld Evaluator",
        "evaluator_establishment_codes": [],
        "trajectories_judgement": "Goed.",
        "knowledge_activities_judgement": "Goed.",
        "effort_judgement": "Goed.",
        "conclusion": EvaluationConclusion.POSITIVE,
        "conclusion_motivation": "Op alle punten goed.",
        "completed_on": date(2026, 6, 15),
        **values,
    }
    return await _keep(session, Evaluation(participation_id=participation.id, **values))


async def make_calendar_feed(session: AsyncSession, actor: str, *roles: str) -> CalendarFeed:
    """Somebody's own calendar, opened in these roles."""
    mandate = {"actor_roles": list(roles), "actor_schools": [], "actor_boards": []}
    return await _keep(session, CalendarFeed(about=CalendarSubject.PERSON, actor=actor, **mandate))


async def make_import(session: AsyncSession, actor: str, *roles: str) -> Import:
    """A plan of two schools: one is refused, and so it will not be carried out as a whole."""
    imported = Import(
        kind=ImportKind.SCHOOLS,
        mode=ImportMode.PLAN,
        unit=ImportUnit.FILE,
        status=ImportStatus.PLANNED,
        media_type="text/csv",
        size=100,
        sha256=hashlib.sha256(b"").hexdigest(),
        reference_date=date(2026, 2, 1),
        row_count=2,
        created_count=1,
        refused_count=1,
        planned_on=0,
        plan_digest="",
        actor=actor,
        actor_roles=list(roles),
        actor_schools=[],
        actor_boards=[],
    )
    await _keep(session, imported)
    flaw = Flaw("body", "/name", "missing", Text("Dit gegeven ontbreekt.", "This is missing."))
    problem = kept_problem(InvalidInput(flaw))
    named = {"import_id": imported.id, "row_id": "A-17", "resource": "schools", "key": "99ZZ01"}
    made = ImportRow(number=1, line=2, outcome=RowOutcome.CREATED, **named)
    made.remarks = problem["errors"]
    refused = ImportRow(import_id=imported.id, number=2, line=3, outcome=RowOutcome.REFUSED)
    refused.flaws, refused.mended_by = [problem], MendedBy.SENDER
    session.add_all([made, refused])
    await session.flush()
    return imported


async def make_webhook(session: AsyncSession, actor: str, *roles: str) -> WebhookSubscription:
    """Somebody's own subscription to everything, with one delivery that waits."""
    mandate = {"actor_roles": list(roles), "actor_schools": [], "actor_boards": []}
    address = "https://ontvanger.example.org/"
    subscription = WebhookSubscription(actor=actor, address=address, event_types=["*"], **mandate)
    await _keep(session, subscription)
    session.add(WebhookCourse(subscription_id=subscription.id, position=0, record=0))
    told = {"event_id": "1-1", "event_type": "nl.ontwikkelkracht.schools.updated"}
    delivery = WebhookDelivery(
        subscription_id=subscription.id, subject="schools/99ZZ01", event={"id": "1-1"}, **told
    )
    await _keep(session, delivery)
    return subscription
