"""Nobody works for a caller that hung up."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request

from ok_api.foundation.leaving import while_connected
from ok_api.foundation.routing import ReadRoute, services_of


class Caller:
    def __init__(self) -> None:
        self.gone = asyncio.Event()
        self.told: list[Any] = []

    async def receive(self) -> Any:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.told.append(message)


def _scope(path: str) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"testserver")],
        "server": ("testserver", 80),
        "client": ("testclient", 1),
    }


async def test_a_statement_ends_when_its_caller_hangs_up(
    app: FastAPI, client: httpx.AsyncClient, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sleep(request: Request, *_: Any) -> Any:
        await services_of(request).database.reads.fetch("SELECT pg_sleep(10) AS left_alone")

    route = next(r for r in app.routes if isinstance(r, ReadRoute) and r.path == "/v1/regions")
    usual = route.answer
    route.serve(sleep)
    caller, watching = Caller(), await asyncpg.connect(dsn)
    try:
        asking = asyncio.create_task(app(_scope("/v1/regions"), caller.receive, caller.send))
        assert await _running(watching, 1)
        caller.gone.set()
        assert await _running(watching, 0)
        await asyncio.wait_for(asking, 2)
    finally:
        route.answer = usual
        await watching.close()


async def _running(connection: asyncpg.Connection, number: int) -> bool:
    """Whether there are so many of it within two seconds."""
    for _ in range(40):
        count = await connection.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE"
            " 'SELECT pg_sleep(10) AS left_alone%'"
        )
        if count == number:
            return True
        await asyncio.sleep(0.05)
    return False


async def test_who_stays_is_not_disturbed() -> None:
    caller = Caller()
    async with while_connected(Request(_scope("/"), caller.receive)):
        await asyncio.sleep(0.1)
    caller.gone.set()
    await asyncio.sleep(0.01)
    assert asyncio.current_task().cancelling() == 0  # type: ignore[union-attr]


async def test_a_cancellation_from_elsewhere_stays_one() -> None:
    caller = Caller()

    async def work() -> None:
        async with while_connected(Request(_scope("/"), caller.receive)):
            await asyncio.sleep(5)

    for stopped, expected in ((True, asyncio.CancelledError), (False, ClientDisconnect)):
        task = asyncio.create_task(work())
        await asyncio.sleep(0.1)
        if stopped:
            task.cancel()
        else:
            caller.gone.set()
        with pytest.raises(expected):
            await task
