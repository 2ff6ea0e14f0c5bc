"""`ok-api push`, against a server on a database of its own, which does the imports itself."""

from pathlib import Path

from tests.exchange.killed.registers import code, duo_list
from tests.exchange.killed.town import Town
from tests.exchange.register.lists import po_list, po_row


def test_a_file_is_sent_and_followed_to_its_end(town: Town, tmp_path: Path) -> None:
    town.open("server with a worker in it")
    good, wrong = tmp_path / "good.csv", tmp_path / "wrong.csv"
    good.write_bytes(duo_list(300))
    wrong.write_bytes(po_list(*(po_row(code(number)) for number in range(300)), po_row("geen")))
    status, said = _push(town, good)
    assert status == 0, said
    assert "applied" in said
    assert "created 300" in said
    status, said = _push(town, wrong, "--unit", "row", "--mode", "plan")
    assert status == 1
    assert "refused 1" in said
    assert "sender" in said
    status, said = _push(town, wrong, "--reference-date", "2020-01-01")
    assert status == 1
    assert "ok-api:" in said


def _push(town: Town, file: Path, *options: str) -> tuple[int, str]:
    stated = ["--url", town.url, "--reference-date", "2026-08-01", *options]
    process = town.run("push", str(file), *stated)
    _, said = process.communicate(timeout=60)
    return process.returncode, said.decode()
