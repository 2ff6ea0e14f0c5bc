import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.tools import Tools
from tests.exchange.imports.rows.sending import Imports


@pytest.fixture
def imports(app: FastAPI, dsn: str, session: AsyncSession) -> Imports:
    services = app.state.services
    return Imports(Tools(services.settings, dsn, services.database, services.signals), session)
