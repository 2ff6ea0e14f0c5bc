"""What the rules say of the time that was granted and of the schools that take part."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from ok_api.rules.facilitation import difference, facilitation
from ok_api.rules.ruling import Ruling, compose
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import Outcome, Phase

KEPT = (
    "self",
    "participationId",
    "participation",
    "establishmentCode",
    "schoolName",
    "schoolYear",
    "phase",
)


def tell_facilitation(row: Mapping[str, Any]) -> dict[str, Any]:
    """One item of the list of facilitations."""
    return {**{name: row[name] for name in KEPT}, **compare(row)}


def compare(row: Mapping[str, Any]) -> dict[str, Any]:
    """Granted as it was kept with the decision, realised by the rules of that year (R-FAC-4)."""
    granted = _amount(
        row["grantedSchoolCount"], Decimal(row["grantedFte"]), Decimal(row["grantedDays"])
    )
    ruling = _realised(row["phase"], row["guidedSchoolCount"], row["schoolYear"])
    realised = _figures(row["guidedSchoolCount"], ruling)
    gap = difference(_computed(granted), _computed(realised))
    return {
        "granted": granted,
        "realised": realised,
        "difference": {"fte": gap.figures["fte"], "days": gap.figures["days"]},
        "explanation": [
            *(row["grantedSteps"] or ()),
            *ruling.as_json()["steps"],
            *gap.as_json()["steps"],
        ],
    }


def tell_totals(counted: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sums per school year and phase, from rows that come in that order."""
    totals = []
    for (school_year, phase), rows in groupby(
        counted, key=lambda row: (row["school_year"], row["phase"])
    ):
        totals.append({"schoolYear": school_year, "phase": phase, **_sums(list(rows))})
    return totals


def _sums(rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Each row is a number of participations with the same number of guided schools."""
    granted = _amount(0, Decimal(0), Decimal(0))
    realised = dict(granted)
    for row in rows:
        each = _figures(
            row["guided"], _realised(row["phase"], row["guided"], row["school_year"])
        )
        for name in granted:
            realised[name] += row["participations"] * each[name]
            granted[name] += row[f"granted_{name}"]
    return {
        "participationCount": sum(row["participations"] for row in rows),
        "granted": granted,
        "realised": realised,
        "difference": {name: granted[name] - realised[name] for name in ("fte", "days")},
    }
