"""What happened: sessions, who came from which school, and knowledge activities."""

from sqlalchemy import func, select

from ok_api.access.scope import ATTENDANCES as ATTENDANCE_SCOPE
from ok_api.access.scope import SESSIONS as SESSION_SCOPE
from ok_api.access.scope import within_participation
from ok_api.exchange.exports.columns import (
    File,
    count,
    day,
    flag,
    month,
    number,
    pseudonym,
    school_year,
    word,
)
from ok_api.exchange.exports.files import year
from ok_api.exchange.exports.files.selection import dutch_day
from ok_api.exchange.exports.pseudonyms import Kind
from ok_api.rules.text import Text
from ok_api.rules.words import (
    ActivityStatus,
    KnowledgeActivityKind,
    SessionKind,
    SessionMode,
    SessionStatus,
    Unit,
)
from ok_api.tables import Attendance, KnowledgeActivity, Session

_team_present = (
    select(func.count())
    .where(
        Attendance.session_id == Session.id,
        Attendance.team_member_id.is_not(None),
        Attendance.present,
    )
    .correlate(Session.__table__)
    .scalar_subquery()
)

SESSIONS = File(
    "sessions",
    Text("Bijeenkomsten", "Sessions"),
    Session.__table__,
    (
        pseudonym("session_id", Kind.SESSION, Session.id, "De bijeenkomst.", "The session."),
        pseudonym(
            "participation_id",
            Kind.PARTICIPATION,
            Session.participation_id,
            "De deelname waarvan zij is.",
            "The participation that it is of.",
            refers_to="participations",
        ),
        pseudonym(
            "trajectory_id",
            Kind.TRAJECTORY,
            Session.learning_trajectory_id,
            "Het leertraject; leeg als zij van het team zelf is.",
            "The trajectory; empty when it is the team's own.",
            optional=True,
            refers_to="learning_trajectories",
        ),
        pseudonym(
            "enrolment_id",
            Kind.ENROLMENT,
            Session.enrolment_id,
            "De ene ontwikkelschool waarvoor zij is; leeg als voor alle.",
            "The one learning school that it is for; empty when for all.",
            optional=True,
            refers_to="enrolments",
        ),
        school_year(
            Session.school_year, "Het schooljaar van de dag.", "The school year of the day."
        ),
        word(
            "kind",
            SessionKind,
            Session.kind,
            "Soort.",
            "Kind.",
            rules=("R-Y1-1", "R-Y1-2", "R-Y2-1", "R-Y2-2", "R-Y3-3"),
        ),
        day("held_on", dutch_day(Session.starts_at), "Dag, zonder tijd.", "Day, without time."),
        number(
            "dagdelen",
            Session.dagdelen,
            "Duur in dagdelen (halve werkdagen).",
            "Length in dagdelen (half working days).",
            unit=Unit.DAGDELEN.value,
        ),
        word("mode", SessionMode, Session.mode, "Vorm.", "Mode."),
        word("status", SessionStatus, Session.status, "Of zij doorging.", "Whether it was held."),
        count(
            "team_present",
            _team_present,
            "Aanwezige leden van het expertiseteam.",
            "Members of the expertise team present.",
            unit="persons",
        ),
    ),
    key=("session_id",),
    where=year.of_year(Session.school_year),
    scope=SESSION_SCOPE,
)

ATTENDANCES = File(
    "attendances",
    Text(
        "Aanwezigheid: één ontwikkelschool bij één bijeenkomst",
        "Attendance: one learning school at one session",
    ),
    Attendance.__table__,
    (
        pseudonym(
            "attendance_id", Kind.ATTENDANCE, Attendance.id, "De aanwezigheid.", "The attendance."
        ),
        pseudonym(
            "session_id",
            Kind.SESSION,
            Attendance.session_id,
            "De bijeenkomst.",
            "The session.",
            refers_to="sessions",
        ),
        pseudonym(
            "enrolment_id",
            Kind.ENROLMENT,
            Attendance.enrolment_id,
            "De deelname van de ontwikkelschool.",
            "The learning school's enrolment.",
            refers_to="enrolments",
        ),
        flag(
            "present", Attendance.present, "Of de school er was.", "Whether the school was there."
        ),
        count(
            "participant_count",
            Attendance.participant_count,
            "Met hoeveel zij er was.",
            "How many of it were there.",
            unit="persons",
        ),
    ),
    key=("attendance_id",),
    where=Attendance.enrolment_id.is_not(None)
    & Attendance.session_id.in_(select(Session.id).where(year.of_year(Session.school_year))),
    scope=ATTENDANCE_SCOPE,
)

ACTIVITIES = File(
    "knowledge_activities",
    Text("Kennisdeelactiviteiten", "Knowledge activities"),
    KnowledgeActivity.__table__,
    (
        pseudonym(
            "activity_id", Kind.ACTIVITY, KnowledgeActivity.id, "De activiteit.", "The activity."
        ),
        pseudonym(
            "participation_id",
            Kind.PARTICIPATION,
            KnowledgeActivity.participation_id,
            "De deelname waarvan zij is.",
            "The participation that it is of.",
            refers_to="participations",
        ),
        school_year(KnowledgeActivity.school_year, "Het schooljaar.", "The school year."),
        word(
            "kind",
            KnowledgeActivityKind,
            KnowledgeActivity.kind,
            "Soort.",
            "Kind.",
            rules=("R-Y2-3",),
        ),
        month(
            "held_in",
            KnowledgeActivity.held_on,
            "Maand: de dag is aangekondigd en zou de school noemen.",
            "Month: the day was announced, and would name the school.",
        ),
        word("status", ActivityStatus, KnowledgeActivity.status, "Of zij doorging.", "Its status."),
        count(
            "participant_count",
            KnowledgeActivity.participant_count,
            "Bereik: deelnemers.",
            "Reach: participants.",
            optional=True,
            unit="persons",
        ),
    ),
    key=("activity_id",),
    where=year.of_year(KnowledgeActivity.school_year),
    scope=within_participation(KnowledgeActivity.participation_id, KnowledgeActivity.school_year),
)
