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
from ok_api.rules.text import Text, listed
from ok_api.rules.words import EnrolmentStatus

OF_WHO_LEARNS = {
    "improvement_question": Text("de verbetervraag", "the improvement question"),
    "contact_name": Text("de contactpersoon", "the contact person"),
    "contact_email": Text("het e-mailadres van de contactpersoon", "the contact's mail address"),
}
OF_WHO_GUIDES = {
    "intake_held_on": Text("de dag van het intakegesprek", "the day of the intake conversation"),
    "intake_summary": Text("het verslag van het intakegesprek", "the summary of the intake"),
    "planning": Text("de planning", "the planning"),
}
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
        theirs = {} if self.guides else OF_WHO_GUIDES
        theirs = theirs if self.learns else theirs | OF_WHO_LEARNS
        foreign = sorted(theirs.keys() & set(members))
        if foreign:
            raise Forbidden(
                Text(
                    "Dit is aan de andere school: {told}.",
                    "This is for the other school to say: {told}.",
                ).format(told=listed(theirs[name] for name in foreign)),
                members=sorted(camel(name) for name in foreign),
            )

    def require_step(self, to: EnrolmentStatus) -> None:
        """Raises `Forbidden` to a learning school for all but its own withdrawal."""
        if not self.guides and to not in BY_LEARNER:
            raise Forbidden(
                Text(
                    "Deze stap is aan de expertiseschool; u kunt uw school wel terugtrekken.",
                    "This step is for the expertise school to take; you may withdraw your school.",
                ),
                allowed=sorted(BY_LEARNER),
            )


async def sides_of(work: Work, trajectory_id: UUID, establishment_code: str) -> Sides:
    asked = queries.sides_select(work.actor, trajectory_id, establishment_code)
    guides, learns = (await work.session.execute(asked, actor_values(work.actor))).one()
    return Sides(bool(guides), bool(learns))
