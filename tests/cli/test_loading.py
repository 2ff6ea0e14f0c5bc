"""Registers from the command line: whatever the import over HTTP takes, this takes too."""

import json
from pathlib import Path

import asyncpg
import pytest

from tests.cli.conftest import Command
from tests.exchange.imports.sending import lines, own, school, sheet
from tests.exchange.register.lists import PO_HEADER, po_list, po_row

OWN = school("99ZZ01", boardNumber="00042", city="Voorbeeldstad")
DUO = po_row("99ZZ01")
ON = ("--reference-date", "2024-08-01", "--json")
FILES = {
    "duo.csv": (po_list(DUO), "duo-po", "windows-1252"),
    "duo.txt": (po_list(DUO), "duo-po", "windows-1252"),
    "duo.xlsx": (sheet([PO_HEADER, [DUO[name] for name in PO_HEADER]]), "duo-po", None),
    "own.csv": (own(OWN), "own-columns", None),
    "own.XLSX": (sheet([list(OWN), list(OWN.values())]), "own-columns", None),
    "own.jsonl": (lines(OWN), "own-columns", None),
}


@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize("name", list(FILES))
async def test_every_form_is_loaded(ok_api: Command, tmp_path: Path, dsn: str, name: str) -> None:
    content, kind, encoding = FILES[name]
    path = tmp_path / name
    path.write_bytes(content)
    said = ok_api("import", "schools", str(path), *ON)
    assert said.code == 0, said.err
    report = json.loads(said.out)
    assert (report["list"], report["created"]["count"]) == (kind, 1)
    assert report["encoding"] in (encoding, "ascii" if encoding else None)
    connection = await asyncpg.connect(dsn)
    known = await connection.fetch("SELECT establishment_code, board_number FROM schools")
    await connection.close()
    assert [tuple(row) for row in known] == [("99ZZ01", "00042")]


@pytest.mark.usefixtures("emptied")
def test_a_column_that_is_not_known_is_told_once(ok_api: Command, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(own({**OWN, "colour": "red"}, {**OWN, "colour": "blue"}))
    said = ok_api("import", "schools", str(path), *ON)
    assert said.code == 1
    assert said.err.count("This column is not known.") == 1
