"""The TypeScript package, built once for all workers as a front-end team would build it."""

import shutil
from pathlib import Path

import pytest
from fastapi import FastAPI

from ok_api.foundation.openapi import render
from tests import nodes

SOURCE = Path(__file__).parents[2] / "clients" / "typescript"
MADE = shutil.ignore_patterns("node_modules", "dist", "schema.ts", ".lock")


@pytest.fixture(scope="session")
def package(app: FastAPI, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A copy, built on the document as the running application publishes it."""
    nodes.install(SOURCE)
    own = tmp_path_factory.getbasetemp()
    root = own if worker_id == "main" else own.parent
    folder = root / "clients" / "typescript"
    with nodes.alone(root):
        if not (folder / "dist" / "index.js").exists():
            shutil.copytree(SOURCE, folder, ignore=MADE, dirs_exist_ok=True)
            (root / "openapi").mkdir(exist_ok=True)
            (root / "openapi" / "openapi.json").write_text(render(app), encoding="utf-8")
            (folder / "node_modules").symlink_to(SOURCE / "node_modules")
            _build(folder)
    return folder


def _build(folder: Path) -> None:
    built = nodes.run_npm("run", "build", cwd=folder)
    assert built.returncode == 0, built.stdout + built.stderr
