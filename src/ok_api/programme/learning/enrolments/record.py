"""One enrolment with all that its next step depends on, as the database tells it."""

from datetime import date
from typing import Any

from ok_api.foundation.schema import Answer
from ok_api.programme.participation.facts import read_school
from ok_api.rules.learning import EnrolmentFacts
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import EnrolmentStatus, Phase, TrajectoryStatus


class EnrolmentRecord(Answer):
    establishment_code: str
    status: EnrolmentStatus
    improvement_question: str
    intake_held_on: date | None
    agreed_on: date | None
    location_closed_on: date | None
    school_year: str
    trajectory_status: TrajectoryStatus
    capacity: int
    enrolled_count: int
    expertise_school_code: str
    expertise_school_phase: Phase
    schools_granted: int
    schools_enrolled: int
    learning_school: dict[str, Any]
    baseline_measured: bool
    end_measured: bool

    def facts(
        self, today: date, *, motivation: str | None = None, registering: bool = False
    ) -> EnrolmentFacts:
        """`motivation` is what was given for the step, blank when nothing was.

        `registering` is whether a learning school registers itself.
        """
        year_over = today > SchoolYear.parse(self.school_year).end
        return EnrolmentFacts(
            status=self.status,
            school=read_school(self.learning_school, today),
            expertise_school_code=self.expertise_school_code,
            trajectory_status=self.trajectory_status,
            schools_granted=self.schools_granted,
            schools_enrolled=self.schools_enrolled,
            places=self.capacity,
            places_taken=self.enrolled_count,
            improvement_question=self.improvement_question,
            intake_held=self.intake_held_on is not None,
            agreed=self.agreed_on is not None,
            baseline_measured=self.baseline_measured,
            end_measured=self.end_measured,
            year_over=year_over if registering else None,
            location_closed_on=self.location_closed_on,
            motivation=motivation,
        )

    def day(self, today: date) -> date:
        """Whose rule values count: today, or the year's first or last day when it lies outside."""
        year = SchoolYear.parse(self.school_year)
        return min(max(today, year.start), year.end)
