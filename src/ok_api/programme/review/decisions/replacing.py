"""A later decision replaces an earlier one; what rests on the earlier one must still allow it."""

from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput, WrongState
from ok_api.programme.review.decisions import queries
from ok_api.programme.review.decisions.schemas import NewGoNoGoDecision
from ok_api.rules.text import Text
from ok_api.rules.words import DecisionOutcome, ProgrammeYearStatus
from ok_api.tables import GoNoGoDecision, ProgrammeYear


async def replaced_decision(
    work: Work, new: NewGoNoGoDecision, year: ProgrammeYear
) -> GoNoGoDecision | None:
    """The decision that the new one replaces: the one that stands on this same year.

    Raises `InvalidInput` for a decision on another year, `WrongState` for one that was replaced
    already, naming the one that stands.
    """
    if new.replaces_id is None:
        return None
    earlier = await work.session.get(GoNoGoDecision, new.replaces_id)
    if earlier is None or earlier.programme_year_id != year.id:
        raise InvalidInput(_flaw("/replacesId", "other_year", _OTHER_YEAR))
    later = await work.session.scalar(queries.decision_after(earlier.id))
    if later is not None:
        raise WrongState(
            Text(
                "Dit besluit is al door een ander vervangen.",
                "This decision has already been replaced by another.",
            ),
            replacedById=str(later),
        )
    return earlier


def refuse_stray_members(new: NewGoNoGoDecision) -> None:
    """What says nothing about this decision is a mistake. Raises `InvalidInput`."""
    flaws = []
    if new.replacement_motivation is not None and new.replaces_id is None:
        flaws.append(_flaw("/replacementMotivation", "replaces_nothing", _REPLACES_NOTHING))
    if new.school_count is not None and new.outcome is DecisionOutcome.NO_GO:
        flaws.append(_flaw("/schoolCount", "no_go_grants_nothing", _NO_GO_GRANTS_NOTHING))
    if flaws:
        raise InvalidInput(*flaws)


def refuse_settled(
    following: ProgrammeYear | None, earlier: GoNoGoDecision, decision: GoNoGoDecision
) -> None:
    """A next year that was evaluated rests on what was granted. Raises `WrongState`.

    The same decision for another reason is still possible: nothing that follows changes.
    """
    settled = following is not None and following.status is not ProgrammeYearStatus.RUNNING
    if not settled or _leads_to(earlier) == _leads_to(decision):
        return
    year = decision.next_school_year or earlier.next_school_year
    raise WrongState(
        Text(
            f"{year} rust op dit besluit en is al geëvalueerd, of er is al over besloten; alleen de"
            " motivering kan nog anders.",
            f"{year} rests on this decision and has been evaluated or decided on already; only the"
            " motivation can still differ.",
        )
    )


def _leads_to(decision: GoNoGoDecision) -> tuple[object, ...]:
    granted = decision.granted_fte, decision.granted_days
    return (decision.outcome, decision.school_count, *granted)


def _flaw(name: str, code: str, message: Text) -> Flaw:
    return Flaw(where="body", name=name, code=code, message=message)


_OTHER_YEAR = Text(
    "Dit is geen besluit over dit programmajaar.", "This is no decision on this programme year."
)
_REPLACES_NOTHING = Text(
    "Noem ook het besluit dat wordt vervangen.", "Name the decision that is replaced too."
)
_NO_GO_GRANTS_NOTHING = Text(
    "Een no-go kent geen scholen toe; laat dit weg.", "A no-go grants no schools; leave this out."
)
