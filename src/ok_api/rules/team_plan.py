"""How a team divides the days it was granted (R-FAC-4)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from ok_api.rules import parameters
from ok_api.rules.conditions import condition
from ok_api.rules.facts import ZERO
from ok_api.rules.numbers import tidy, written
from ok_api.rules.rulebook import source_of
from ok_api.rules.ruling import Ruling, Step, judged
from ok_api.rules.text import Text
from ok_api.rules.words import Unit

_TOTAL = Text(
    nl="{members} teamleden samen: {total} van de {granted} toegekende dagen",
    en="{members} team members together: {total} of the {granted} days granted",
)


def team_plan(days_by_member: Mapping[str, Decimal], granted_days: Decimal, on: date) -> Ruling:
    """More days than granted is refused; days left over depart from the norm and are allowed."""
    total = tidy(sum(days_by_member.values(), ZERO))
    below_zero = tuple(name for name, days in days_by_member.items() if days < 0)
    numbers = {"total": written(total), "granted": written(tidy(granted_days))}
    over, left = written(tidy(total - granted_days)), written(tidy(granted_days - total))
    evidence = {"total_days": total, "granted_days": granted_days}
    step = Step(
        "R-FAC-4",
        _TOTAL.format(members=len(days_by_member), **numbers),
        "total_days",
        total,
        Unit.DAYS,
        (),
        source_of("R-FAC-4"),
    )
    per_fte = parameters.at("days_per_fte", on)
    return judged(
        condition("plan_days_not_negative", not below_zero, {"members": below_zero}),
        condition("plan_within_granted", total <= granted_days, evidence, over=over, **numbers),
        condition("plan_uses_all_days", total >= granted_days, evidence, left=left, **numbers),
        figures={
            **evidence,
            "remaining_days": tidy(granted_days - total),
            "total_fte": tidy(total / per_fte.value),
        },
        steps=(step,),
        parameters=(per_fte.use,),
    )
