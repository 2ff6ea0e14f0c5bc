"""The secret address lies nowhere: not in the database, not in the log, not in a kept answer."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import pytest
import structlog

from ok_api.exchange.calendars.addresses import Addresses
from ok_api.foundation.settings import Settings
from ok_api.tables import Base
from tests.callers import Callers
from tests.exchange.calendars.scene import FEEDS, Scene, address_of
from tests.programme.learning.offers import GUIDE


async def test_the_database_does_not_know_it(
    callers: Callers, scene: Scene, connection: asyncpg.Connection
) -> None:
    guide = callers.school(GUIDE)
    key = {"Idempotency-Key": "calendar"}
    first = await guide.post(FEEDS, json={"about": "person"}, headers=key)
    again = await guide.post(FEEDS, json={"about": "person"}, headers=key)
    assert again.headers["idempotency-replayed"] == "true"
    assert (first.status_code, first.content) == (201, again.content)
    address = await address_of(guide, first.json())
    assert (await callers.anonymous.get(address)).status_code == 200
    assert (await callers.anonymous.post(address)).status_code == 405
    assert (await guide.change("DELETE", first.json()["self"], None)).status_code == 204
    secret = address.rpartition("/")[2]
    assert secret not in first.text
    found = 0
    for table in Base.metadata.sorted_tables:
        rows = await connection.fetch(f"SELECT t.* FROM {table.name} t")  # noqa: S608
        found += len(rows)
        assert secret not in repr(rows), table.name
        assert secret[22:] not in repr(rows), table.name
    assert found > 10
    kept = await connection.fetchval("SELECT body FROM stored_answers")
    assert secret.encode() not in bytes(kept)


@contextmanager
def _everything_logged() -> Iterator[None]:
    """Also where an earlier test has made the log quiet."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
    yield
    structlog.configure(**before)


async def test_the_log_does_not_tell_it(
    callers: Callers, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = callers.school(GUIDE)
    feed = (await guide.post(FEEDS, json={"about": "person"})).json()
    address = await address_of(guide, feed)
    with _everything_logged(), structlog.testing.capture_logs() as lines:
        for asked in (address, f"{address}/", f"{address}?x=1", f"{address}.ics"):
            await callers.anonymous.get(asked)
            await callers.anonymous.head(asked)
        monkeypatch.setattr("ok_api.exchange.calendars.reading.etag", None)
        assert (await callers.anonymous.get(address)).status_code == 500
    told = [line for line in lines if line["event"] == "request"]
    assert [line["path"] for line in told][:2] == ["/v1/calendars/…"] * 2
    assert len(told) == 9
    assert address.rpartition("/")[2] not in repr(lines)


async def test_the_address_itself_is_never_cached(callers: Callers, scene: Scene) -> None:
    guide = callers.school(GUIDE)
    feed = (await guide.post(FEEDS, json={"about": "person"})).json()
    answer = await guide.get(feed["address"])
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["feed"] == feed["self"]
    assert (await guide.get(feed["address"])).json() == answer.json()


async def test_another_installation_has_other_addresses(
    callers: Callers, scene: Scene, settings: Settings
) -> None:
    guide = callers.school(GUIDE)
    feed = (await guide.post(FEEDS, json={"about": "person"})).json()
    token = (await address_of(guide, feed)).rpartition("/")[2]
    here = Addresses(settings)
    elsewhere = Addresses(settings.model_copy(update={"cursor_secret": _Secret()}))
    identity = here.feed_id(token)
    assert str(identity) == feed["id"]
    assert identity is not None
    assert elsewhere.feed_id(token) is None
    assert elsewhere.token(identity) != token
    assert here.feed_id(elsewhere.token(identity)) is None


class _Secret:
    def get_secret_value(self) -> str:
        return "another secret of thirty-two letters"
