"""A download that goes wrong is seen to go wrong, and gives everything back."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from ok_api.foundation import json
from ok_api.foundation.exports import production
from ok_api.foundation.exports.columns import Columns
from ok_api.foundation.exports.comma import CommaSeparated
from ok_api.foundation.exports.production import Download, Production
from tests.foundation.exports.test_cells import Thing


class Source:
    """Batches from a database that may fail, with a note of whether its connection came back."""

    def __init__(self, count: int, *, fails: bool = False) -> None:
        self.count = count
        self.fails = fails
        self.done = asyncio.Event()

    async def batches(self) -> AsyncGenerator[list[str]]:
        try:
            for number in range(self.count):
                yield [json.encode_text({"self": f"/{number}", "name": "x" * 1000})] * 100
                await asyncio.sleep(0)
            if self.fails:
                raise ConnectionResetError
        finally:
            self.done.set()


def producing(source: Source) -> Production:
    return Production(
        lambda: CommaSeparated(Columns(Thing)),
        [],
        source.batches(),
        lambda documents: [json.decode(document) for document in documents],
    )


class Reader:
    """A caller's side of a connection."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.begun = asyncio.Event()
        self.gone = asyncio.Event()

    async def send(self, message: Any) -> None:
        await self.may_go_on.wait()
        self.messages.append(message)
        if message.get("body"):
            self.begun.set()

    async def receive(self) -> Any:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages)

    @property
    def complete(self) -> bool:
        return self.messages[-1].get("more_body") is False


async def download(source: Source, reader: Reader) -> None:
    answer = Download(producing(source), {}, "text/csv")
    await answer({"type": "http"}, reader.receive, reader.send)


async def test_all_of_it_arrives() -> None:
    source, reader = Source(60), Reader()
    await download(source, reader)
    assert reader.complete
    assert reader.body.count(b"\r\n") == 6001
    assert source.done.is_set()


async def test_what_breaks_off_is_never_complete() -> None:
    source, reader = Source(3, fails=True), Reader()
    with pytest.raises(ConnectionResetError):
        await download(source, reader)
    assert reader.body.count(b"\r\n") == 301
    assert not reader.complete
    assert source.done.is_set()


async def test_a_slow_reader_keeps_no_connection() -> None:
    source, reader = Source(60), Reader()
    asking = asyncio.create_task(download(source, reader))
    await asyncio.wait_for(reader.begun.wait(), 10)
    reader.may_go_on.clear()
    await asyncio.wait_for(source.done.wait(), 10)
    assert not asking.done()
    reader.may_go_on.set()
    await asyncio.wait_for(asking, 10)
    assert reader.body.count(b"\r\n") == 6001


async def test_a_reader_that_stands_still_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(production, "STALLED", 0.05)
    source, reader = Source(60), Reader()
    reader.may_go_on.clear()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(download(source, reader), 10)
    assert not reader.messages


async def test_a_reader_that_leaves_ends_the_work() -> None:
    source, reader = Source(10**9), Reader()
    asking = asyncio.create_task(download(source, reader))
    await asyncio.wait_for(reader.begun.wait(), 10)
    reader.gone.set()
    await asyncio.wait_for(asking, 10)
    assert source.done.is_set()
    assert not reader.complete
