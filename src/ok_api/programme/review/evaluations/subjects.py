"""What an evaluation is about, and whether its evaluator may evaluate that at all."""

from collections.abc import Iterable
from uuid import UUID

from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput, NotFound, RuleRefused
from ok_api.programme.review.evaluations import queries
from ok_api.programme.review.evaluations.schemas import NewEvaluation
from ok_api.rules import evaluations as rules
from ok_api.rules.text import Text
from ok_api.rules.words import EvaluationSubject
from ok_api.tables import Evaluation

NAMED_BY = {
    EvaluationSubject.PROGRAMME_YEAR: ("programme_year_id", "/programmeYearId"),
    EvaluationSubject.TRAJECTORY: ("learning_trajectory_id", "/learningTrajectoryId"),
    EvaluationSubject.ENROLMENT: ("enrolment_id", "/enrolmentId"),
}


async def participation_of(work: Work, new: NewEvaluation) -> UUID:
    """Whose work the subject is. Raises `InvalidInput` for another subject's id, or none at all."""
    flaws = list(_misnamed(new))
    if flaws:
        raise InvalidInput(*flaws)
    member, _ = NAMED_BY[new.subject]
    subject_id: UUID = getattr(new, member)
    found = await work.session.scalar(queries.participation_of(new.subject, subject_id))
    if found is None:
        raise NotFound(f"{new.subject.value} {subject_id}")
    return found


def _misnamed(new: NewEvaluation) -> list[Flaw]:
    flaws = []
    for subject, (member, pointer) in NAMED_BY.items():
        given = getattr(new, member) is not None
        if subject is new.subject and not given:
            said = Text(
                f"Noem wat u laat evalueren: {pointer[1:]} ontbreekt.",
                f"Say what is evaluated: {pointer[1:]} is missing.",
            )
            flaws.append(Flaw(where="body", name=pointer, code="missing", message=said))
        elif subject is not new.subject and given:
            said = Text(
                f"Dit hoort niet bij een evaluatie van {new.subject.value}.",
                f"This does not go with an evaluation of {new.subject.value}.",
            )
            flaws.append(Flaw(where="body", name=pointer, code="other_subject", message=said))
    return flaws


async def refuse_unknown_schools(work: Work, codes: list[str]) -> None:
    """A misspelt code would hide that the evaluator belongs to the school evaluated."""
    known = set(await work.session.scalars(queries.known_codes(codes)))
    flaws = [_unknown(place, code) for place, code in enumerate(codes) if code not in known]
    if flaws:
        raise InvalidInput(*flaws)


def _unknown(place: int, code: str) -> Flaw:
    return Flaw(
        where="body",
        name=f"/evaluatorEstablishmentCodes/{place}",
        code="unknown_school",
        message=Text(f"Het register kent {code} niet.", f"The register does not know {code}."),
    )


async def evaluated_parties(work: Work, evaluation: Evaluation) -> tuple[str, ...]:
    """The schools that the evaluation is about, with their institutions and boards."""
    codes = await work.session.scalars(queries.evaluated_schools(evaluation))
    return await _parties(work, set(codes))


async def evaluator_parties(work: Work, evaluation: Evaluation) -> tuple[str, ...]:
    """What was stated of the evaluator, and what the evaluator's own token says."""
    codes, boards = set(evaluation.evaluator_establishment_codes), set[str]()
    if work.actor.subject == evaluation.evaluator_subject:
        codes |= set(work.actor.memberships.get("schools", ()))
        boards |= set(work.actor.memberships.get("boards", ()))
    return await _parties(work, codes, boards)


async def _parties(work: Work, codes: set[str], boards: Iterable[str] = ()) -> tuple[str, ...]:
    rows = await work.session.execute(queries.parties(codes))
    related = {party for row in rows for party in row if party is not None}
    return tuple(sorted(related | codes | set(boards)))


async def refuse_dependence(work: Work, evaluation: Evaluation) -> None:
    """The evaluator stands outside the school evaluated (R-DEC-2). Raises `RuleRefused`."""
    evaluated = await evaluated_parties(work, evaluation)
    ruling = rules.opening(await evaluator_parties(work, evaluation), evaluated)
    if not ruling.allowed:
        raise RuleRefused(
            Text(
                "De evaluator is niet onafhankelijk van de school die wordt geëvalueerd.",
                "The evaluator is not independent of the school that is evaluated.",
            ),
            ruling,
        )
