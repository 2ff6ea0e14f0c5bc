"""What the rules say of a team plan."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ok_api.foundation import clock
from ok_api.rules.numbers import tidy
from ok_api.rules.ruling import Ruling
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.team_plan import team_plan


def tell_plan(row: Mapping[str, Any]) -> dict[str, Any]:
    entries = row["entries"] or []
    days = {entry["teamMemberId"]: Decimal(entry["days"]) for entry in entries}
    granted = Decimal(row["grantedDays"])
    ruling = judge_plan(days, granted, row["schoolYear"], clock.today())
    return {
        "self": row["self"],
        "participationId": row["participationId"],
        "schoolYear": row["schoolYear"],
        "grantedDays": granted,
        "plannedDays": ruling.figures["total_days"],
        "remainingDays": ruling.figures["remaining_days"],
        "entries": entries,
        "explanation": ruling.as_json(),
        "programmeYear": row["programmeYear"],
    }


def judge_plan(
    days: Mapping[str, Decimal], granted: Decimal, school_year: str, today: date
) -> Ruling:
    """By the values of the plan's own school year."""
    year = SchoolYear.parse(school_year)
    return team_plan(days, tidy(granted), min(max(today, year.start), year.end))
