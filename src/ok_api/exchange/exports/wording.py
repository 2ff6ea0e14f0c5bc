"""Words of a school that are the words of many: told, while a phrase of one school's own is not.

Themes, indicators and instruments are typed by hand, so each may hold a name. Research cannot do
without them. They leave as a pseudonym, so that equal ones are seen to be equal, and in words only
where schools of at least `ENOUGH` boards wrote the same, in letters that no spreadsheet computes.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, func, select

from ok_api.tables import Enrolment, Expertise, Measurement, School

ENOUGH = 3
_PLAIN = "^[a-z][a-z0-9 ,/-]{0,79}$"

_of_expertise = Expertise.__table__.join(
    School.__table__, School.establishment_code == Expertise.establishment_code
)
_of_measurement = Measurement.__table__.join(
    Enrolment.__table__, Enrolment.id == Measurement.enrolment_id
).join(School.__table__, School.establishment_code == Enrolment.establishment_code)


def folded(column: Any) -> ColumnElement[str]:
    """Without case, accents and outer blanks: as one reads it."""
    return func.ok_fold(func.btrim(column))


def _shared(column: Any, source: FromClause) -> ColumnElement[str | None]:
    same = folded(column)
    many = (
        select(same)
        .select_from(source)
        .group_by(same)
        .having(func.count(School.board_number.distinct()) >= ENOUGH)
        .correlate(None)
    )
    return case((same.in_(many) & same.regexp_match(_PLAIN), same))


THEME = _shared(Expertise.theme, _of_expertise)
INDICATOR = _shared(Measurement.indicator, _of_measurement)
INSTRUMENT = _shared(Measurement.instrument, _of_measurement)
