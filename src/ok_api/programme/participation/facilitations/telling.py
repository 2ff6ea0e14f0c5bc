"""What the rules say of the time that was granted and of the schools that take part (R-FAC-4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from ok_api.programme.participation.grants import facilitation_in, figure
from ok_api.rules.facilitation import difference
from ok_api.rules.numbers import tidy
from ok_api.rules.ruling import Ruling, compose
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import Outcome, Phase

_KEPT = (
    "self",
    "participationId",
    "participation",
    "establishmentCode",
    "schoolName",
    "schoolYear",
    "phase",
)


@dataclass(frozen=True)
class Amount:
    schools: int
    fte: Decimal
    days: Decimal

    def times(self, number: int) -> "Amount":
        return Amount(self.schools * number, self.fte * number, self.days * number)

    def plus(self, other: "Amount") -> "Amount":
        return Amount(self.schools + other.schools, self.fte + other.fte, self.days + other.days)

    def as_json(self) -> dict[str, Any]:
        return {"schoolCount": self.schools, "fte": tidy(self.fte), "days": tidy(self.days)}


NOTHING = Amount(0, Decimal(0), Decimal(0))


def tell_facilitation(row: Mapping[str, Any]) -> dict[str, Any]:
    """One item of the list of facilitations."""
    return {**{name: row[name] for name in _KEPT}, **compare(row)}


def compare(row: Mapping[str, Any]) -> dict[str, Any]:
    """Granted as it was kept with the decision, beside what the year's rules make of who comes."""
    granted = Amount(
        row["grantedSchoolCount"], Decimal(row["grantedFte"]), Decimal(row["grantedDays"])
    )
    ruling = _ruling(row["phase"], row["guidedSchoolCount"], row["schoolYear"])
    realised = _amount(row["guidedSchoolCount"], ruling)
    gap = difference(_bare(granted), _bare(realised))
    return {
        "granted": granted.as_json(),
        "realised": realised.as_json(),
        "difference": {"fte": gap.figures["fte"], "days": gap.figures["days"]},
        "explanation": {
            "granted": row["grantedSteps"] or [],
            "realised": [step.as_json() for step in ruling.steps],
            "difference": [step.as_json() for step in gap.steps],
        },
    }


def tell_totals(counted: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sums per school year and phase; `counted` comes in that order.

    Each row is a number of participations that guide the same number of schools.
    """
    together = groupby(counted, key=lambda row: (row["school_year"], row["phase"]))
    return [_total(school_year, phase, list(rows)) for (school_year, phase), rows in together]


def _total(school_year: str, phase: str, rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    granted = realised = NOTHING
    for row in rows:
        granted = granted.plus(
            Amount(row["granted_schools"], row["granted_fte"], row["granted_days"])
        )
        each = _amount(row["guided"], _ruling(phase, row["guided"], school_year))
        realised = realised.plus(each.times(row["participations"]))
    return {
        "schoolYear": school_year,
        "phase": phase,
        "participationCount": sum(row["participations"] for row in rows),
        "granted": granted.as_json(),
        "realised": realised.as_json(),
        "difference": {
            "fte": tidy(granted.fte - realised.fte),
            "days": tidy(granted.days - realised.days),
        },
    }


def _ruling(phase: str, guided: int, school_year: str) -> Ruling:
    return facilitation_in(Phase(phase), guided, SchoolYear.parse(school_year))


def _amount(schools: int, ruling: Ruling) -> Amount:
    return Amount(schools, figure(ruling, "fte"), figure(ruling, "days"))


def _bare(amount: Amount) -> Ruling:
    """An amount without its own steps, which are told beside it."""
    return compose(Outcome.COMPUTED, (), {"fte": tidy(amount.fte), "days": tidy(amount.days)})
