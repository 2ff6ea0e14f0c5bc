"""The facts that the rules on enrolments ask for, in a constant number of statements."""

from datetime import date

from ok_api.foundation.database import Work
from ok_api.programme.learning.enrolments import queries
from ok_api.programme.participation.facts import school_facts
from ok_api.rules.learning import EnrolmentFacts
from ok_api.rules.school_year import SchoolYear
from ok_api.tables import Enrolment, LearningTrajectory, Participation


async def enrolment_facts(
    work: Work,
    enrolment: Enrolment,
    trajectory: LearningTrajectory,
    *,
    motivation: str | None = None,
    lock: bool = False,
) -> EnrolmentFacts:
    """One enrolment as it stands, in three statements.

    With `lock` the places of the year stay as they are told until the work ends. The trajectory is
    then locked by the caller already: trajectory first, enrolment next, year last, everywhere.
    """
    participation = await work.session.get_one(Participation, trajectory.participation_id)
    year = await work.session.scalar(queries.year_select(trajectory, lock=lock))
    return EnrolmentFacts(
        status=enrolment.status,
        school=await school_facts(work, enrolment.id),
        expertise_school_code=participation.establishment_code,
        trajectory_status=trajectory.status,
        schools_granted=0 if year is None else year.granted_school_count,
        schools_enrolled=0 if year is None else year.guided_school_count,
        places=trajectory.capacity,
        places_taken=trajectory.enrolled_count,
        improvement_question=enrolment.improvement_question,
        intake_held=enrolment.intake_held_on is not None,
        motivation=motivation,
    )


def day_within(school_year: str, on: date) -> date:
    """The day whose rule values count: the year's own first or last day when `on` lies outside."""
    year = SchoolYear.parse(school_year)
    return min(max(on, year.start), year.end)
