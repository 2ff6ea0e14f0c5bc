"""What the rules say of a programme year."""

from collections.abc import Mapping
from typing import Any

from ok_api.foundation import clock
from ok_api.programme.participation.facilitations.telling import compare
from ok_api.programme.participation.facts import read_facts
from ok_api.rules.facts import YearFacts
from ok_api.rules.numbers import tidy
from ok_api.rules.progress import progress

_KEPT = (
    "self",
    "id",
    "participationId",
    "schoolYear",
    "phase",
    "status",
    "planNote",
    "nextYearPlanning",
    "participation",
    "teamPlan",
    "sessions",
    "transitions",
    "facilitations",
)


def tell_year(row: Mapping[str, Any]) -> dict[str, Any]:
    """The year with its progress against every norm of its phase, and its facilitation."""
    today = clock.today()
    facts = read_facts(row["facts"], today)
    return {
        **{name: row[name] for name in _KEPT},
        "days": _days(facts),
        "progress": [norm.as_json() for norm in progress(facts, today)],
        "facilitation": compare(row),
    }


def _days(facts: YearFacts) -> dict[str, Any]:
    return {
        "granted": facts.granted_days,
        "planned": facts.team_plan_days,
        "remaining": tidy(facts.granted_days - facts.team_plan_days),
    }
