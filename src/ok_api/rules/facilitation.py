"""The time granted to an expertise team, in FTE and days (R-FAC-1 to R-FAC-4)."""

from datetime import date
from decimal import Decimal

from ok_api.rules import parameters
from ok_api.rules.conditions import condition
from ok_api.rules.numbers import tidy, written
from ok_api.rules.rulebook import source_of
from ok_api.rules.ruling import Ruling, Step, compose
from ok_api.rules.text import Text
from ok_api.rules.words import Outcome, Phase, Unit

_ASPIRANT = Text(
    nl="{fte} FTE voor het expertiseteam van een aspirant, los van het aantal scholen",
    en="{fte} FTE for an aspirant's expertise team, whatever the number of schools",
)
_WITH_SCHOOLS = Text(
    nl="{base} FTE basis + {schools} × {each} FTE = {fte} FTE",
    en="{base} FTE base + {schools} × {each} FTE = {fte} FTE",
)
_ENDED = Text(
    nl="Een beëindigde deelname krijgt geen facilitering: 0 FTE",
    en="A participation that has ended gets no facilitation: 0 FTE",
)
_DAYS = Text(
    nl="{fte} FTE × {per_fte} dagen per FTE = {days} dagen",
    en="{fte} FTE × {per_fte} days per FTE = {days} days",
)
_DIFFERENCE = Text(
    nl="Toegekend {granted} dagen, gerealiseerd {realised} dagen: verschil {difference} dagen",
    en="Granted {granted} days, realised {realised} days: difference {difference} days",
)


def facilitation(phase: Phase, school_count: int, on: date) -> Ruling:
    """FTE and days for a phase and a number of learning schools, with every step explained.

    Raises `NoRuleInForce` for a day before the first known values.
    """
    if school_count < 0:
        refusal = condition("school_count_not_negative", False, {"school_count": school_count})
        return compose(Outcome.REFUSED, (refusal,), {"school_count": school_count})
    fte_step = _fte(phase, school_count, on)
    days_step = _days(fte_step.value, on)
    figures = {
        "phase": phase.value,
        "school_count": school_count,
        "fte": fte_step.value,
        "days": days_step.value,
    }
    return compose(Outcome.COMPUTED, (), figures, (fte_step, days_step))


def difference(granted: Ruling, realised: Ruling) -> Ruling:
    """Granted follows the decision, realised the schools that take part; both, and what differs.

    A facilitation that was refused has no figures and counts as nothing.
    """
    days = _figure(granted, "days") - _figure(realised, "days")
    fte = _figure(granted, "fte") - _figure(realised, "fte")
    text = _DIFFERENCE.format(
        granted=written(_figure(granted, "days")),
        realised=written(_figure(realised, "days")),
        difference=written(days),
    )
    step = Step("R-FAC-4", text, "days", days, Unit.DAYS, (), source_of("R-FAC-4"))
    figures = {
        "granted_fte": _figure(granted, "fte"),
        "granted_days": _figure(granted, "days"),
        "realised_fte": _figure(realised, "fte"),
        "realised_days": _figure(realised, "days"),
        "fte": fte,
        "days": days,
    }
    steps = (*granted.steps, *realised.steps, step)
    return compose(Outcome.COMPUTED, (), figures, steps)


def _fte(phase: Phase, school_count: int, on: date) -> Step:
    if phase is Phase.ENDED:
        return Step("R-END-1", _ENDED, "fte", Decimal(0), Unit.FTE, (), source_of("R-END-1"))
    if phase is Phase.ASPIRANT:
        granted = parameters.at("aspirant_fte", on)
        text = _ASPIRANT.format(fte=written(granted.value))
        return Step("R-FAC-1", text, "fte", granted.value, Unit.FTE, (granted.use,), granted.source)
    base = parameters.at("base_fte", on)
    each = parameters.at("fte_per_learning_school", on)
    fte = base.value + school_count * each.value
    text = _WITH_SCHOOLS.format(
        base=written(base.value), schools=school_count, each=written(each.value), fte=written(fte)
    )
    return Step("R-FAC-2", text, "fte", fte, Unit.FTE, (base.use, each.use), each.source)


def _days(fte: Decimal, on: date) -> Step:
    per_fte = parameters.at("days_per_fte", on)
    days = tidy(fte * per_fte.value)
    text = _DAYS.format(fte=written(fte), per_fte=written(per_fte.value), days=written(days))
    return Step("R-FAC-3", text, "days", days, Unit.DAYS, (per_fte.use,), per_fte.source)


def _figure(ruling: Ruling, name: str) -> Decimal:
    value = ruling.figures.get(name)
    return value if isinstance(value, Decimal) else Decimal(0)
