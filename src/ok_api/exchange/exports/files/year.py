"""Which rows an export of one school year holds: that year's, and whatever they refer to.

A participation of 2026-2027 began with an application of an earlier round, and a school that
learns next year has its intake in this one. Their rows come along, so that every reference leads
somewhere; each carries its own school year. Without a year everything is in.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, or_, select

from ok_api.tables import (
    Application,
    Attendance,
    Enrolment,
    KnowledgeActivity,
    LearningTrajectory,
    Participation,
    ProgrammeYear,
    SelectionRound,
    Session,
)

_YEAR = bindparam("school_year", type_=Text)


def of_year(column: Any) -> ColumnElement[bool]:
    return or_(_YEAR.is_(None), column == _YEAR)


def among(column: Any, *rows: Select[Any]) -> ColumnElement[bool]:
    return or_(*(column.in_(each) for each in rows))


def _known(column: Any) -> Select[Any]:
    return select(column).where(column.is_not(None))


_begun = select(LearningTrajectory.id).where(of_year(LearningTrajectory.school_year))
_dated = of_year(Session.school_year)

ENROLMENTS = select(Enrolment.id).where(
    or_(
        Enrolment.learning_trajectory_id.in_(_begun),
        among(
            Enrolment.id,
            _known(Session.enrolment_id).where(_dated),
            _known(Attendance.enrolment_id)
            .join(Session, Session.id == Attendance.session_id)
            .where(_dated),
        ),
    )
)
TRAJECTORIES = select(LearningTrajectory.id).where(
    among(
        LearningTrajectory.id,
        _begun,
        _known(Session.learning_trajectory_id).where(_dated),
        select(Enrolment.learning_trajectory_id).where(Enrolment.id.in_(ENROLMENTS)),
    )
)
PARTICIPATIONS = select(Participation.id).where(
    or_(
        _YEAR.is_(None),
        among(
            Participation.id,
            select(ProgrammeYear.participation_id).where(of_year(ProgrammeYear.school_year)),
            select(LearningTrajectory.participation_id).where(
                LearningTrajectory.id.in_(TRAJECTORIES)
            ),
            select(Session.participation_id).where(_dated),
            select(KnowledgeActivity.participation_id).where(
                of_year(KnowledgeActivity.school_year)
            ),
        ),
    )
)
_opened = select(SelectionRound.id).where(of_year(SelectionRound.school_year))
APPLICATIONS = select(Application.id).where(
    or_(
        Application.selection_round_id.in_(_opened),
        Application.id.in_(
            select(Participation.application_id).where(Participation.id.in_(PARTICIPATIONS))
        ),
    )
)
ROUNDS = select(SelectionRound.id).where(
    among(
        SelectionRound.id,
        _opened,
        select(Application.selection_round_id).where(Application.id.in_(APPLICATIONS)),
    )
)
_participating = Participation.id.in_(PARTICIPATIONS)
_applying = Application.id.in_(APPLICATIONS)
EXPERTISES = select(Application.expertise_id).where(_applying)
"""A participation has the expertise of the application that it began with."""
APPLICANTS = select(Application.establishment_code).where(_applying)
EXPERTISE_SCHOOLS = select(Participation.establishment_code).where(_participating)
LEARNERS = select(Enrolment.establishment_code).where(Enrolment.id.in_(ENROLMENTS))
