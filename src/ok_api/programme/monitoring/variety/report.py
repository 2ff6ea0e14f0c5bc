"""Counting the variety of a round, with the rule that says how."""

from collections.abc import Mapping
from typing import Any

from ok_api.programme.monitoring.variety.schemas import RegisteredSchool, VarietyRecord
from ok_api.rules.variety import variety

OF_A_SCHOOL = ("sector", "school_type", "province")
OF_AN_APPROACH = "theme"


def tell_variety(document: Mapping[str, Any]) -> dict[str, Any]:
    """Sector, school type and province count schools; theme counts each approach of a school."""
    record = VarietyRecord.model_validate(document)
    registered = record.registered
    selected = [school for school in registered if school.selected]
    rows = [
        row.as_json()
        for dimension in (*OF_A_SCHOOL, OF_AN_APPROACH)
        for row in variety(
            dimension,
            _values(registered, dimension),
            _values(selected, dimension),
            _national(record, dimension),
        )
    ]
    return {
        "self": record.self_link,
        "selectionRound": f"/v1/selection-rounds/{record.id}",
        "schoolYear": record.school_year,
        "registered": len({school.establishment_code for school in registered}),
        "selected": len({school.establishment_code for school in selected}),
        "rows": rows,
        "rule": "/v1/rules/R-SEL-2",
    }


def _values(schools: list[RegisteredSchool], dimension: str) -> list[str]:
    """One value per school, however many of its applications have that value."""
    each_once = {(one.establishment_code, str(getattr(one, dimension))) for one in schools}
    return [value for _, value in each_once]


def _national(record: VarietyRecord, dimension: str) -> dict[str, int]:
    if dimension == OF_AN_APPROACH:
        return {}
    counted = ((getattr(one, dimension), one.count) for one in record.national)
    return {value: count for value, count in counted if value is not None}
