"""The document as the running application publishes it, and the tools that its users have."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from ok_api.foundation.openapi import document as published
from tests import nodes
from tests.contract.walking import Operation, operations

NODE = Path(__file__).parent / "node"
Tool = Callable[..., nodes.Completed]


@pytest.fixture(scope="session")
def document(app: FastAPI) -> dict[str, Any]:
    return published(app)


@pytest.fixture(scope="session")
def walk(document: dict[str, Any]) -> list[Operation]:
    return operations(document)


MOST_STATEMENTS = 2
"""One for an answer; a wide list first asks which versions there are, then for what it lacks."""


class Counting:
    """The read pool, with a tally of its statements."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self.statements = 0

    def __getattr__(self, name: str) -> Any:
        if name in ("fetch", "fetchrow", "fetchval", "execute"):
            self.statements += 1
        return getattr(self._pool, name)


@pytest.fixture
def pool(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    """Counts what goes to the database by either way in."""
    database = app.state.services.database
    counting = Counting(database.reads)
    monkeypatch.setattr(database, "reads", counting)

    def count(*_: Any) -> None:
        counting.statements += 1

    event.listen(database.engine.sync_engine, "before_cursor_execute", count)
    yield counting
    event.remove(database.engine.sync_engine, "before_cursor_execute", count)


@pytest.fixture(scope="session")
def tool() -> Tool:
    """Runs a tool of `node/package.json`; they are installed when they are not there yet."""
    nodes.install(NODE)

    def run(name: str, *arguments: str | Path) -> nodes.Completed:
        return nodes.run_node((NODE / "node_modules" / ".bin" / name).resolve(), *arguments)

    return run
