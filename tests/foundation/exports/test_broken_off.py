"""Over a real connection: half a list never looks like a whole one."""

from collections.abc import AsyncGenerator, Iterator
from typing import Any

import httpx
import pytest

from ok_api.foundation.listing import Listing
from ok_api.foundation.settings import Settings
from ok_api.main import create_app
from tests.serving import serving

CSV = {"Accept": "text/csv"}
XLSX = {"Accept": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@pytest.fixture(scope="module")
def address(settings: Settings, dsn: str) -> Iterator[str]:
    with serving(create_app(settings, dsn=dsn)) as address:
        yield address


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database goes away after the first batch."""
    whole = Listing.fetch_all

    async def half(*arguments: Any) -> AsyncGenerator[list[str]]:
        async for documents in whole(*arguments):
            yield documents
        raise ConnectionResetError

    monkeypatch.setattr(Listing, "fetch_all", half)


def test_a_stream_that_breaks_off_is_cut(address: str, failing: None) -> None:
    with httpx.stream("GET", f"{address}/v1/expertises", headers=CSV) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            answer.read()


@pytest.mark.parametrize(
    ("path", "accept"), [("expertises", XLSX), ("schools", CSV)], ids=["a workbook", "a kept table"]
)
def test_what_is_made_first_is_refused_whole(
    address: str, failing: None, path: str, accept: dict[str, str]
) -> None:
    answer = httpx.get(f"{address}/v1/{path}", headers=accept)
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("accept", [CSV, XLSX], ids=["csv", "xlsx"])
def test_what_does_not_break_off_arrives(address: str, accept: dict[str, str]) -> None:
    answer = httpx.get(f"{address}/v1/expertises", headers=accept)
    assert answer.status_code == 200
    assert ("content-length" in answer.headers) == (accept == XLSX)
