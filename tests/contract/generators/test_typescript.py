"""TypeScript by three generators, compiled strictly; zod reads every answer."""

import json
from pathlib import Path

from tests import nodes
from tests.contract.generators.conftest import Answers


def run(project: Path, name: str, *arguments: str | Path) -> None:
    tool = (project / "node_modules" / ".bin" / name).resolve()
    done = nodes.run_node(tool, *arguments, cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr


def test_openapi_typescript_makes_types_that_compile(project: Path) -> None:
    run(project, "openapi-typescript", "openapi.json", "--output", "src/schema.ts")
    run(project, "tsc")


def test_orval_makes_calls_and_schemas_that_compile(project: Path) -> None:
    run(project, "orval", "--config", "orval.config.mjs")
    assert {file.name for file in (project / "src").iterdir()} == {"calls.ts", "schemas.ts"}
    run(project, "tsc")


def test_hey_api_compiles_and_its_zod_schemas_take_every_answer(
    project: Path, kept: Path, answers: Answers
) -> None:
    run(project, "openapi-ts")
    run(project, "tsc")
    parsed = nodes.run_node("parse.mjs", "./src/zod.gen.ts", kept, cwd=project)
    assert (parsed.returncode, parsed.stdout) == (0, ""), parsed.stdout + parsed.stderr
    page = next(body for schema, body in answers if schema == "SchoolPage")
    broken = project / "broken.json"
    broken.write_text(json.dumps([["SchoolPage", {**page, "items": 7}]]), encoding="utf-8")
    parsed = nodes.run_node("parse.mjs", "./src/zod.gen.ts", broken, cwd=project)
    assert parsed.stdout.startswith("SchoolPage /items:")
