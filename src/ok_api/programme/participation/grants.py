"""What a programme year is granted: always by the rules, always with their explanation."""

from decimal import Decimal

from ok_api.foundation.errors import RuleRefused, WrongState
from ok_api.rules.facilitation import facilitation
from ok_api.rules.parameters import NoRuleInForce
from ok_api.rules.ruling import Ruling
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.text import Text, together
from ok_api.rules.words import Phase, ProgrammeYearStatus
from ok_api.tables import Participation, ProgrammeYear


def new_year(
    participation: Participation, school_year: SchoolYear, phase: Phase, *, school_count: int
) -> ProgrammeYear:
    year = ProgrammeYear(
        participation_id=participation.id,
        school_year=str(school_year),
        status=ProgrammeYearStatus.RUNNING,
    )
    grant(year, phase, school_count)
    return year


def grant(year: ProgrammeYear, phase: Phase, school_count: int) -> None:
    """Grant a year its facilitation (R-FAC-1 to R-FAC-3), kept with the ruling it follows from."""
    ruling = facilitation_in(phase, school_count, SchoolYear.parse(year.school_year))
    year.phase = phase
    year.granted_school_count = school_count
    year.granted_fte = figure(ruling, "fte")
    year.granted_days = figure(ruling, "days")
    year.facilitation_ruling = ruling.as_json()


def facilitation_in(phase: Phase, school_count: int, school_year: SchoolYear) -> Ruling:
    """By the values at the start of that year. Raises `WrongState` before the first values."""
    try:
        ruling = facilitation(phase, school_count, school_year.start)
    except NoRuleInForce:
        raise WrongState(
            Text(
                f"Voor {school_year} is geen facilitering bekend.",
                f"No facilitation is known for {school_year}.",
            )
        ) from None
    if not ruling.allowed:
        raise RuleRefused(together(ruling.missing), ruling)
    return ruling


def figure(ruling: Ruling, name: str) -> Decimal:
    value = ruling.figures[name]
    assert isinstance(value, Decimal)
    return value
