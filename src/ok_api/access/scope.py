"""Which rows: every query starts from one of these scopes, never from a bare select.

A scope is read role by role, the conditions of one's roles together. The bound values
(`actor_subject`, `actor_schools`, `actor_boards`) come from the token; see `reading.actor_values`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Text,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.sql.expression import false

from ok_api.access.assigned import (
    ASSIGNED,
    AT_WORK,
    EVALUATED,
    EVALUATED_YEAR,
    assigned_since,
    evaluated_since,
    previous,
    year_of_day,
)
from ok_api.access.attending import told_of
from ok_api.foundation.identity import Actor
from ok_api.rules.words import EvaluationStatus, Phase, Role, TrajectoryStatus
from ok_api.tables import (
    Application,
    Attendance,
    CalendarFeed,
    Enrolment,
    Evaluation,
    Expertise,
    GoNoGoDecision,
    Import,
    ImportRow,
    LearningTrajectory,
    Participation,
    ProgrammeYear,
    School,
    Session,
    TeamMember,
    WebhookSubscription,
)

Condition = ColumnElement[bool]
Conditions = Mapping[Role, Condition]

ALL: Condition = true()
PERSONAL = frozenset({Role.OFFICE, Role.BOARD, Role.SCHOOL, Role.EXPERT, Role.EVALUATOR})
"""The roles that work with persons; the others read the same rows without their names."""


@dataclass(frozen=True)
class Scope:
    """`known` is whose persons one may know, where that is less than whose rows one reads."""

    read: Conditions
    change: Conditions = field(default_factory=dict)
    anyone: Condition | None = None
    known: Conditions | None = None

    def condition(self, actor: Actor) -> Condition:
        return self._together(self.read, actor, self.anyone)

    def change_condition(self, actor: Actor) -> Condition:
        return self._together(self.change, actor, None)

    def persons(self, actor: Actor) -> Condition:
        """The rows whose persons the actor may know: those it sees in a role that works with them.

        Decided per row, since one caller may hold several roles.
        """
        seen = self.read if self.known is None else self.known
        working = {role: rows for role, rows in seen.items() if role in PERSONAL}
        return self._together(working, actor, None)

    def _together(
        self, conditions: Conditions, actor: Actor, anyone: Condition | None
    ) -> Condition:
        granted = [conditions[role] for role in Role if role in actor.roles and role in conditions]
        if ALL in granted or anyone is ALL:
            return ALL
        return or_(false(), *granted, *([] if anyone is None else [anyone]))


def _bound(name: str) -> ColumnElement[Any]:
    return func.any(bindparam(name, type_=ARRAY(Text)))


def _own(code: Any) -> dict[Role, Condition]:
    """The rows of the actor's own school, or of the schools under its board."""
    under = select(School.establishment_code).where(School.board_number == _bound("actor_boards"))
    return {Role.SCHOOL: code == _bound("actor_schools"), Role.BOARD: code.in_(under)}


_subject = bindparam("actor_subject", type_=Text)
_office: dict[Role, Condition] = {Role.OFFICE: ALL}
_accounts: dict[Role, Condition] = {Role.SUBSIDY: ALL, Role.RESEARCH: ALL}

REGISTER = Scope(read={}, change=_office, anyone=ALL)

ACTING = Scope(read={**_office, **_own(School.establishment_code)})
"""The schools that an actor speaks for."""

EXPERTISES = Scope(
    read={**_office, **_accounts, **_own(Expertise.establishment_code)},
    change={**_office, **_own(Expertise.establishment_code)},
    anyone=Expertise.published.is_(True),
)

ROUNDS = Scope(read=dict.fromkeys(Role, ALL), change=_office)

APPLICATIONS = Scope(
    read={**_office, **_accounts, **_own(Application.establishment_code)},
    change={**_office, **_own(Application.establishment_code)},
)

PARTICIPATIONS = Scope(
    read={
        **_office,
        **_accounts,
        **_own(Participation.establishment_code),
        Role.EXPERT: Participation.id.in_(ASSIGNED),
        Role.EVALUATOR: Participation.id.in_(EVALUATED),
    },
    change={**_office, **_own(Participation.establishment_code)},
)
"""Of whoever takes part, carries out or evaluates; what lies in it has a scope by its year."""


PARTICIPATIONS_AT_WORK = Scope(
    read=PARTICIPATIONS.read,
    change={**PARTICIPATIONS.change, Role.EXPERT: Participation.id.in_(AT_WORK)},
)
"""The same rows; the experts at work on them plan and record their sessions too."""


def _through(column: Any, table: Any, conditions: Conditions) -> dict[Role, Condition]:
    """The same rights as on the row that this one belongs to."""
    return {
        role: ALL if condition is ALL else column.in_(select(table.id).where(condition))
        for role, condition in conditions.items()
    }


def within_application(application_id: Any) -> Scope:
    return Scope(
        read=_through(application_id, Application, APPLICATIONS.read),
        change=_through(application_id, Application, APPLICATIONS.change),
    )


APPLYING = Scope(read=APPLICATIONS.change)
"""The applications that an actor works on, and does not just follow."""


def among_applicants(application_id: Any) -> Scope:
    """What passes between the office and the applying school; who only follows does not see it."""
    shared = within_application(application_id).change
    return Scope(read=shared, change=shared)


def within_participation(participation_id: Any, school_year: Any) -> Scope:
    """What is of one school year of it; experts and evaluators read up to the last one of theirs.

    `school_year` as it is written: `2025-2026`.
    """
    return Scope(
        read={
            **_through(participation_id, Participation, PARTICIPATIONS.read),
            Role.EXPERT: assigned_since(participation_id, school_year),
            Role.EVALUATOR: evaluated_since(participation_id, school_year),
        },
        change=_through(participation_id, Participation, PARTICIPATIONS.change),
    )


def within_year(programme_year_id: Any) -> Scope:
    of_year = within_participation(ProgrammeYear.participation_id, ProgrammeYear.school_year)
    return Scope(
        read=_through(programme_year_id, ProgrammeYear, of_year.read),
        change=_through(programme_year_id, ProgrammeYear, of_year.change),
    )


CURRENT_YEARS = within_participation(Participation.id, Participation.school_year)
"""Where a participation stands now."""

TEAM_MEMBERS = within_participation(TeamMember.participation_id, year_of_day(TeamMember.joined_on))

_of_mine = within_participation(
    LearningTrajectory.participation_id, previous(LearningTrajectory.school_year)
)
"""A trajectory is prepared, and its schools are recruited, in the year before its own."""
_followed = {
    role: LearningTrajectory.id.in_(select(Enrolment.learning_trajectory_id).where(condition))
    for role, condition in _own(Enrolment.establishment_code).items()
}

TRAJECTORIES = Scope(
    read={
        **_of_mine.read,
        **{role: or_(_of_mine.read[role], followed) for role, followed in _followed.items()},
    },
    change=_of_mine.change,
    anyone=and_(
        LearningTrajectory.status == TrajectoryStatus.OPEN.value,
        LearningTrajectory.participation_id.in_(
            select(Participation.id).where(Participation.phase != Phase.ENDED.value)
        ),
    ),
)

TRAJECTORIES_AT_WORK = Scope(
    read=TRAJECTORIES.read,
    change={
        **TRAJECTORIES.change,
        Role.EXPERT: LearningTrajectory.participation_id.in_(AT_WORK),
    },
    anyone=TRAJECTORIES.anyone,
)
"""The same rows; the experts at work on them plan and record their sessions too."""

_in_mine = _through(Enrolment.learning_trajectory_id, LearningTrajectory, _of_mine.read)
_learning = _own(Enrolment.establishment_code)
_on_both_sides = {role: or_(_in_mine[role], own) for role, own in _learning.items()}
_in_its_year = within_participation(
    LearningTrajectory.participation_id, LearningTrajectory.school_year
)
_guided: dict[Role, Condition] = {
    role: seen
    for role, seen in _through(
        Enrolment.learning_trajectory_id, LearningTrajectory, _in_its_year.read
    ).items()
    if role in (Role.EXPERT, Role.EVALUATOR)
}

ENROLMENTS = Scope(
    read={**_in_mine, **_on_both_sides},
    change={**_office, **_on_both_sides},
    known={**_in_mine, **_on_both_sides, **_guided},
)
"""Whom to speak to at a school that was recruited is for who guides it, in its year."""


def within_enrolment(enrolment_id: Any) -> Scope:
    """What is done in the year of its trajectory."""
    return Scope(
        read=_through(enrolment_id, Enrolment, {**ENROLMENTS.read, **_guided}),
        change=_through(enrolment_id, Enrolment, ENROLMENTS.change),
    )


_sessions = within_participation(Session.participation_id, Session.school_year)

SESSIONS = Scope(
    read={
        **_sessions.read,
        **{role: or_(_sessions.read[role], told_of(own)) for role, own in _learning.items()},
    },
    change={**_sessions.change, Role.EXPERT: Session.participation_id.in_(AT_WORK)},
    known={role: seen for role, seen in _sessions.read.items() if role is not Role.EVALUATOR},
)
"""What is noted of a session is for who guides."""


def within_session(session_id: Any) -> Scope:
    return Scope(
        read=_through(session_id, Session, SESSIONS.read),
        change=_through(session_id, Session, SESSIONS.change),
    )


_noted = _through(Attendance.session_id, Session, _sessions.read)
_of_mine_noted = {
    role: or_(_noted[role], Attendance.enrolment_id.in_(select(Enrolment.id).where(own)))
    for role, own in _learning.items()
}

ATTENDANCES = Scope(
    read={**_noted, **_of_mine_noted}, change=within_session(Attendance.session_id).change
)
"""A learning school reads its own attendance of a shared session, not that of the others."""


_participation_of_evaluation = within_participation(
    Evaluation.participation_id, EVALUATED_YEAR
).read
_completed = Evaluation.status == EvaluationStatus.COMPLETED.value
_by_me = Evaluation.evaluator_subject == _subject
_of_my_enrolment = {
    role: Evaluation.enrolment_id.in_(select(Enrolment.id).where(own))
    for role, own in _learning.items()
}

EVALUATIONS = Scope(
    read={
        **{
            role: _completed & or_(seen, _of_my_enrolment.get(role, false()))
            for role, seen in _participation_of_evaluation.items()
        },
        **_office,
        Role.EVALUATOR: _by_me,
    },
    change={**_office, Role.EVALUATOR: _by_me},
)

DECISIONS = within_year(GoNoGoDecision.programme_year_id)

_my_import: dict[Role, Condition] = dict.fromkeys(
    (Role.BOARD, Role.SCHOOL, Role.EXPERT), Import.actor == _subject
)
IMPORTS = Scope(read={**_office, **_my_import}, change={**_office, **_my_import})
"""What one sent in oneself."""

_row_of_mine: dict[Role, Condition] = dict.fromkeys(
    _my_import, ImportRow.import_id.in_(select(Import.id).where(Import.actor == _subject))
)
IMPORT_ROWS = Scope(read={**_office, **_row_of_mine})

AUDIT = Scope(read=_office)

_opened_by_me = dict.fromkeys(Role, CalendarFeed.actor == _subject)

CALENDAR_FEEDS = Scope(
    read={**_opened_by_me, **_office},
    change={**_opened_by_me, **_office},
)
"""One's own; the office knows of all, and ends what should no longer be read."""

_subscribed_by_me = dict.fromkeys(Role, WebhookSubscription.actor == _subject)

WEBHOOKS = Scope(
    read={**_subscribed_by_me, **_office},
    change={**_subscribed_by_me, **_office},
)
"""One's own; the office sees all, and ends what should no longer be sent."""


def within_webhook(subscription_id: Any) -> Scope:
    return Scope(
        read=_through(subscription_id, WebhookSubscription, WEBHOOKS.read),
        change=_through(subscription_id, WebhookSubscription, WEBHOOKS.change),
    )
