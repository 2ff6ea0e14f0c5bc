"""What can be expected to fail ends in sentences, each of which says what to do."""

import socket
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from sqlalchemy.exc import DBAPIError

from ok_api.cli.failing import sentences
from ok_api.foundation import clock
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.rules.text import Text
from tests.cli.conftest import Command, Said
from tests.conftest import named
from tests.exchange.register.lists import po_list, po_row

CODES = ("99ZZ00", "99ZZ01", "99ZZ02", "99ZZ03")
PRODUCTION = {
    "OK_ENVIRONMENT": "production",
    "OK_TOKEN_ISSUER": "https://login.example.org/",
    "OK_TOKEN_JWKS_URL": "http://127.0.0.1:9/keys",
    "OK_CURSOR_SECRET": "7kQ2vXz9LmP4rT8wY1nB6cJ3hF5gD0sA",
}


@pytest.fixture
def whole(tmp_path: Path) -> str:
    return _file(tmp_path, "whole.csv", po_list(*map(po_row, CODES)))


def _file(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def _imported(ok_api: Command, file: str, on: str = "2024-08-01", **environment: str) -> Said:
    return ok_api("import", "schools", file, "--reference-date", on, **environment)


def _refused(said: Said, *told: str) -> None:
    assert said.code == 1
    assert "Traceback" not in said.err
    for part in told:
        assert part in said.err


@pytest.mark.usefixtures("emptied")
def test_an_older_list_is_refused(ok_api: Command, whole: str) -> None:
    assert _imported(ok_api, whole).code == 0
    older = _imported(ok_api, whole, "2024-07-31")
    _refused(older, "ok-api: The reference date 31 July 2024 is before 1 August 2024")


@pytest.mark.usefixtures("emptied")
def test_a_shrunken_list_is_refused_until_that_is_accepted(
    ok_api: Command, whole: str, tmp_path: Path
) -> None:
    assert _imported(ok_api, whole).code == 0
    one = _file(tmp_path, "one.csv", po_list(po_row(CODES[0])))
    _refused(
        _imported(ok_api, one), "names only 1 of the 4 schools", "file with --accept-shrinkage."
    )
    dated = ("--reference-date", "2024-08-01", "--accept-shrinkage")
    assert ok_api("import", "schools", one, *dated).code == 0


@pytest.mark.usefixtures("emptied")
def test_an_unknown_file_is_refused(ok_api: Command, tmp_path: Path) -> None:
    unknown = _file(tmp_path, "unknown.csv", b"a;b\n1;2\n")
    _refused(_imported(ok_api, unknown), "ok-api: ")


def test_a_day_to_come_is_refused(ok_api: Command, whole: str) -> None:
    tomorrow = str(clock.today() + timedelta(days=1))
    _refused(_imported(ok_api, whole, tomorrow), f"{tomorrow} is still to come")


def test_a_database_that_is_behind_is_not_loaded(
    ok_api: Command, whole: str, never_migrated: str
) -> None:
    said = _imported(ok_api, whole, OK_DATABASE_URL=never_migrated)
    _refused(said, "never migrated; run ok-api migrate")


@pytest.mark.parametrize("command", ["migrate", "serve", "import", "demo"])
def test_a_database_that_is_not_there(
    ok_api: Command, whole: str, server: str, command: str
) -> None:
    more = {
        "import": ("schools", whole, "--reference-date", "2024-08-01"),
        "serve": ("--port", str(_free())),
        "demo": ("--port", str(_free())),
    }
    absent = named(server, "ok_not_there")
    said = ok_api(command, *more.get(command, ()), OK_DATABASE_URL=absent)
    _refused(said, 'The database refuses: database "ok_not_there" does not exist')


@pytest.mark.parametrize("migrate", [False, True])
def test_serving_a_database_that_is_behind_warns(
    ok_api: Command, never_migrated: str, monkeypatch: pytest.MonkeyPatch, migrate: bool
) -> None:
    monkeypatch.setattr(uvicorn.Server, "run", lambda _server: None)
    more = ("--migrate",) if migrate else ()
    said = ok_api("serve", "--port", str(_free()), *more, OK_DATABASE_URL=never_migrated)
    assert said.code == 0
    assert ("The database was never migrated" in said.err) is not migrate


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_port_is_told_first(ok_api: Command, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        _refused(ok_api(command, "--port", port), f"Port {port}", "--port")


def test_production_has_no_development_tokens(ok_api: Command) -> None:
    said = ok_api("token", "--role", "office", **PRODUCTION)
    _refused(said, "Production refuses development tokens")
    assert said.out == ""


def test_check_tells_what_production_lacks(ok_api: Command, never_migrated: str) -> None:
    said = ok_api("check", OK_DATABASE_URL=never_migrated, COLUMNS="200", **PRODUCTION)
    _refused(said, "token keys", "run ok-api migrate", "port 5432, database")


def test_production_with_something_unsafe_does_not_start(ok_api: Command) -> None:
    unsafe = {**PRODUCTION, "OK_CORS_ORIGINS": "*", "OK_WEBHOOK_PRIVATE_TARGETS": "true"}
    said = ok_api("check", **unsafe)
    assert said.code == 2
    for name in ("OK_CORS_ORIGINS", "OK_WEBHOOK_PRIVATE_TARGETS"):
        assert name in said.err


def test_a_taken_port_of_the_metrics_is_told_first(ok_api: Command) -> None:
    port = str(_free())
    said = ok_api("serve", "--port", port, OK_METRICS_PORT=port)
    _refused(said, f"Port {port} is that of the API", "OK_METRICS_PORT")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = str(taken.getsockname()[1])
        said = ok_api("serve", "--port", port, OK_METRICS_PORT=number)
        _refused(said, f"Port {number} of 127.0.0.1 is taken", "OK_METRICS_PORT")


def test_check_is_content_with_the_database_of_the_tests(ok_api: Command) -> None:
    said = ok_api("check", COLUMNS="200")
    assert said.code == 0
    assert "the newest" in said.err


def test_each_flaw_has_its_sentence() -> None:
    flaws = [Flaw("body", "", "enum", Text(f"Fout {n}.", f"Flaw {n}.")) for n in (1, 2)]
    assert sentences(InvalidInput(*flaws)) == ["Flaw 1.", "Flaw 2."]


def test_what_the_driver_says_is_told_without_its_wrapping() -> None:
    error = DBAPIError("SELECT 1", {}, ValueError("no such thing"))
    assert sentences(error) == ["The database refuses: no such thing"]


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
