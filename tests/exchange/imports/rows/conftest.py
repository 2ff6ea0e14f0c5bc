import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from tests.exchange.imports.rows.sending import Imports


@pytest.fixture
def imports(app: FastAPI, session: AsyncSession) -> Imports:
    return Imports(app, session)
