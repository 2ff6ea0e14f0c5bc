"""What of an evaluation is whose to say: the office appoints, the evaluator alone judges."""

from collections.abc import Iterable

from ok_api.foundation.database import Work
from ok_api.foundation.errors import Forbidden
from ok_api.rules.ruling import camel
from ok_api.rules.text import Text, listed
from ok_api.rules.words import Role
from ok_api.tables import Evaluation

OF_THE_OFFICE = frozenset({"evaluator_subject", "evaluator_name", "evaluator_establishment_codes"})
OF_THE_EVALUATOR = {
    "trajectories_judgement": Text(
        "het oordeel over de leertrajecten", "the judgement of the trajectories"
    ),
    "knowledge_activities_judgement": Text(
        "het oordeel over de kennisdeelactiviteiten", "the judgement of the knowledge activities"
    ),
    "effort_judgement": Text("het oordeel over de inzet", "the judgement of the effort"),
    "conclusion": Text("de conclusie", "the conclusion"),
    "conclusion_motivation": Text(
        "de motivering van de conclusie", "the motivation of the conclusion"
    ),
}


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
    judged = [name for name in OF_THE_EVALUATOR if name in sent]
    if judged and not _evaluates(work, evaluation):
        raise Forbidden(
            Text(
                "Dit zegt alleen de evaluator zelf: {told}.",
                "Only the evaluator says this: {told}.",
            ).format(told=listed(OF_THE_EVALUATOR[name] for name in judged)),
            members=_told(judged),
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
