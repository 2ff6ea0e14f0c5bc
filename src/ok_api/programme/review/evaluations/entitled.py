"""What of an evaluation is whose to say: the office appoints, the evaluator alone judges."""

from collections.abc import Iterable

from ok_api.foundation.database import Work
from ok_api.foundation.errors import Forbidden
from ok_api.rules.ruling import camel
from ok_api.rules.text import Text
from ok_api.rules.words import Role
from ok_api.tables import Evaluation

OF_THE_OFFICE = frozenset({"evaluator_subject", "evaluator_name", "evaluator_establishment_codes"})
OF_THE_EVALUATOR = frozenset(
    {
        "trajectories_judgement",
        "knowledge_activities_judgement",
        "effort_judgement",
        "conclusion",
        "conclusion_motivation",
    }
)


def require_for(work: Work, evaluation: Evaluation, members: Iterable[str]) -> None:
    """Raises `Forbidden`, naming the members that are another's to say.

    Judgements and conclusion are independent (R-DEC-2): who decides on a school does not write
    them.
    """
    sent = frozenset(members)
    if Role.OFFICE not in work.actor.roles and not OF_THE_OFFICE.isdisjoint(sent):
        raise Forbidden(
            Text(
                "Alleen het programmabureau wijst een evaluator aan.",
                "Only the programme office appoints an evaluator.",
            ),
            members=_told(sent & OF_THE_OFFICE),
            allowedRoles=[Role.OFFICE.value],
        )
    judged = sent & OF_THE_EVALUATOR
    if judged and not _evaluates(work, evaluation):
        names = _told(judged)
        raise Forbidden(
            Text(
                f"Dit zegt alleen de evaluator zelf: {', '.join(names)}.",
                f"Only the evaluator says this: {', '.join(names)}.",
            ),
            members=names,
            allowedRoles=[Role.EVALUATOR.value],
        )


def require_completion(work: Work, evaluation: Evaluation) -> None:
    """Raises `Forbidden` to all but the evaluator, whose signature it is."""
    if not _evaluates(work, evaluation):
        raise Forbidden(
            Text(
                "Alleen de evaluator zelf rondt een evaluatie af.",
                "Only the evaluator completes an evaluation.",
            ),
            allowedRoles=[Role.EVALUATOR.value],
        )


def _evaluates(work: Work, evaluation: Evaluation) -> bool:
    mine = work.actor.subject == evaluation.evaluator_subject
    return mine and Role.EVALUATOR in work.actor.roles


def _told(names: Iterable[str]) -> list[str]:
    return sorted(camel(name) for name in names)
