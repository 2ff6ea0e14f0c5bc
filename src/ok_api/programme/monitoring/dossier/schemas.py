"""What a dossier holds: the same shapes that the parts have at their own addresses."""

from pydantic import Field

from ok_api.foundation.schema import Answer
from ok_api.programme.catalogue.schemas import Expertise
from ok_api.programme.learning.activities.schemas import KnowledgeActivity
from ok_api.programme.learning.enrolments.schemas import Enrolment
from ok_api.programme.learning.sessions.schemas import Session
from ok_api.programme.learning.trajectories.schemas import LearningTrajectory
from ok_api.programme.participation.experts.schemas import ExpertAssignment
from ok_api.programme.participation.schemas import Participation
from ok_api.programme.participation.team.schemas import TeamMember
from ok_api.programme.participation.years.schemas import ProgrammeYear
from ok_api.programme.review.decisions.schemas import GoNoGoDecision
from ok_api.programme.review.evaluations.schemas import Evaluation
from ok_api.programme.schools.schemas import School, SchoolBoard

HIDDEN = "null for who may not list them"


class Dossier(Answer):
    """Everything about one participation (dossier), as far as the caller may see it."""

    participation: Participation = Field(description="The participation (deelname).")
    school: School = Field(description="Its school (schoolvestiging).")
    board: SchoolBoard | None = Field(
        description="The board of that school (bevoegd gezag), where the register names one."
    )
    expertise: Expertise | None = Field(
        description="Its expertise (aanpak); null for who may not see an unpublished one."
    )
    team: list[TeamMember] | None = Field(description=f"Its expertise team; {HIDDEN}.")
    experts: list[ExpertAssignment] | None = Field(
        description=f"The experts attached to it (inzet experts); {HIDDEN}."
    )
    programme_years: list[ProgrammeYear] = Field(
        description="Its programme years (programmajaren), the first one first, each with its"
        " progress against every norm and its facilitation."
    )
    trajectories: list[LearningTrajectory] = Field(
        description="What it offers to other schools (leertrajecten)."
    )
    enrolments: list[Enrolment] | None = Field(
        description=f"The schools in those trajectories (ontwikkelscholen); {HIDDEN}."
    )
    sessions: list[Session] | None = Field(
        description=f"Its sessions (bijeenkomsten), in order of time; {HIDDEN}."
    )
    knowledge_activities: list[KnowledgeActivity] | None = Field(
        description=f"Its knowledge activities (kennisdeelactiviteiten); {HIDDEN}."
    )
    evaluations: list[Evaluation] = Field(
        description="Its evaluations (evaluaties); drafts only for who may see them."
    )
    decisions: list[GoNoGoDecision] = Field(
        description="The go/no-go decisions on it (besluiten), replaced ones included."
    )
