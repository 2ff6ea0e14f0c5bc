"""What people write in a cell, as the API writes it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from ok_api.exchange.imports.rows.cells import called, meant
from ok_api.foundation.exports.columns import Kind
from ok_api.foundation.schema import Body
from ok_api.programme.catalogue.schemas import NewExpertise
from ok_api.programme.learning.sessions.schemas import NewTeamSession, SessionChanges


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (Kind.TEXT, 90001, "90001"),
        (Kind.TEXT, 90001.0, "90001"),
        (Kind.TEXT, Decimal("1.5"), "1.5"),
        (Kind.TEXT, True, True),
        (Kind.TEXT, "  De School ", "De School"),
        (Kind.NUMBER, "0,5", Decimal("0.5")),
        (Kind.NUMBER, "\u200b12\u00a0", 12),
        (Kind.NUMBER, "-4.25", Decimal("-4.25")),
        (Kind.NUMBER, "1.000,5", "1.000,5"),
        (Kind.NUMBER, "1.000", "1.000"),
        (Kind.NUMBER, "zes", "zes"),
        (Kind.NUMBER, "1e3", "1e3"),
        (Kind.NUMBER, "", ""),
        (Kind.NUMBER, 2, 2),
        (Kind.BOOLEAN, "Ja", True),
        (Kind.BOOLEAN, "onwaar", False),
        (Kind.BOOLEAN, "TRUE", True),
        (Kind.BOOLEAN, True, True),
        (Kind.BOOLEAN, 0, False),
        (Kind.BOOLEAN, Decimal(1), True),
        (Kind.BOOLEAN, 2, 2),
        (Kind.BOOLEAN, "misschien", "misschien"),
        (Kind.DAY, "1-8-2026", "2026-08-01"),
        (Kind.DAY, "2026-08-01", "2026-08-01"),
        (Kind.OTHER, "learning_school | expertise_school", ["learning_school", "expertise_school"]),
        (Kind.OTHER, '["a|b"]', ["a|b"]),
        (Kind.OTHER, "[half", ["[half"]),
        (Kind.OTHER, '[{"a":1,"a":2}]', ['[{"a":1,"a":2}]']),
        (Kind.OTHER, None, None),
    ],
    ids=str,
)
def test_a_cell_is_read_as_it_was_meant(kind: Kind, written: Any, value: Any) -> None:
    assert meant(kind, written) == value


@pytest.mark.parametrize(
    ("written", "told", "hours"),
    [
        ("1-10-2025 9:00", "2025-10-01T09:00:00", 2),
        ("2025-12-01 09:00", "2025-12-01T09:00:00", 1),
        ("2025-10-01T09:00:00+05:00", "2025-10-01T09:00:00", 5),
        ("2025-10-01T09:00:00Z", "2025-10-01T09:00:00", 0),
        (datetime(2025, 10, 1, 9), "2025-10-01T09:00:00", 2),  # noqa: DTZ001 - A sheet has no zone.
    ],
    ids=str,
)
def test_a_time_without_a_zone_is_dutch_time(written: Any, told: str, hours: int) -> None:
    moment = meant(Kind.MOMENT, written)
    assert isinstance(moment, datetime)
    assert moment.replace(tzinfo=None).isoformat() == told
    assert moment.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("shape", "column", "written", "value"),
    [
        (NewTeamSession, "kind", "Begeleide werksessie", "work_session"),
        (NewTeamSession, "kind", "guided work session", "work_session"),
        (NewTeamSession, "kind", "work_session", "work_session"),
        (NewTeamSession, "kind", "borrel", "borrel"),
        (NewTeamSession, "title", "intervisie", "intervisie"),
        (SessionChanges, "status", "Gehouden", "held"),
        (NewExpertise, "sectors", ["primair onderwijs", "VO"], ["PO", "VO"]),
        (NewExpertise, "sectors", None, None),
    ],
)
def test_a_word_may_be_written_as_its_label(
    shape: type[Body], column: str, written: Any, value: Any
) -> None:
    assert called(shape, column, written) == value


def test_what_is_no_time_is_left_to_the_validator() -> None:
    assert meant(Kind.MOMENT, "morgen") == "morgen"
