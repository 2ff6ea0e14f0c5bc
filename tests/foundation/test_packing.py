"""What was packed on its way is unpacked piece by piece, and no further than the limit."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ok_api.foundation.errors import InvalidInput, TooLarge
from ok_api.foundation.packing import PART, unpacker


def unpacked(packed: bytes, pieces: int = 1 << 16, limit: int = 1 << 30) -> bytes:
    unpack = unpacker("gzip", limit)
    places = range(0, len(packed), pieces)
    parts = [part for at in places for part in unpack.feed(packed[at : at + pieces])]
    unpack.finish()
    assert all(len(part) <= PART for part in parts)
    return b"".join(parts)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.integers(1, 40))
def test_all_members_are_read_however_they_come(members: list[bytes], pieces: int) -> None:
    packed = b"".join(map(gzip.compress, members))
    assert unpacked(packed, pieces) == b"".join(members)
    assert unpacked(packed + b"\0" * pieces, pieces) == b"".join(members)


@pytest.mark.parametrize("more", [-1, 0, 1, PART - 1, PART])
def test_what_fills_a_part_to_the_letter_is_whole(more: int) -> None:
    content = b"\0" * (PART + more)
    assert unpacked(gzip.compress(content)) == content


WHOLE = gzip.compress(b"een regel\r\n" * 100)


@pytest.mark.parametrize(
    "damaged",
    [b"", b"geen gzip", WHOLE[:9], WHOLE[:-1], WHOLE + b"x", WHOLE + WHOLE[:-5], WHOLE[:-8] * 2],
    ids=range(7),
)
def test_what_is_no_gzip_or_half_of_one_is_refused(damaged: bytes) -> None:
    with pytest.raises(InvalidInput) as error:
        unpacked(damaged, 5)
    assert [flaw.code for flaw in error.value.flaws] == ["gzip_invalid"]


def test_no_more_is_unpacked_than_fits() -> None:
    packed = gzip.compress(b"\0" * (50 << 20))
    unpack = unpacker("gzip", 3 * PART)
    parts: list[bytes] = []
    with pytest.raises(TooLarge) as error:
        parts.extend(unpack.feed(packed))
    assert sum(map(len, parts)) == 3 * PART
    assert error.value.members == {"maxBytes": 3 * PART}
