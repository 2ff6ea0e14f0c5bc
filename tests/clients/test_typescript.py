"""The TypeScript package: compiled, tried out, and used against a server that really runs."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation.keys import development_token
from ok_api.foundation.openapi import document as published
from ok_api.foundation.settings import Settings
from ok_api.main import create_app
from tests import nodes
from tests.clients.conftest import SOURCE
from tests.factories import make_school
from tests.serving import serving


@pytest.fixture
async def schools(session: AsyncSession) -> list[str]:
    """More than one page of the story's, and more than it reads."""
    made = [await make_school(session, name=f"De Voorbeeldschool {letter}") for letter in "ABCDE"]
    await session.commit()
    return [school.establishment_code for school in made]


@pytest.fixture
async def told(package: Path, schools: list[str], settings: Settings, dsn: str) -> dict[str, Any]:
    """What the story tells of itself, on a server that the office calls over the network."""
    token = development_token(settings, "office@example.org", {"roles": ["office"]})
    story = package / "examples" / "story.ts"
    with serving(create_app(settings, dsn=dsn)) as address:
        env = {"API_URL": f"{address}/v1", "API_TOKEN": token}
        ran = await asyncio.to_thread(nodes.run_node, story, env=env)
    assert ran.returncode == 0, ran.stderr
    said: dict[str, Any] = json.loads(ran.stdout)
    return said


def test_the_compiler_refuses_what_is_wrong_and_the_client_is_careful(package: Path) -> None:
    """An expectation of `test/types.ts` that meets no error is an error of the compiler's."""
    tried = nodes.run_npm("test", cwd=package)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert "fail 0" in tried.stdout


def test_the_package_holds_what_was_built_and_nothing_else(package: Path) -> None:
    packed = nodes.run_npm("pack", "--dry-run", "--json", "--ignore-scripts", cwd=package)
    names = {file["path"] for file in json.loads(packed.stdout)[0]["files"]}
    assert {"dist/index.js", "dist/index.d.ts", "dist/schema.d.ts", "README.md"} <= names
    assert {name.partition("/")[0] for name in names} == {"dist", "README.md", "package.json"}


def test_the_package_has_the_version_of_the_api(app: FastAPI) -> None:
    package = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
    assert package["version"] == published(app)["info"]["version"]


def test_a_newcomer_reads_and_writes(told: dict[str, Any], schools: list[str]) -> None:
    assert told["schools"] == schools[:3]
    assert told["again"] == {"id": told["announced"], "replayed": "true"}
    assert told["published"] is True


def test_a_newcomer_is_told_what_is_wrong(told: dict[str, Any]) -> None:
    assert told["late"] == "stale"
    assert told["flaws"] == ["/title", "/inUseSince"]
    refused = told["refused"]
    assert (refused["kind"], refused["status"], refused["reported"]) == ("rule-refused", 409, True)
    [missing] = refused["unmet"]
    assert missing["ruleId"] == "R-SEL-6"
    assert missing["missing"] in refused["detail"]
    assert missing["suppliedBy"] == ["office", "school"]
