"""A day on which the sessions of the scene are yet to come."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from tests.exchange.calendars.scene import Scene, make_scene

TODAY = datetime(2026, 2, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TODAY)


@pytest.fixture
async def scene(session: AsyncSession) -> Scene:
    return await make_scene(session)
