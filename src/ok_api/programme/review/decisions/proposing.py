"""Looking ahead at a decision: what it would lead to and what is still to be explained."""

from datetime import date
from typing import Any

from ok_api.access.rows import fetch
from ok_api.access.scope import PARTICIPATIONS
from ok_api.foundation.database import Work
from ok_api.foundation.errors import InvalidInput
from ok_api.programme.participation.dates import happened
from ok_api.programme.participation.facts import year_facts
from ok_api.programme.participation.years.service import no_programme_year
from ok_api.programme.review.decisions import judging, queries, replacing, service
from ok_api.programme.review.decisions.receipt import Receipt
from ok_api.programme.review.decisions.schemas import NewGoNoGoDecision
from ok_api.rules.ruling import Ruling
from ok_api.rules.words import DecisionOutcome
from ok_api.tables import GoNoGoDecision, Participation, ProgrammeYear


async def propose_decision(work: Work, new: NewGoNoGoDecision) -> dict[str, Any]:
    """What recording this decision would say, now. Nothing is locked, and nothing is kept.

    Refuses what recording refuses, but for what the rules say: that is the answer.
    """
    replacing.refuse_stray_members(new)
    decided_on = happened(work, new.decided_on, "/decidedOn")
    participation = await fetch(
        work,
        Participation,
        PARTICIPATIONS,
        Participation.id == new.participation_id,
        at="/participationId",
    )
    year = await _year(work, participation, new.school_year)
    earlier = await replacing.replaced_decision(work, new, year)
    facts = judging.standing_facts(participation, await year_facts(work, year))
    proposed = judging.proposed_by(new)
    judging.refuse_unknown_norms(facts, proposed, decided_on)
    ruling = judging.judge(facts, proposed, decided_on)
    receipt = Receipt(participation.id, decided_on, facts, proposed, ruling)
    await _check_what_surrounds(work, new, year, earlier, receipt)
    return _told(new, decided_on, ruling)


async def _year(work: Work, participation: Participation, school_year: str) -> ProgrammeYear:
    year = await work.session.scalar(queries.year_of(participation.id, school_year))
    if year is None:
        raise InvalidInput(no_programme_year(school_year))
    return year


async def _check_what_surrounds(
    work: Work,
    new: NewGoNoGoDecision,
    year: ProgrammeYear,
    earlier: GoNoGoDecision | None,
    receipt: Receipt,
) -> None:
    """The evaluation and the decision before it, the year after it."""
    evaluation = await work.session.scalar(queries.evaluation_of(year.id))
    service.check_order(receipt.decided_on, evaluation, earlier)
    if earlier is None or evaluation is None or not receipt.ruling.allowed:
        return
    following = queries.year_of(new.participation_id, str(receipt.facts.school_year.next))
    decision = service.decision_on(work, new, evaluation, receipt)
    replacing.refuse_settled(await work.session.scalar(following), earlier, decision)


def _told(new: NewGoNoGoDecision, decided_on: date, ruling: Ruling) -> dict[str, Any]:
    figures, going_on = ruling.figures, new.outcome is DecisionOutcome.GO
    return {
        "self": "/v1/decision-proposals",
        "participation": f"/v1/participations/{new.participation_id}",
        "schoolYear": new.school_year,
        "outcome": new.outcome,
        "decidedOn": decided_on,
        "allowed": ruling.allowed,
        "unexplained": [c.as_json() for c in ruling.departed_norms if c.departure is None],
        "nextPhase": figures.get("next_phase"),
        "nextSchoolYear": figures.get("next_school_year") if going_on else None,
        "grantedFte": figures.get("fte"),
        "grantedDays": figures.get("days"),
        "title": figures.get("title"),
        "ruling": ruling.as_json(),
    }
