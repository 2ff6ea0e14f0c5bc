"""One place for each concern, read from the sources; the floors themselves import-linter proves."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ok_api.foundation.settings import Settings

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "ok_api"
SPEAKS_HTTP = ("routes.py", "main.py")
HTTP_FLOORS = ("foundation", "cli", "records")
"""`records` keeps and repeats whole answers; the other floors know no request."""
SQL = re.compile(r"(?<![.\w])(select|insert|update|delete|text)\(")
HTTP = re.compile(r"^(?:from|import) (?:fastapi|starlette|uvicorn)\b", re.MULTILINE)


def found(pattern: str | re.Pattern[str], *folders: Path) -> Iterator[str]:
    """Where a pattern stands in the Python files of some folders."""
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            if "node_modules" not in path.parts:
                for match in re.finditer(pattern, path.read_text(encoding="utf-8")):
                    yield f"{path.relative_to(ROOT).as_posix()}: {match[0]}"


def test_only_the_database_floor_commits() -> None:
    places = {place.partition(":")[0] for place in found(r"\.(commit|begin)\(\)", SOURCES)}
    assert places == {"src/ok_api/foundation/database.py"}


def test_routes_and_services_hold_no_sql() -> None:
    wrong = [
        place
        for place in found(SQL, SOURCES / "programme")
        if place.partition(":")[0].endswith(("/routes.py", "/service.py"))
    ]
    assert not wrong


def test_schemas_hold_neither_sql_nor_tables() -> None:
    wrong = [
        place
        for place in found(r"from (sqlalchemy|ok_api\.tables)\b", SOURCES / "programme")
        if place.partition(":")[0].endswith("schemas.py")
    ]
    assert not wrong


def test_http_lives_where_it_may() -> None:
    wrong = []
    for path in sorted(SOURCES.rglob("*.py")):
        floor = path.relative_to(SOURCES).parts[0]
        if path.name in SPEAKS_HTTP or floor in HTTP_FLOORS:
            continue
        if HTTP.search(path.read_text(encoding="utf-8")):
            wrong.append(path.relative_to(SOURCES).as_posix())
    assert wrong == ["programme/selection/documents/schemas.py"], "only a form's file may"


def test_the_clock_is_asked_in_one_place() -> None:
    asking = r"\b(datetime\.now|datetime\.utcnow|date\.today)\("
    places = {place.partition(":")[0] for place in found(asking, SOURCES)}
    assert places == {"src/ok_api/foundation/clock.py"}


def test_what_is_ignored_says_what() -> None:
    bare = r"# type: ignore(?!\[)|# noqa(?!: [A-Z])"
    here = Path(__file__).relative_to(ROOT).as_posix()
    assert not [x for x in found(bare, SOURCES, ROOT / "tests") if not x.startswith(here)]


def test_nothing_is_left_for_later() -> None:
    here = Path(__file__).relative_to(ROOT).as_posix()
    later = r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError"
    assert not [x for x in found(later, SOURCES, ROOT / "tests") if not x.startswith(here)]


@pytest.mark.parametrize("name", [".env.example", "docs/operating.md"])
def test_every_setting_is_explained(name: str) -> None:
    told = (ROOT / name).read_text(encoding="utf-8")
    missing = [
        setting
        for setting in (f"OK_{field.upper()}" for field in Settings.model_fields)
        if not re.search(rf"\b{setting}\b", told)
    ]
    assert not missing


@pytest.mark.parametrize("name", [".env.example", "docs/operating.md"])
def test_no_setting_is_explained_that_is_none(name: str) -> None:
    told = (ROOT / name).read_text(encoding="utf-8")
    known = {f"OK_{field.upper()}" for field in Settings.model_fields} | {"OK_TEST_DATABASE_URL"}
    assert set(re.findall(r"\bOK_[A-Z_]+\b", told)) <= known


@pytest.mark.parametrize("folder", ["clients/typescript", "tests/contract/node"])
def test_the_lock_file_names_no_download_address(folder: str) -> None:
    lock = (ROOT / folder / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
