"""The time that was granted, and what the schools that took part make of it."""

from collections.abc import Callable
from functools import cache

from sqlalchemy import func

from ok_api.access.scope import within_participation
from ok_api.exchange.exports.columns import File, count, exactly, number
from ok_api.exchange.exports.files import year
from ok_api.exchange.exports.files.participation import year_columns
from ok_api.programme.participation.grants import facilitation_in, figure
from ok_api.rules.ruling import Ruling
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.text import Text
from ok_api.rules.words import Phase, Unit
from ok_api.tables import ProgrammeYear


@cache
def _ruling(phase: str, schools: int, written: str) -> Ruling:
    return facilitation_in(Phase(phase), schools, SchoolYear.parse(written))


def _realised(name: str) -> Callable[[str], str]:
    """By the rules of the year, from the schools that took part."""

    def tell(facts: str) -> str:
        phase, schools, written = facts.split()
        return exactly(figure(_ruling(phase, int(schools), written), name))

    return tell


_who_came = func.concat_ws(
    " ", ProgrammeYear.phase, ProgrammeYear.guided_school_count, ProgrammeYear.school_year
)
_GRANT = ("R-FAC-1", "R-FAC-2")

FACILITATIONS = File(
    "facilitations",
    Text(
        "Facilitering: toegekend en gerealiseerd per programmajaar",
        "Facilitation: granted and realised in each programme year",
    ),
    ProgrammeYear.__table__,
    (
        *year_columns(),
        count(
            "granted_schools",
            ProgrammeYear.granted_school_count,
            "Scholen waarvoor is toegekend.",
            "Schools that it was granted for.",
            unit=Unit.SCHOOLS.value,
            rules=("R-Y3-2",),
        ),
        number(
            "granted_fte",
            ProgrammeYear.granted_fte,
            "Toegekende FTE.",
            "FTE granted.",
            unit=Unit.FTE.value,
            rules=_GRANT,
        ),
        number(
            "granted_days",
            ProgrammeYear.granted_days,
            "Toegekende dagen.",
            "Days granted.",
            unit=Unit.DAYS.value,
            rules=(*_GRANT, "R-FAC-3"),
        ),
        count(
            "realised_schools",
            ProgrammeYear.guided_school_count,
            "Ontwikkelscholen die echt meedoen.",
            "Learning schools that really take part.",
            unit=Unit.SCHOOLS.value,
        ),
        number(
            "realised_fte",
            _who_came,
            "FTE naar de scholen die meedoen; het verschil is R-FAC-4.",
            "FTE by the schools that take part; the difference is R-FAC-4.",
            tell=_realised("fte"),
            unit=Unit.FTE.value,
            rules=(*_GRANT, "R-FAC-4"),
        ),
        number(
            "realised_days",
            _who_came,
            "Dagen naar de scholen die meedoen; het verschil is R-FAC-4.",
            "Days by the schools that take part; the difference is R-FAC-4.",
            tell=_realised("days"),
            unit=Unit.DAYS.value,
            rules=(*_GRANT, "R-FAC-3", "R-FAC-4"),
        ),
    ),
    key=("year_id",),
    where=year.of_year(ProgrammeYear.school_year),
    scope=within_participation(ProgrammeYear.participation_id, ProgrammeYear.school_year),
)
