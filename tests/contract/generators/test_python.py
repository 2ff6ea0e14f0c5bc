"""Python by two generators: a type checker finds nothing, and every answer is read."""

import subprocess
import sys
from pathlib import Path

from fastapi import FastAPI

from ok_api.foundation.openapi import render
from tests.contract.generators.conftest import HERE, VENV, Python


def check(project: Path, *arguments: str) -> None:
    """By the type checker of this project, on the packages of the client."""
    mypy = [sys.executable, "-m", "mypy", "--config-file=", "--python-executable"]
    done = subprocess.run(  # noqa: S603
        [*mypy, str(VENV / "bin" / "python"), *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr


def test_openapi_python_client_is_typed_and_reads_every_answer(
    app: FastAPI, python: Python, kept: Path, tmp_path: Path
) -> None:
    """Its `client.py` is the same for every document, and not judged."""
    (tmp_path / "openapi.json").write_text(render(app), encoding="utf-8")
    made = python(
        *("openapi-python-client", "generate", "--path", "openapi.json", "--meta", "none"),
        *("--output-path", "ok_client", "--config", HERE / "openapi-python-client.yaml"),
        *("--fail-on-warning",),
        cwd=tmp_path,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    check(tmp_path, "--strict", "--follow-imports=silent", "ok_client/models", "ok_client/api")
    read = python("python", HERE / "parse_with_openapi_python_client.py", kept, cwd=tmp_path)
    assert (read.returncode, read.stdout) == (0, ""), read.stdout + read.stderr


def test_openapi_generator_is_typed_and_reads_every_answer(
    app: FastAPI, python: Python, kept: Path, tmp_path: Path
) -> None:
    (tmp_path / "openapi.json").write_text(render(app), encoding="utf-8")
    made = python(
        *("openapi-generator-cli", "generate", "--input-spec", "openapi.json"),
        *("--generator-name", "python", "--output", "."),
        *("--additional-properties", "packageName=ok_client"),
        cwd=tmp_path,
    )
    assert made.returncode == 0, made.stdout[-4000:] + made.stderr
    check(tmp_path, "ok_client")
    read = python("python", HERE / "parse_with_openapi_generator.py", kept, cwd=tmp_path)
    assert (read.returncode, read.stdout) == (0, ""), read.stdout + read.stderr
