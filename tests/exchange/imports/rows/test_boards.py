"""School boards, row by row."""

from sqlalchemy import select

from ok_api.rules.exchange_words import ImportKind, ImportStatus, MendedBy
from ok_api.tables import AuditRecord, SchoolBoard
from tests.exchange.imports.rows.sending import Imports, only, school
from tests.factories import make_board

BOARDS = ImportKind.BOARDS
ROWS = [
    {"rowId": "a", "boardNumber": "90001", "name": "Stichting Voorbeeld", "city": "Voorbeeldstad"},
    {"rowId": "b", "boardNumber": "90002", "name": "Stichting Ander"},
]


async def test_a_school_may_not_write_the_register(imports: Imports) -> None:
    imported = await imports.send(BOARDS, ROWS, actor=school("99ZZ01"))
    assert imported.status is ImportStatus.APPLIED
    assert imported.refused_count == 2
    row = (await imports.report(imported))[0]
    problem = only(row.flaws)
    assert (row.line, row.row_id, row.mended_by) == (2, "a", MendedBy.OFFICE)
    assert problem["type"] == "/v1/problem-types/forbidden"
    assert problem["title"] == {"nl": "Niet toegestaan", "en": "Forbidden"}
    assert problem["allowedRoles"] == ["office"]
    assert await imports.count(SchoolBoard) == 0


async def test_a_refused_row_stands_in_the_trail_as_a_refused_request_does(
    imports: Imports,
) -> None:
    imported = await imports.send(BOARDS, ROWS[:1], actor=school("99ZZ01"))
    record = only(await imports.trail(imported))
    assert (record.action, record.operation) == ("refuse", "putSchoolBoard")
    assert record.log_commit_id is None
    assert record.after["rowId"] == "a"
    assert record.after["error"] == "Forbidden"


async def test_all_flaws_of_a_row_are_told_at_once(imports: Imports) -> None:
    row = {"boardNumber": "9a", "name": "x" * 201, "colour": "blue"}
    imported = await imports.send(BOARDS, [row])
    refused = only(await imports.report(imported))
    flaws = {flaw["column"]: flaw for flaw in only(refused.flaws)["errors"]}
    assert set(flaws) == {"boardNumber", "name", "colour"}
    assert flaws["name"]["pointer"] == "/name"
    assert flaws["name"]["code"] == "too_long"
    assert flaws["boardNumber"]["message"]["nl"].startswith("Hier hoort een bestuursnummer")
    assert "boardNumber, name, city, website" in flaws["colour"]["message"]["en"]
    assert refused.mended_by is MendedBy.SENDER


async def test_new_boards_are_created_and_found_again(imports: Imports) -> None:
    first = await imports.send(BOARDS, ROWS)
    assert await imports.outcomes(first) == ["created", "created"]
    row = (await imports.report(first))[0]
    assert (row.resource, row.key) == ("school-boards", "90001")
    assert (first.row_count, first.created_count) == (2, 2)
    again = await imports.send(BOARDS, ROWS)
    assert await imports.outcomes(again) == ["unchanged", "unchanged"]
    assert again.unchanged_count == 2
    assert await imports.trail(again) == []
    versions = await imports.session.scalars(select(SchoolBoard.version))
    assert set(versions) == {1}


async def test_what_a_row_does_not_say_stays(imports: Imports) -> None:
    await imports.send(BOARDS, ROWS)
    changed = await imports.send(BOARDS, [{"boardNumber": "90001", "name": "Nieuwe naam"}])
    assert await imports.outcomes(changed) == ["updated"]
    board = await imports.session.get_one(SchoolBoard, "90001", populate_existing=True)
    assert (board.name, board.city, board.version) == ("Nieuwe naam", "Voorbeeldstad", 2)


async def test_null_clears(imports: Imports) -> None:
    await imports.send(BOARDS, ROWS)
    await imports.send(BOARDS, [{"boardNumber": "90001", "city": None}])
    board = await imports.session.get_one(SchoolBoard, "90001", populate_existing=True)
    assert (board.name, board.city) == ("Stichting Voorbeeld", None)


async def test_a_number_of_a_spreadsheet_is_read_as_a_code(imports: Imports) -> None:
    imported = await imports.send(BOARDS, [{"boardNumber": 90001, "name": 12}])
    assert await imports.outcomes(imported) == ["created"]


async def test_the_trail_names_who_sent_it_why_and_the_import(imports: Imports) -> None:
    imported = await imports.send(BOARDS, ROWS[:1])
    record = only(await imports.trail(imported))
    assert isinstance(record, AuditRecord)
    assert (record.actor, record.operation) == ("office@example.org", "putSchoolBoard")
    assert (record.action, record.resource) == ("create", "school-boards")
    assert record.reason == "Overgenomen uit de oude lijst"


async def test_a_board_of_the_register_is_changed(imports: Imports) -> None:
    await make_board(imports.session)
    await imports.session.commit()
    imported = await imports.send(BOARDS, ROWS[:1])
    assert await imports.outcomes(imported) == ["updated"]


async def test_a_board_that_the_file_names_twice_is_refused_the_second_time(
    imports: Imports,
) -> None:
    imported = await imports.send(BOARDS, [ROWS[0], {"boardNumber": "90001", "name": "Anders"}])
    assert await imports.outcomes(imported) == ["created", "refused"]
    flaw = only(only((await imports.report(imported))[1].flaws)["errors"])
    assert (flaw["column"], flaw["code"]) == ("boardNumber", "twice")
    assert "2" in flaw["message"]["nl"]


async def test_leading_zeros_that_a_spreadsheet_took_are_given_back(imports: Imports) -> None:
    await imports.send(BOARDS, [{"boardNumber": 123}])
    assert await imports.session.get(SchoolBoard, "00123") is not None
