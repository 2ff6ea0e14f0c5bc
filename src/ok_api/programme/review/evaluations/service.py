"""Evaluating: opened by the office, filled in by the evaluator, completed once and for all."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.access.scope import EVALUATIONS
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput, RuleRefused, WrongState
from ok_api.programme.participation.dates import happened
from ok_api.programme.review.evaluations import entitled, queries, subjects
from ok_api.programme.review.evaluations.schemas import (
    EvaluationChanges,
    EvaluationCompletion,
    NewEvaluation,
)
from ok_api.rules import evaluations as rules
from ok_api.rules.independence import INDEPENDENCE
from ok_api.rules.ruling import Ruling
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.text import Text, together
from ok_api.rules.words import EvaluationStatus, ProgrammeYearStatus
from ok_api.tables import Evaluation, ProgrammeYear

JUDGEMENTS = {
    rules.TRAJECTORIES: "trajectories_judgement",
    rules.KNOWLEDGE_ACTIVITIES: "knowledge_activities_judgement",
    rules.EFFORT: "effort_judgement",
}


async def open_evaluation(work: Work, new: NewEvaluation) -> Evaluation:
    """Raises `RuleRefused` when the evaluator belongs to whoever carries out (R-DEC-2).

    The database refuses a second evaluation of one programme year.
    """
    participation_id = await subjects.participation_of(work, new)
    await subjects.refuse_unknown_schools(work, new.evaluator_establishment_codes)
    evaluation = Evaluation(participation_id=participation_id, **new.model_dump())
    work.session.add(evaluation)
    await work.session.flush()
    await subjects.refuse_dependence(work, evaluation)
    return evaluation


async def change_evaluation(
    work: Work, evaluation_id: UUID, changes: EvaluationChanges
) -> Evaluation:
    """Raises `WrongState` once it is completed, `Forbidden` for what is another's to say.

    A new evaluator begins anew: what the one before wrote would else be signed by another.
    """
    evaluation = await _draft(work, evaluation_id)
    changed = changes.changes()
    entitled.require_for(work, evaluation, changed)
    successor = changed.get("evaluator_subject", evaluation.evaluator_subject)
    if successor != evaluation.evaluator_subject:
        changed = {**changed, **dict.fromkeys(entitled.OF_THE_EVALUATOR)}
    for name, value in changed.items():
        setattr(evaluation, name, value)
    if not entitled.OF_THE_OFFICE.isdisjoint(changed):
        await _check_evaluator(work, evaluation, changed)
    return evaluation


async def complete_evaluation(
    work: Work, evaluation_id: UUID, completion: EvaluationCompletion
) -> Evaluation:
    """Raises `RuleRefused` with everything that is missing; a programme year is then evaluated."""
    evaluation = await _draft(work, evaluation_id)
    entitled.require_completion(work, evaluation)
    year = await _year_of(work, evaluation)
    completed_on = happened(work, completion.completed_on, "/completedOn")
    await _check_begun(work, evaluation, completed_on)
    ruling = rules.completion(await _record(work, evaluation, year))
    if not ruling.allowed:
        raise RuleRefused(_refusal(ruling), ruling)
    evaluation.status = EvaluationStatus.COMPLETED
    evaluation.completed_on = completed_on
    if year is not None:
        year.status = ProgrammeYearStatus.EVALUATED
    return evaluation


def _refusal(ruling: Ruling) -> Text:
    """Who may not evaluate is told so, and not that something is still to be filled in."""
    if any(unmet.rule_id == INDEPENDENCE for unmet in ruling.unmet_requirements):
        return subjects.dependent(ruling)
    return Text(
        "De evaluatie is nog niet compleet. {missing}",
        "The evaluation is not complete yet. {missing}",
    ).format(missing=together(ruling.missing))


async def _draft(work: Work, evaluation_id: UUID) -> Evaluation:
    evaluation = await fetch_for_change(
        work, Evaluation, EVALUATIONS, Evaluation.id == evaluation_id
    )
    if evaluation.status is EvaluationStatus.COMPLETED:
        raise WrongState(
            Text(
                "Deze evaluatie is afgerond op {completed_on} en wijzigt niet meer.",
                "This evaluation was completed on {completed_on} and does not change any more.",
            ).format(completed_on=evaluation.completed_on)
        )
    return evaluation


async def _check_evaluator(work: Work, evaluation: Evaluation, changed: Mapping[str, Any]) -> None:
    codes = changed.get("evaluator_establishment_codes", [])
    await subjects.refuse_unknown_schools(work, codes)
    await subjects.refuse_dependence(work, evaluation)


async def _year_of(work: Work, evaluation: Evaluation) -> ProgrammeYear | None:
    """The programme year that is evaluated, locked: a decision on it waits."""
    year_id = evaluation.programme_year_id
    if year_id is None:
        return None
    return await work.session.get_one(
        ProgrammeYear, year_id, with_for_update=True, populate_existing=True
    )


async def _check_begun(work: Work, evaluation: Evaluation, completed_on: date) -> None:
    """What has not begun cannot have been evaluated."""
    written = await work.session.scalar(queries.school_year_of(evaluation.id))
    year = SchoolYear.parse(str(written))
    if completed_on < year.start:
        message = Text(
            "Het schooljaar {year} begint pas op {start}.",
            "The school year {year} only begins on {start}.",
        ).format(year=year, start=year.start)
        raise InvalidInput(
            Flaw(where="body", name="/completedOn", code="before_start", message=message)
        )


async def _record(
    work: Work, evaluation: Evaluation, year: ProgrammeYear | None
) -> rules.EvaluationRecord:
    return rules.EvaluationRecord(
        subject=evaluation.subject,
        phase=None if year is None else year.phase,
        evaluator_parties=await subjects.evaluator_parties(work, evaluation),
        evaluated_parties=await subjects.evaluated_parties(work, evaluation),
        judged=frozenset(part for part, name in JUDGEMENTS.items() if getattr(evaluation, name)),
        conclusion=evaluation.conclusion,
        conclusion_motivated=evaluation.conclusion_motivation is not None,
        ties=await subjects.ties_of(work, evaluation),
    )
