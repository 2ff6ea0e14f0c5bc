"""A cursor is good for one list in one order, and for nobody who changes a bit of it."""

import base64

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation.errors import InvalidInput
from ok_api.foundation.paging import Cursors
from tests.factories import make_school

CURSORS = Cursors(b"secret")
keys = st.lists(st.text(max_size=20), min_size=1, max_size=4)


@given(keys=keys)
def test_what_was_sealed_is_opened(keys: list[str]) -> None:
    assert CURSORS.open("list", CURSORS.seal("list", keys)) == keys


@given(keys=keys, data=st.data())
def test_no_bit_can_be_changed(keys: list[str], data: st.DataObject) -> None:
    sealed = CURSORS.seal("list", keys)
    raw = bytearray(base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)))
    place = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[place // 8] ^= 1 << place % 8
    forged = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    with pytest.raises(InvalidInput):
        CURSORS.open("list", forged)


@given(text=st.text(max_size=60))
def test_nothing_made_up_is_opened(text: str) -> None:
    with pytest.raises(InvalidInput):
        CURSORS.open("list", text)


def test_another_secret_or_list_does_not_open_it() -> None:
    sealed = CURSORS.seal("list", ["a"])
    for cursors, name in ((Cursors(b"other"), "list"), (CURSORS, "other"), (CURSORS, "list\0")):
        with pytest.raises(InvalidInput):
            cursors.open(name, sealed)


@pytest.fixture
async def cursor(client: httpx.AsyncClient, session: AsyncSession) -> str:
    for number in range(3):
        await make_school(session, establishment_code=f"99ZZ0{number}")
    await session.commit()
    answer = await client.get("/v1/schools", params={"limit": 1, "sector": "PO"})
    return str(answer.json()["nextCursor"])


@pytest.mark.parametrize(
    ("address", "query", "status"),
    [
        ("/v1/schools", {"sector": "PO"}, 200),
        ("/v1/schools", {"sector": "PO", "limit": "2", "count": "true"}, 200),
        ("/v1/schools", {}, 400),
        ("/v1/schools", {"sector": "VO"}, 400),
        ("/v1/schools", {"sector": "PO", "sort": "-name"}, 400),
        ("/v1/schools", {"sector": "PO", "sort": "name"}, 200),
        ("/v1/school-boards", {}, 400),
        ("/v1/rules", {}, 400),
    ],
)
async def test_only_size_and_count_may_change_on_the_way(
    client: httpx.AsyncClient, cursor: str, address: str, query: dict[str, str], status: int
) -> None:
    answer = await client.get(address, params={**query, "cursor": cursor})
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["errors"][0]["parameter"] == "cursor"
