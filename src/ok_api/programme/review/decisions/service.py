"""Deciding on a programme year. A phase changes here, and nowhere else (R-DEC-1 to R-DEC-6)."""

from datetime import date

from uuid6 import uuid7

from ok_api.access.rows import fetch
from ok_api.access.scope import PARTICIPATIONS
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.programme.participation.dates import happened
from ok_api.programme.participation.facts import year_facts
from ok_api.programme.participation.locks import lock_years
from ok_api.programme.participation.service import end_participation, move_on
from ok_api.programme.participation.years.service import no_programme_year
from ok_api.programme.review.decisions import judging, queries, replacing
from ok_api.programme.review.decisions.receipt import Receipt
from ok_api.programme.review.decisions.schemas import NewGoNoGoDecision
from ok_api.rules.canonical import fingerprint
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.text import Text
from ok_api.rules.words import DecisionOutcome, EndingReason, Phase, ProgrammeYearStatus
from ok_api.tables import Evaluation, GoNoGoDecision, Participation, ProgrammeYear


async def record_decision(work: Work, new: NewGoNoGoDecision) -> GoNoGoDecision:
    """Take a decision and carry it out, in one unit of work.

    Raises `RuleRefused` with everything that is missing, `WrongState` when the decision it
    replaces no longer stands or the next year rests on it.
    """
    replacing.refuse_stray_members(new)
    decided_on = happened(work, new.decided_on, "/decidedOn")
    participation, years = await _locked(work, new)
    year = years[new.school_year]
    earlier = await replacing.replaced_decision(work, new, year)
    facts = judging.standing_facts(participation, await year_facts(work, year))
    proposed = judging.proposed_by(new)
    ruling = judging.allowed(facts, proposed, decided_on)
    evaluation = (await work.session.scalars(queries.evaluation_of(year.id))).one()
    check_order(decided_on, evaluation, earlier)
    receipt = Receipt(participation.id, decided_on, facts, proposed, ruling)
    decision = decision_on(work, new, evaluation, receipt)
    if earlier is not None:
        replacing.refuse_settled(years.get(str(facts.school_year.next)), earlier, decision)
    work.session.add(decision)
    await work.session.flush()
    await _carry_out(work, participation, year, decision)
    return decision


async def _locked(
    work: Work, new: NewGoNoGoDecision
) -> tuple[Participation, dict[str, ProgrammeYear]]:
    """The participation with its years: whoever else decides on it waits."""
    participation = await fetch(
        work,
        Participation,
        PARTICIPATIONS,
        Participation.id == new.participation_id,
        at="/participationId",
    )
    years = await lock_years(work, participation)
    if new.school_year not in years:
        raise InvalidInput(no_programme_year(new.school_year))
    return participation, years


def check_order(on: date, evaluation: Evaluation | None, earlier: GoNoGoDecision | None) -> None:
    """First evaluate, then decide; and replace only what was decided by then."""
    told = None if evaluation is None else evaluation.completed_on
    if told is not None and on < told:
        raise InvalidInput(
            _too_early(
                Text(
                    "De evaluatie is pas op {told} afgerond.",
                    "The evaluation was only completed on {told}.",
                ).format(told=told)
            )
        )
    if earlier is not None and on < earlier.decided_on:
        raise InvalidInput(
            _too_early(
                Text(
                    "Het vorige besluit is pas op {told} genomen.",
                    "The earlier decision was only taken on {told}.",
                ).format(told=earlier.decided_on)
            )
        )


def _too_early(message: Text) -> Flaw:
    return Flaw(where="body", name="/decidedOn", code="too_early", message=message)


def decision_on(
    work: Work, new: NewGoNoGoDecision, evaluation: Evaluation, receipt: Receipt
) -> GoNoGoDecision:
    """The row to keep; nothing is kept by making it."""
    content, figures = receipt.as_json(), receipt.ruling.figures
    going_on = new.outcome is DecisionOutcome.GO
    return GoNoGoDecision(
        id=uuid7(),
        **new.model_dump(exclude={"school_year", "decided_on"}),
        programme_year_id=evaluation.programme_year_id,
        evaluation_id=evaluation.id,
        decided_on=receipt.decided_on,
        decided_by=work.actor.subject,
        from_phase=receipt.facts.phase,
        next_phase=Phase(str(figures["next_phase"])),
        next_school_year=str(figures["next_school_year"]) if going_on else None,
        granted_fte=figures.get("fte"),
        granted_days=figures.get("days"),
        receipt=content,
        receipt_hash=fingerprint(content),
    )


async def _carry_out(
    work: Work, participation: Participation, year: ProgrammeYear, decision: GoNoGoDecision
) -> None:
    if decision.outcome is DecisionOutcome.GO:
        await move_on(
            work,
            participation,
            year,
            next_phase=decision.next_phase,
            next_year=SchoolYear.parse(str(decision.next_school_year)),
            school_count=decision.school_count or 0,
            title_granted_on=_title_day(participation, decision),
        )
        return
    await end_participation(
        work,
        participation,
        on=decision.decided_on,
        reason=EndingReason.NO_GO,
        motivation=decision.motivation,
    )
    year.status = ProgrammeYearStatus.DECIDED
    if year.phase is Phase.ASPIRANT:
        participation.title_granted_on = None


def _title_day(participation: Participation, decision: GoNoGoDecision) -> date | None:
    """The title is earned once; a replacing decision that still grants it keeps its day."""
    earned = decision.receipt["ruling"]["figures"].get("title") is not None
    return (participation.title_granted_on or decision.decided_on) if earned else None
