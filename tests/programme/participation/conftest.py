"""A unit of work of the system itself, for the verbs that other slices call."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from fastapi import FastAPI

from ok_api.foundation.context import RequestContext
from ok_api.foundation.database import Work
from ok_api.foundation.identity import SYSTEM

Unit = Callable[[], AbstractAsyncContextManager[Work]]


@pytest.fixture
def unit(app: FastAPI, emptied: None) -> Unit:
    return lambda: app.state.services.database.unit_of_work(SYSTEM, RequestContext("test", "en"))
