"""What an evaluation is about, and whether its evaluator may evaluate that at all."""

from collections.abc import Iterable
from uuid import UUID

from ok_api.access.rows import unknown_school
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput, RuleRefused
from ok_api.foundation.flaws import unknown
from ok_api.programme.participation.facts import read_ties
from ok_api.programme.review.evaluations import queries
from ok_api.programme.review.evaluations.schemas import NewEvaluation
from ok_api.rules import evaluations as rules
from ok_api.rules.independence import Ties
from ok_api.rules.ruling import Ruling
from ok_api.rules.text import Text, together
from ok_api.rules.words import EvaluationSubject, EvaluatorTie
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
    member, pointer = NAMED_BY[new.subject]
    subject_id: UUID = getattr(new, member)
    found = await work.session.scalar(queries.participation_of(new.subject, subject_id))
    if found is None:
        raise InvalidInput(unknown(pointer))
    return found


def _misnamed(new: NewEvaluation) -> list[Flaw]:
    flaws = []
    for subject, (member, pointer) in NAMED_BY.items():
        given = getattr(new, member) is not None
        if subject is new.subject and not given:
            said = Text(
                f"Noem wat u laat evalueren: {subject.label.nl}.",
                f"Say what is evaluated: {subject.label.en}.",
            )
            flaws.append(Flaw(where="body", name=pointer, code="missing", message=said))
        elif subject is not new.subject and given:
            said = Text(
                f"Dit hoort niet bij een evaluatie van: {new.subject.label.nl}.",
                f"This does not go with an evaluation of: {new.subject.label.en}.",
            )
            flaws.append(Flaw(where="body", name=pointer, code="other_subject", message=said))
    return flaws


async def refuse_unknown_schools(work: Work, codes: list[str]) -> None:
    """A misspelt code would hide that the evaluator belongs to the school evaluated."""
    known = set(await work.session.scalars(queries.known_codes(codes)))
    flaws = [
        unknown_school(f"/evaluatorEstablishmentCodes/{place}", code)
        for place, code in enumerate(codes)
        if code not in known
    ]
    if flaws:
        raise InvalidInput(*flaws)


async def evaluated_parties(work: Work, evaluation: Evaluation) -> tuple[str, ...]:
    """The schools that the evaluation is about, with their institutions and boards."""
    codes = await work.session.scalars(queries.evaluated_schools(evaluation))
    return await _parties(work, set(codes))


async def evaluator_parties(work: Work, evaluation: Evaluation) -> tuple[str, ...]:
    """What was stated of the evaluator, and what the evaluator's own token says."""
    boards = _from_token(work, evaluation, "boards")
    return await _parties(work, _schools_of_evaluator(work, evaluation), boards)


async def ties_of(work: Work, evaluation: Evaluation) -> Ties:
    """What else joins the evaluator to whoever carries out; the evaluation is in the database."""
    codes = sorted(_schools_of_evaluator(work, evaluation))
    await work.session.flush()
    found = read_ties(await work.session.scalar(queries.ties_of(evaluation.id, codes)) or ())
    return {tie: marks for tie, marks in found.items() if tie is not EvaluatorTie.PARTY}


def _schools_of_evaluator(work: Work, evaluation: Evaluation) -> set[str]:
    return {*evaluation.evaluator_establishment_codes, *_from_token(work, evaluation, "schools")}


def _from_token(work: Work, evaluation: Evaluation, claim: str) -> tuple[str, ...]:
    mine = work.actor.subject == evaluation.evaluator_subject
    return work.actor.memberships.get(claim, ()) if mine else ()


async def _parties(work: Work, codes: set[str], boards: Iterable[str] = ()) -> tuple[str, ...]:
    rows = await work.session.execute(queries.parties(codes))
    related = {party for row in rows for party in row if party is not None}
    return tuple(sorted(related | codes | set(boards)))


async def refuse_dependence(work: Work, evaluation: Evaluation) -> None:
    """The evaluator stands outside whoever carries out (R-DEC-2). Raises `RuleRefused`."""
    evaluated = await evaluated_parties(work, evaluation)
    evaluator = await evaluator_parties(work, evaluation)
    ruling = rules.opening(evaluator, evaluated, await ties_of(work, evaluation))
    if not ruling.allowed:
        raise RuleRefused(dependent(ruling), ruling)


def dependent(ruling: Ruling) -> Text:
    """Which ties there are, in sentences, with all else that is missing."""
    return Text(
        "Deze evaluator is niet onafhankelijk. {missing}",
        "This evaluator is not independent. {missing}",
    ).format(missing=together(ruling.missing))
