"""The document as its users' own tools read it: two linters, and a generator of TypeScript."""

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
    broken["paths"]["/Rules_List/"] = broken["paths"].pop("/rules")
    del broken["info"]["contact"]
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(broken), encoding="utf-8")
    rules = RULES / "adr-ruleset-2.2.yaml"
    found = tool("spectral", "lint", path, "--ruleset", rules, "--format", "json", "--quiet")
    codes = {item["code"] for item in json.loads(found.stdout)}
    assert {"nlgov:paths-kebab-case", "path-keys-no-trailing-slash", "info-contact"} <= codes


CLIENT = """\
import type { components, operations, paths } from "./openapi";

type School = components["schemas"]["School"];
export const name = (school: School): string => school.name;
export const website = (school: School): string | null => school.website;

type Question = operations["calculateFacilitation"]["requestBody"]["content"]["application/json"];
export const question: Question = { phase: "pilot", schoolCount: 6, schoolYear: "2025-2026" };

type Page = paths["/rules"]["get"]["responses"][200]["content"]["application/json"];
export const total = (page: Page): number | undefined => page.total;
export const titles = (page: Page): string[] => page.items.map((rule) => rule.title.nl);

// @ts-expect-error: the phases are a closed list.
export const wrong: Question = { phase: "retired", schoolCount: 6, schoolYear: "2025-2026" };
"""


def test_a_strict_typescript_client_can_be_made_of_it(
    tool: Tool, written: Path, tmp_path: Path
) -> None:
    types = tmp_path / "openapi.d.ts"
    made = tool("openapi-typescript", written, "--output", types)
    assert made.returncode == 0, made.stderr
    client = tmp_path / "client.ts"
    client.write_text(CLIENT, encoding="utf-8")
    strict = ("--strict", "--noEmit", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes")
    checked = tool(
        "tsc",
        *strict,
        "--target",
        "es2022",
        "--moduleResolution",
        "bundler",
        "--module",
        "es2022",
        types,
        client,
    )
    assert checked.returncode == 0, checked.stdout
