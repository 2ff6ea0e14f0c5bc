"""On which side of an enrolment the caller stands: the school that guides, the one that learns."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from ok_api.foundation.database import Work
from ok_api.foundation.errors import Forbidden
from ok_api.foundation.identity import actor_values
from ok_api.programme.learning.enrolments import queries
from ok_api.programme.learning.enrolments.standing import BY_LEARNER
from ok_api.rules.ruling import camel
from ok_api.rules.text import Text
from ok_api.rules.words import EnrolmentStatus

OF_WHO_LEARNS = frozenset({"improvement_question", "contact_name", "contact_email"})
OF_WHO_GUIDES = frozenset({"intake_held_on", "intake_summary", "planning"})
"""That the school agreed is for either of them to record."""


@dataclass(frozen=True)
class Sides:
    """The office stands on both sides, and so does a board with both schools."""

    guides: bool
    learns: bool

    def require_one(self, school_name: str) -> None:
        """Raises `Forbidden` to who stands on neither side."""
        if not (self.guides or self.learns):
            raise Forbidden(
                Text(
                    f"{school_name} wordt ingeschreven door wie voor die school spreekt of haar"
                    " begeleidt.",
                    f"{school_name} is enrolled by who speaks for that school or guides it.",
                )
            )

    def require_for(self, members: Iterable[str]) -> None:
        """Raises `Forbidden`, naming the members that are the other side's to say."""
        foreign: set[str] = set()
        if not self.guides:
            foreign |= OF_WHO_GUIDES.intersection(members)
        if not self.learns:
            foreign |= OF_WHO_LEARNS.intersection(members)
        if foreign:
            names = sorted(camel(name) for name in foreign)
            raise Forbidden(
                Text(
                    f"Dit is aan de andere school: {', '.join(names)}.",
                    f"This is for the other school to say: {', '.join(names)}.",
                ),
                members=names,
            )

    def require_step(self, to: EnrolmentStatus) -> None:
        """Raises `Forbidden` to a learning school for all but its own withdrawal."""
        if not self.guides and to not in BY_LEARNER:
            raise Forbidden(
                Text(
                    "Deze stap zet de expertiseschool; u kunt uw school wel terugtrekken.",
                    "The expertise school takes this step; you may withdraw your school.",
                ),
                allowed=sorted(BY_LEARNER),
            )


async def sides_of(work: Work, trajectory_id: UUID, establishment_code: str) -> Sides:
    asked = queries.sides_select(work.actor, trajectory_id, establishment_code)
    guides, learns = (await work.session.execute(asked, actor_values(work.actor))).one()
    return Sides(bool(guides), bool(learns))
