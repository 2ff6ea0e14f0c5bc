"""What the tests of webhooks begin with: a receiver on this machine, and couriers."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from fastapi import FastAPI

from ok_api.exchange.tools import Tools
from ok_api.foundation.settings import Settings
from tests.exchange.webhooks.lines import Courier
from tests.exchange.webhooks.receiver import Receiver, receiving


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
def private(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Receivers on this machine are allowed."""
    monkeypatch.setattr(settings, "webhook_private_targets", True)


@pytest.fixture
def tools(app: FastAPI, settings: Settings, dsn: str, emptied: None, private: None) -> Tools:
    services = app.state.services
    return Tools(settings, dsn, services.database, services.signals)


@pytest.fixture
async def courier(tools: Tools) -> AsyncIterator[Callable[[], Courier]]:
    """Starts couriers; they end with the test."""
    couriers: list[Courier] = []

    def start() -> Courier:
        couriers.append(Courier(tools))
        return couriers[-1]

    yield start
    for one in couriers:
        one.kill()
    await asyncio.gather(*(one.task for one in couriers), return_exceptions=True)
