"""The document and every answer of a crawl, as files for the generators and their clients."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation.openapi import render
from tests import nodes
from tests.callers import Callers
from tests.contract.conftest import NODE, Counting
from tests.contract.crawling import Crawl
from tests.contract.seed import seed
from tests.contract.walking import UNKNOWN, Json, Operation

HERE = Path(__file__).parent
FOLDER = HERE.parents[2] / ".generators"
VENV = FOLDER / "venv"
Answers = list[tuple[str, Any]]
"""Bodies, each with the schema that promises it."""
Python = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def project(app: FastAPI, tmp_path: Path) -> Path:
    """A folder as a front-end team has it: the document, and the packages beside it."""
    nodes.install(NODE)
    (tmp_path / "openapi.json").write_text(render(app), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(NODE / "node_modules")
    for name in ("tsconfig.json", "openapi-ts.config.mjs", "orval.config.mjs", "parse.mjs"):
        (tmp_path / name).write_bytes((HERE / name).read_bytes())
    return tmp_path


@pytest.fixture(scope="session")
def python() -> Python:
    """Runs what `requirements.txt` brings; it is installed when it is not there yet."""
    _install()

    def run(*arguments: str | Path, cwd: Path) -> "subprocess.CompletedProcess[str]":
        name, *rest = map(str, arguments)
        return _run(VENV / "bin" / name, *rest, cwd=cwd)

    return run


def _install() -> None:
    """Skips the test where pip reaches no registry."""
    FOLDER.mkdir(exist_ok=True)
    with nodes.alone(FOLDER):
        stamp, asked = VENV / ".installed-from", HERE / "requirements.txt"
        if stamp.exists() and stamp.read_bytes() == asked.read_bytes():
            return
        _run(sys.executable, "-m", "venv", "--clear", VENV).check_returncode()
        done = _run(VENV / "bin" / "pip", "install", "--quiet", "--requirement", asked)
        if done.returncode != 0 and "Failed to establish a new connection" in done.stderr:
            pytest.skip("pip cannot reach a registry")
        assert done.returncode == 0, done.stderr
        stamp.write_bytes(asked.read_bytes())


def _run(*command: str | Path, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """What it starts itself it finds in the same environment."""
    env = {"PATH": f"{VENV / 'bin'}:/usr/bin:/bin", "PYTHONPATH": str(cwd or "")}
    asked = list(map(str, command))
    return subprocess.run(  # noqa: S603
        asked, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="session")
def crawled() -> Answers:
    """Filled by the first test that asks for the answers: each crawl takes some seconds."""
    return []


@pytest.fixture
async def answers(
    crawled: Answers,
    callers: Callers,
    session: AsyncSession,
    walk: list[Operation],
    document: Json,
    pool: Counting,
) -> Answers:
    """Whatever two readers find, what a write answers, and some problems."""
    if crawled:
        return crawled
    decided = await seed(session, callers.office)
    shapes = {operation.id: _shape(operation) for operation in walk if operation.reads}
    crawled.append(("GoNoGoDecision", decided.json()))
    for reader in (callers.office, callers.research):
        crawl = Crawl(reader, walk, document, pool)
        await crawl.run()
        crawled.extend((shapes[name], body) for name, body in crawl.answers)
    crawled.extend(("Problem", body) for body in await _problems(callers))
    return crawled


async def _problems(callers: Callers) -> list[Json]:
    office = callers.office
    refused = [
        await office.get(f"/v1/sessions/{UNKNOWN}"),
        await office.post("/v1/expertises", json={"title": "", "sectors": [], "unheardOf": 1}),
        await office.get("/v1/schools?limit=0&sort=shoeSize"),
        await callers.anonymous.get("/v1/participations"),
        await callers.research.post("/v1/expertises", json={}),
    ]
    assert [answer.status_code for answer in refused] == [404, 400, 400, 401, 403]
    return [answer.json() for answer in refused]


def _shape(operation: Operation) -> str:
    content = operation.told["responses"]["200"].get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    return str(schema.get("$ref", "")).rpartition("/")[2]


@pytest.fixture
def kept(answers: Answers, tmp_path: Path) -> Path:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(answers), encoding="utf-8")
    assert len({schema for schema, _ in answers}) > 50
    return path
