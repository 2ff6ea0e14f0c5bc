"""JSON as others write it."""

from decimal import Decimal
from typing import Any

import pytest

from ok_api.foundation import json


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"NaN",
        b'{"a": Infinity}',
        b"-Infinity",
        b"[" * 100_000,
        b'"\xff"',
        b"9" * 5_000,
        b"1e99999999999999999999",
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_what_no_reader_can_hold(raw: bytes) -> None:
    with pytest.raises(ValueError, match="no JSON"):
        json.read(raw)


def test_each_doubled_member_is_pointed_at() -> None:
    with pytest.raises(json.Doubled) as error:
        json.read(b'{"a":{"b":1,"b":2,"b":3},"c":[{"~/":1,"~/":1}],"d":1,"d":{"e":1,"e":1}}')
    assert sorted(error.value.pointers) == ["/a/b", "/a/b", "/c/0/~0~1", "/d", "/d/e"]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'{"a": 1, "A": 2}', {"a": 1, "A": 2}),
        (b'[{"a": 1}, {"a": 1}]', [{"a": 1}, {"a": 1}]),
        (b"1.99999999999999999999", Decimal("1.99999999999999999999")),
        (b"0.1", Decimal("0.1")),
        (b"12", 12),
        ('{"é": null}', {"é": None}),
        ("\ufeff{}".encode(), {}),
    ],
)
def test_what_is_written_is_read(raw: bytes | str, value: Any) -> None:
    found = json.read(raw)
    assert found == value
    assert type(found) is type(value)
