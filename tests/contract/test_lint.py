"""The document as two linters read it; what TypeScript makes of it stands in `tests/clients`."""

import json
from pathlib import Path

import pytest
from fastapi import FastAPI

from ok_api.foundation.openapi import render
from tests.contract.conftest import Tool

RULES = Path(__file__).parent / "spectral"
KNOWN = {"nlgov:servers-use-https"}
"""The one server is relative, `/v1`: whoever serves the document decides on the host."""


@pytest.fixture
def written(app: FastAPI, tmp_path: Path) -> Path:
    path = tmp_path / "openapi.json"
    path.write_text(render(app), encoding="utf-8")
    return path


@pytest.mark.parametrize("rules", ["adr-ruleset-2.2.yaml", "oas.yaml"])
def test_the_linter_finds_nothing(tool: Tool, written: Path, rules: str) -> None:
    found = tool(
        "spectral", "lint", written, "--ruleset", RULES / rules, "--format", "json", "--quiet"
    )
    findings = json.loads(found.stdout.partition("\nNo results")[0] or "null")
    assert findings is not None, found.stderr
    told = [
        f"{item['code']} at {'/'.join(map(str, item['path']))}: {item['message']}"
        for item in findings
        if item["code"] not in KNOWN
    ]
    assert not told, "\n".join(told)


def test_the_linter_does_find_what_is_wrong(tool: Tool, app: FastAPI, tmp_path: Path) -> None:
    """A linter that is silent about a broken document says nothing about a good one."""
    broken = json.loads(render(app))
    broken["paths"] = {"/Rules_List/": broken["paths"]["/rules"]}
    del broken["info"]["contact"]
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(broken), encoding="utf-8")
    rules = RULES / "adr-ruleset-2.2.yaml"
    found = tool("spectral", "lint", path, "--ruleset", rules, "--format", "json", "--quiet")
    codes = {item["code"] for item in json.loads(found.stdout)}
    assert {"nlgov:paths-kebab-case", "path-keys-no-trailing-slash", "info-contact"} <= codes
