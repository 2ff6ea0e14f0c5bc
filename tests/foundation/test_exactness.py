"""Each kind of value as JSON writes it: what is no number or day first."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import AwareDatetime, Field, ValidationError

from ok_api.foundation.exactness import kinds
from ok_api.foundation.schema import Asked, Body


class _Sent(Body):
    count: int | None = None
    days: Annotated[Decimal, Field(max_digits=5, decimal_places=2)] | None = None
    open: bool = False
    day: date | None = None
    moment: Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC))] | None = None


class _Query(Asked):
    limit: int = 1
    day: date | None = None


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("count", "6", "int_type"),
        ("count", True, "int_type"),
        ("count", Decimal("1.99999999999999999999"), "int_from_float"),
        ("count", Decimal("1e999999"), "int_from_float"),
        ("count", 1.5, "int_from_float"),
        ("days", "6", "decimal_type"),
        ("days", False, "decimal_type"),
        ("days", Decimal("1.005"), "decimal_max_places"),
        ("days", Decimal("1e999999"), "decimal_max_digits"),
        ("open", 1, "bool_type"),
        ("open", "true", "bool_type"),
        ("day", 20260801, "date_from_datetime_parsing"),
        ("day", "1785542400", "date_from_datetime_parsing"),
        ("day", "20260801", "date_from_datetime_parsing"),
        ("day", True, "date_from_datetime_parsing"),
        ("moment", 1785542400, "datetime_parsing"),
        ("moment", "1785542400", "datetime_parsing"),
    ],
)
def test_what_is_written_otherwise_is_something_else(name: str, value: Any, code: str) -> None:
    with pytest.raises(ValidationError) as error:
        _Sent.model_validate({name: value})
    assert [flaw["type"] for flaw in error.value.errors()] == [code]


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("count", 6, 6),
        ("count", Decimal("6.0"), 6),
        ("count", Decimal("1e2"), 100),
        ("days", 2, Decimal(2)),
        ("days", Decimal("0.25"), Decimal("0.25")),
        ("open", True, True),
        ("day", "2026-08-01", date(2026, 8, 1)),
        ("moment", "2026-08-01T09:00:00+00:00", datetime.fromisoformat("2026-08-01T09:00:00Z")),
        ("count", None, None),
    ],
)
def test_what_is_written_as_meant(name: str, value: Any, kept: Any) -> None:
    assert getattr(_Sent.model_validate({name: value}), name) == kept


def test_a_query_is_text_with_its_days_written_out() -> None:
    asked = _Query.model_validate({"limit": "5", "day": "2026-08-01"})
    assert (asked.limit, asked.day) == (5, date(2026, 8, 1))
    with pytest.raises(ValidationError, match="day"):
        _Query.model_validate({"day": "20260801"})


def test_no_list_of_a_body_escapes() -> None:
    """Only what a member itself is, is looked at: a list of numbers would need more than that."""
    exact = {int, Decimal, float, bool, date, datetime, AwareDatetime}
    for body in _below(Body):
        for name, info in body.model_fields.items():
            listed = f"{info.annotation}"
            held = [one for one in exact if f"[{one.__name__}" in listed]
            assert kinds(body, name) or not held, f"{body.__name__}.{name}"


def _below(shape: type[Body]) -> list[type[Body]]:
    import ok_api.main  # noqa: F401 - It knows them all.

    return [one for below in shape.__subclasses__() for one in (below, *_below(below))]
