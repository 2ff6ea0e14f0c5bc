"""What a load does to the register, with made-up lists."""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import asyncpg
import pytest
from rich.console import Console

from ok_api.exchange.register import RegisterReport, load_register, render
from ok_api.foundation.errors import InvalidInput, WrongState
from tests.exchange.register import lists
from tests.exchange.register.lists import national_list, national_row, po_list, po_row

APRIL, AUGUST, LATER = date(2026, 4, 1), date(2026, 8, 1), date(2026, 10, 1)
FOUR = ("99ZZ00", "99ZZ01", "99ZZ02", "99ZZ03")


WITHIN_DUO = {
    "BEVOEGD GEZAG NUMMER": ("board_number", "00001", "00002"),
    "DENOMINATIE": ("denomination", "Verzonnen", "Bedacht"),
    "PLAATSNAAM": ("city", "EERST", "DAARNA"),
    "PLAATSNAAM CORRESPONDENTIEADRES": ("correspondence_city", "EERST", "DAARNA"),
    "POSTCODE": ("postal_code", "1234 AB", "1234 AC"),
    "VAKANTIEREGIO": ("holiday_region", "Noord", "Zuid"),
    "RMC-REGIO CODE": ("rmc_region_code", "01", "02"),
}


async def load(
    connection: asyncpg.Connection, raw: bytes, on: date = APRIL, **options: Any
) -> RegisterReport:
    return await load_register(
        connection, io.BytesIO(raw), reference_date=on, actor="tester", **options
    )


async def school(connection: asyncpg.Connection, code: str = "99ZZ00") -> asyncpg.Record:
    found = await connection.fetchrow("SELECT * FROM schools WHERE establishment_code = $1", code)
    assert found is not None
    return found


def four(*without: str, **cells: str) -> bytes:
    return po_list(*(po_row(code, **cells) for code in FOUR if code not in without))


async def test_schools_come_with_their_board_and_regions(connection: asyncpg.Connection) -> None:
    report = await load(connection, four(), reason="eerste lijst")
    assert report.created.count == 4
    assert [one.line for one in report.created.items] == [2, 3, 4, 5]
    assert (report.boards_created, report.regions_created) == (1, 3)
    made = await school(connection)
    assert (made["status"], made["sector"], made["version"]) == ("open", "PO", 1)
    regions = await connection.fetch("SELECT kind, code, name FROM regions ORDER BY kind")
    assert [tuple(row) for row in regions] == [
        ("education_area", "03", "Verzonnen gebied"),
        ("municipality", "0042", "VERZONNEN AAN ZEE"),
        ("province", "Fryslân", "Fryslân"),
    ]
    trail = await connection.fetch("SELECT * FROM audit_records WHERE resource = 'schools'")
    assert {(row["action"], row["actor"], row["reason"]) for row in trail} == {
        ("create", "tester", "eerste lijst")
    }


async def test_the_same_file_again_touches_nothing(connection: asyncpg.Connection) -> None:
    await load(connection, four())
    before = await connection.fetchval("SELECT count(*) FROM audit_records")
    report = await load(connection, four())
    assert report.unchanged == 4
    assert not report.created.count + report.updated.count + report.absent.count
    assert (await school(connection))["version"] == 1
    assert await connection.fetchval("SELECT count(*) FROM audit_records") == before


async def test_only_what_differs_is_written_told_and_kept(connection: asyncpg.Connection) -> None:
    await load(connection, four(TELEFOONNUMMER="0123456789"))
    report = await load(connection, four(VESTIGINGSNAAM="De Nieuwe Naam"), AUGUST)
    assert report.fields == {"name": 4, "phone": 4}
    change = report.updated.items[0]
    assert (change.line, change.code) == (2, "99ZZ00")
    assert change.fields == {
        "name": ("De Verzonnen School", "De Nieuwe Naam"),
        "phone": ("0123456789", None),
    }
    assert (await school(connection))["version"] == 2
    kept = await connection.fetchrow(
        "SELECT before::text, after::text FROM audit_records"
        " WHERE action = 'update' AND resource = 'schools' AND key = '99ZZ00'"
    )
    assert kept is not None
    assert json.loads(kept["before"]) == {"name": "De Verzonnen School", "phone": "0123456789"}
    assert json.loads(kept["after"]) == {"name": "De Nieuwe Naam", "phone": None}


async def test_an_absent_school_closes_and_reopens_when_it_returns(
    connection: asyncpg.Connection,
) -> None:
    await load(connection, four())
    report = await load(connection, four("99ZZ01"), AUGUST)
    assert [one.code for one in report.absent.items] == ["99ZZ01"]
    closed = await school(connection, "99ZZ01")
    assert (closed["status"], closed["closed_on"]) == ("closed", AUGUST)
    assert (await load(connection, four("99ZZ01"), AUGUST)).absent.count == 0
    report = await load(connection, four(), LATER)
    assert [one.code for one in report.reopened.items] == ["99ZZ01"]
    assert report.updated.items[0].fields["status"] == ("closed", "open")
    assert (await school(connection, "99ZZ01"))["closed_on"] is None
    actions = await connection.fetch(
        "SELECT action FROM audit_records WHERE key = '99ZZ01' ORDER BY id"
    )
    assert [row["action"] for row in actions] == ["create", "close", "update"]


async def test_a_refused_row_does_not_close_its_school(connection: asyncpg.Connection) -> None:
    await load(connection, four())
    nameless = po_list(po_row("99ZZ00", " "), *(po_row(code) for code in FOUR[1:]))
    report = await load(connection, nameless, AUGUST)
    assert (report.refused.count, report.absent.count) == (1, 0)
    assert (await school(connection))["name"] == "De Verzonnen School"


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
@pytest.mark.parametrize("at", [2, 3, 4])
async def test_no_line_end_swallows_the_next_school(
    connection: asyncpg.Connection, end: bytes, at: int
) -> None:
    """One row of the same list ends otherwise than the rest of it."""
    await load(connection, four())
    lines = four().splitlines(keepends=True)
    lines[at - 1] = lines[at - 1].rstrip() + end
    report = await load(connection, b"".join(lines), AUGUST)
    assert (report.rows, report.unchanged, report.absent.count) == (4, 4, 0)
    assert not report.withheld


NAME = b"De Verzonnen School"
TORN: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "two rows in one": lambda rows: [
        rows[0].replace(NAME, b'"De Verzonnen'),
        rows[1].replace(NAME, b'School"'),
        *rows[2:],
    ],
    "an open quote": lambda rows: [rows[0].replace(NAME, b'"De Verzonnen'), *rows[1:]],
    "no line end": lambda rows: [rows[0].rstrip() + b";" + rows[1], *rows[2:]],
    "a cell too many": lambda rows: [rows[0].replace(NAME, b"De;School"), *rows[1:]],
    "a cell too few": lambda rows: [*rows[:-1], rows[-1].replace(NAME + b";", b"")],
    "no code": lambda rows: [rows[0].replace(b"99ZZ00", b"9ZZ00"), *rows[1:]],
}


@pytest.mark.parametrize("torn", TORN)
async def test_a_list_with_a_row_that_is_not_clear_closes_nothing_and_says_so(
    connection: asyncpg.Connection, torn: str
) -> None:
    await load(connection, four())
    without = four("99ZZ03")
    header, *rows = without.splitlines(keepends=True)
    report = await load(connection, b"".join([header, *TORN[torn](rows)]), AUGUST)
    assert (report.withheld, report.absent.count) == (True, 0)
    assert report.rows == (2 if torn == "no line end" else 3)
    assert await connection.fetchval("SELECT count(*) FROM schools WHERE status = 'open'") == 4
    out = io.StringIO()
    render(Console(file=out, width=300), report, "nl")
    assert "Deze lijst sluit geen scholen." in out.getvalue()
    assert report.as_json()["absent"]["withheld"] is True
    mended = await load(connection, without, AUGUST)
    assert (mended.withheld, [one.code for one in mended.absent.items]) == (False, ["99ZZ03"])


async def test_a_list_is_silent_on_other_lists_and_sectors(connection: asyncpg.Connection) -> None:
    everyone = [national_row("98ZZ00"), national_row("98ZZ01", "VWO"), national_row("98ZZ02", "SO")]
    await load(connection, national_list(*everyone))
    await load(connection, four())
    await load(connection, lists.vo_list(po_row("97ZZ00")))
    report = await load(connection, national_list(everyone[1]), AUGUST)
    assert report.absent.count == 0
    assert await connection.fetchval("SELECT count(*) FROM schools WHERE status = 'open'") == 8


async def test_a_later_word_of_another_list_keeps_a_school_open(
    connection: asyncpg.Connection,
) -> None:
    await load(connection, four())
    await load(connection, national_list(national_row("99ZZ01")), LATER)
    report = await load(connection, four("99ZZ01", "99ZZ02"), AUGUST)
    assert [one.code for one in report.absent.items] == ["99ZZ02"]


async def test_an_older_list_does_not_reopen(connection: asyncpg.Connection) -> None:
    await load(connection, four())
    await load(connection, four("99ZZ01"), AUGUST)
    report = await load(connection, national_list(national_row("99ZZ01", naam="Oud")), APRIL)
    assert report.reopened.count == 0
    assert (await school(connection, "99ZZ01"))["closed_on"] == AUGUST


@pytest.mark.parametrize(
    ("on", "name"), [(LATER, "De Andere Naam"), (APRIL, "De Verzonnen School")]
)
async def test_a_list_changes_only_what_it_carries_and_knows_better(
    connection: asyncpg.Connection, on: date, name: str
) -> None:
    """An older list fills blanks only, and no list blanks what the other one knows."""
    await load(connection, four(INTERNETADRES="www.voorbeeld.nl"), AUGUST)
    row = national_row("99ZZ00", naam="De Andere Naam", lon="5.1", gemeente="VERZONNEN AAN ZEE")
    report = await load(connection, national_list(row), on)
    now = await school(connection)
    assert now["name"] == name
    assert float(now["longitude"]) == 5.1
    assert (now["website"], now["province"]) == ("www.voorbeeld.nl", "Fryslân")
    assert now["board_number"] == "00042"
    assert set(report.fields) - {"name"} == {"longitude", "school_type"}


async def test_capitals_and_cut_words_do_not_undo_better_ones(
    connection: asyncpg.Connection,
) -> None:
    whole = "Verzonnen en zeer uitvoerige richting"
    better = national_row("99ZZ00", plaats="Verzonnen aan Zee", denominatie=whole)
    await load(connection, national_list(better))
    report = await load(connection, four(DENOMINATIE=whole[:30]), AUGUST)
    now = await school(connection)
    assert (now["city"], now["denomination"]) == ("Verzonnen aan Zee", whole)
    assert "city" not in report.fields
    report = await load(connection, four(PLAATSNAAM="ELDERS"), LATER)
    assert (await school(connection))["city"] == "ELDERS"


@pytest.mark.parametrize(
    ("theirs", "written_out"),
    [
        ("ZEESTAD GLD", "Zeestad"),
        ("ZEESTAD GLD", "Zeestad (Gld)"),
        ("ZEESTAD LB", "Zeestad L"),
        ("ZEESTAD GEM VERZONNEN", "Zeestad"),
        ("ZEEEN", "Zeeën"),
    ],
)
async def test_what_tells_a_place_from_its_namesake_is_no_news(
    connection: asyncpg.Connection, theirs: str, written_out: str
) -> None:
    national = national_list(national_row("99ZZ00", plaats=written_out))
    await load(connection, national)
    await load(connection, four(PLAATSNAAM=theirs), AUGUST)
    assert (await school(connection))["city"] == written_out
    await load(connection, four(PLAATSNAAM="ZEESTADEN GLD"), LATER)
    assert (await school(connection))["city"] == "ZEESTADEN GLD"


@pytest.mark.parametrize("column", sorted(WITHIN_DUO))
async def test_every_fact_can_come_change_and_go(
    connection: asyncpg.Connection, column: str
) -> None:
    fact, first, second = WITHIN_DUO[column]
    for on, cell in ((APRIL, " "), (APRIL, first), (AUGUST, second), (LATER, " ")):
        await load(connection, four(**{column: cell}), on)
        assert (await school(connection))[fact] == (None if cell == " " else cell)


async def test_codes_and_names_of_regions_complete_each_other(
    connection: asyncpg.Connection,
) -> None:
    await load(connection, po_list(po_row("99ZZ00", GEMEENTENAAM=" "), po_row("99ZZ01")))
    assert (await school(connection))["municipality_name"] == "VERZONNEN AAN ZEE"
    row = national_row(
        "98ZZ00", "VWO", gemeente="VERZONNEN AAN ZEE", onderwijsgebied="Verzonnen gebied"
    )
    await load(connection, national_list(row))
    other = await school(connection, "98ZZ00")
    assert (other["municipality_code"], other["education_area_code"]) == ("0042", "03")


async def test_numbers_of_pupils_follow_their_year(connection: asyncpg.Connection) -> None:
    await load(connection, national_list(national_row("99ZZ00", leerlingen="100")), AUGUST)
    pupils = lists.pupils((2024, 2025), {"99ZZ00": ["98", "97"], "99ZZ09": ["1", "1"]})
    report = await load(connection, pupils, APRIL)
    assert (report.updated.count, report.ignored, report.created.count) == (1, 1, 0)
    now = await school(connection)
    assert (now["pupil_count"], now["pupil_count_year"]) == (97, 2025)
    await load(connection, national_list(national_row("99ZZ00", leerlingen="100")), LATER)
    assert (await school(connection))["pupil_count"] == 97
    await load(connection, lists.pupils((2024,), {"99ZZ00": ["98"]}), LATER)
    assert (await school(connection))["pupil_count_year"] == 2025
    assert (await load(connection, pupils, LATER)).unchanged == 1


async def test_an_older_file_of_the_same_kind_is_refused(connection: asyncpg.Connection) -> None:
    await load(connection, four(), AUGUST)
    with pytest.raises(WrongState, match="1 April 2026 is before 1 August 2026"):
        await load(connection, four(), APRIL)


@pytest.mark.parametrize("raw", [po_list(), po_list(po_row("99ZZ00")), po_list(po_row("97ZZ00"))])
async def test_a_shrunken_file_closes_nothing_unasked(
    connection: asyncpg.Connection, raw: bytes
) -> None:
    await load(connection, four())
    with pytest.raises(WrongState, match=r"only [01] of the 4 schools") as refused:
        await load(connection, raw, AUGUST)
    assert refused.value.members["listed"] == 4
    assert await connection.fetchval("SELECT count(*) FROM schools WHERE status = 'closed'") == 0
    report = await load(connection, raw, AUGUST, accept_shrinkage=True)
    assert report.absent.count >= 3


async def test_an_unknown_list_is_refused(connection: asyncpg.Connection) -> None:
    with pytest.raises(InvalidInput, match=r"duo-po \(31\)"):
        await load(connection, b"naam;type\r\n")


async def test_rolling_back_leaves_a_report_and_no_trace(connection: asyncpg.Connection) -> None:
    plan = connection.transaction()
    await plan.start()
    report = await load(connection, four())
    await plan.rollback()
    assert report.created.count == 4
    assert await connection.fetchval("SELECT count(*) FROM schools") == 0


async def test_the_caller_hears_how_far_it_is(connection: asyncpg.Connection) -> None:
    heard: list[tuple[int, int | None]] = []
    raw = four()
    await load(connection, raw, on_progress=lambda done, size: heard.append((done, size)))
    assert heard == [(len(raw), len(raw))]


async def test_the_report_reads_as_json_and_as_text(connection: asyncpg.Connection) -> None:
    await load(connection, four())
    raw = po_list(
        po_row("99ZZ00", "De [red]Nieuwe[/red] Naam", INTERNETADRES="geen"),
        po_row("99ZZ01", " "),
        po_row("99ZZ02"),
        po_row("99ZZ02"),
    )
    report = await load(connection, raw, AUGUST)
    told = json.loads(json.dumps(report.as_json()))
    assert told["refused"]["count"] == 2
    assert [one["line"] for one in told["refused"]["items"]] == [3, 5]
    assert told["updated"]["fields"] == {"name": 1}
    assert told["remarks"]["items"][0]["findings"][0]["column"] == "INTERNETADRES"
    for language, words in (("nl", "regel 3"), ("en", "line 3")):
        console = Console(file=io.StringIO(), width=100, record=True)
        render(console, report, language)
        shown = console.export_text()
        assert words in shown
        assert "De Verzonnen School → De [red]Nieuwe[/red] Naam" in shown


async def test_without_a_transaction_of_the_caller_nothing_begins() -> None:
    class Outside:
        def is_in_transaction(self) -> bool:
            return False

    with pytest.raises(RuntimeError, match="transaction"):
        await load(Outside(), four())  # type: ignore[arg-type]
