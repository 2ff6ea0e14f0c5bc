"""A whole import: at once or row by row, as a plan, carried out, stopped and taken up again."""

import gc
from collections.abc import Iterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.imports.rows import report, running
from ok_api.foundation import clock
from ok_api.foundation.errors import WrongState
from ok_api.rules.exchange_words import ImportKind, ImportMode, ImportStatus, ImportUnit
from ok_api.rules.text import Text
from ok_api.tables import Attendance, AuditRecord, ImportRow, LogHead, SchoolBoard, Session
from tests.exchange.imports.rows.meetings import attended, guided, many
from tests.exchange.imports.rows.sending import (
    Died,
    Imports,
    Values,
    cancelled,
    only,
    school,
    sent,
    stopping,
)
from tests.programme.learning.offers import GUIDE

BOARDS, SESSIONS = ImportKind.BOARDS, ImportKind.SESSIONS
GOOD = [{"boardNumber": f"9{number:04d}", "name": "Stichting"} for number in range(120)]
BAD = {"boardNumber": "x"}
MIXED = [*GOOD[:3], BAD, *GOOD[3:6]]


async def test_a_whole_file_with_one_refused_row_changes_nothing(imports: Imports) -> None:
    imported = await imports.send(BOARDS, MIXED, unit=ImportUnit.FILE)
    assert imported.status is ImportStatus.FAILED
    assert imported.problem is not None
    assert imported.problem["refusedCount"] == 1
    assert imported.problem["rowCount"] == 7
    assert (imported.created_count, imported.refused_count) == (6, 1)
    outcomes = await imports.outcomes(imported)
    assert outcomes == ["created"] * 3 + ["refused"] + ["created"] * 3
    assert await imports.count(SchoolBoard) == 0
    assert await imports.trail(imported, "create") == []


async def test_all_refusals_of_a_whole_file_are_found_and_stand_in_the_trail(
    imports: Imports,
) -> None:
    rows = [GOOD[0], BAD, {"boardNumber": "y"}]
    imported = await imports.send(BOARDS, rows, unit=ImportUnit.FILE, actor=school(GUIDE))
    assert await imports.outcomes(imported) == ["refused"] * 3
    told = await imports.trail(imported, "refuse")
    assert [record.after["line"] for record in told if record.after] == [2]


async def test_a_whole_file_without_one_is_one_commit(imports: Imports) -> None:
    imported = await imports.send(BOARDS, GOOD, unit=ImportUnit.FILE)
    assert imported.status is ImportStatus.APPLIED
    assert imported.row_count == imported.created_count == len(GOOD)
    assert imported.ended_at is not None
    commits = {record.log_commit_id for record in await imports.trail(imported)}
    assert len(commits) == 1


async def test_row_by_row_the_good_rows_are_kept(imports: Imports) -> None:
    imported = await imports.send(BOARDS, MIXED)
    assert imported.status is ImportStatus.APPLIED
    assert (imported.row_count, imported.created_count, imported.refused_count) == (7, 6, 1)
    assert await imports.count(SchoolBoard) == 6


async def test_a_plan_tells_everything_and_changes_nothing(
    imports: Imports, session: AsyncSession
) -> None:
    await imports.send(BOARDS, GOOD[:2])
    before = await session.scalar(LogHead.__table__.select())
    rows = [{**GOOD[0], "name": "Anders"}, GOOD[1], GOOD[2], BAD]
    imported = await imports.send(BOARDS, rows, mode=ImportMode.PLAN)
    assert imported.status is ImportStatus.PLANNED
    assert imported.plan_digest is not None
    assert imported.planned_on == 1
    assert await imports.outcomes(imported) == ["updated", "unchanged", "created", "refused"]
    assert await imports.trail(imported) == []
    assert await imports.count(SchoolBoard) == 2
    assert await session.scalar(LogHead.__table__.select()) == before


async def test_a_plan_gives_no_address_to_what_is_not_there(
    imports: Imports, session: AsyncSession
) -> None:
    await guided(session)
    rows = many(2)
    imported = await imports.send(SESSIONS, rows, mode=ImportMode.PLAN)
    assert [row.key for row in await imports.report(imported)] == [None, None]
    await imports.apply_plan(imported, rows)
    assert None not in {row.key for row in await imports.report(imported)}


@pytest.mark.parametrize("unit", list(ImportUnit))
async def test_a_plan_is_carried_out_as_planned(
    imports: Imports, session: AsyncSession, unit: ImportUnit
) -> None:
    await guided(session)
    rows = [attended("99ZZ11"), attended("99ZZ12"), *many(3)]
    imported = await imports.send(SESSIONS, rows, mode=ImportMode.PLAN, unit=unit)
    assert await imports.count(Session) == 0
    await imports.apply_plan(imported, rows)
    assert imported.status is ImportStatus.APPLIED
    assert await imports.outcomes(imported) == ["created", "updated", *["created"] * 3]
    assert await imports.count(Session) == 4
    assert await imports.count(ImportRow) == 5


async def test_a_plan_with_refused_rows_is_carried_out_without_them_row_by_row(
    imports: Imports,
) -> None:
    imported = await imports.send(BOARDS, MIXED, mode=ImportMode.PLAN)
    await imports.apply_plan(imported, MIXED)
    assert imported.status is ImportStatus.APPLIED
    assert await imports.count(SchoolBoard) == 6


async def test_a_plan_that_no_longer_holds_changes_nothing(
    imports: Imports, session: AsyncSession
) -> None:
    rows = GOOD[:3]
    imported = await imports.send(BOARDS, rows, mode=ImportMode.PLAN)
    session.add(SchoolBoard(board_number="90001", name="Intussen"))
    await session.commit()
    await imports.apply_plan(imported, rows)
    assert imported.status is ImportStatus.FAILED
    assert imported.problem is not None
    assert imported.problem["type"] == "/v1/problem-types/stale"
    assert await imports.outcomes(imported) == ["created", "updated", "created"]
    assert await imports.count(SchoolBoard) == 1


async def test_a_change_to_what_the_plan_would_change_makes_it_stale(
    imports: Imports, session: AsyncSession
) -> None:
    board = SchoolBoard(board_number="90001", name="Eerst")
    session.add(board)
    await session.commit()
    imported = await imports.send(BOARDS, [GOOD[1]], mode=ImportMode.PLAN)
    board.name = "Intussen"
    await session.commit()
    await imports.apply_plan(imported, [GOOD[1]])
    assert imported.status is ImportStatus.FAILED


async def test_cancelled_row_by_row_keeps_what_was_committed(imports: Imports) -> None:
    imported = await imports.begin(BOARDS)
    await imports.carry_on(imported, GOOD, stopping(70, cancelled))
    assert imported.status is ImportStatus.CANCELLED
    done = await imports.count(SchoolBoard)
    assert 0 < done < 70
    assert done == imported.created_count == await imports.count(ImportRow)


async def test_cancelled_as_a_whole_keeps_nothing(imports: Imports) -> None:
    imported = await imports.begin(BOARDS, unit=ImportUnit.FILE)
    await imports.carry_on(imported, GOOD, stopping(70, cancelled))
    assert imported.status is ImportStatus.CANCELLED
    assert await imports.count(SchoolBoard) == 0


async def test_who_asks_to_stop_at_the_last_moment_is_heard(imports: Imports) -> None:
    imported = await imports.begin(BOARDS, unit=ImportUnit.FILE, cancel_asked_at=clock.now())
    await imports.carry_on(imported, GOOD[:3])
    assert imported.status is ImportStatus.CANCELLED
    assert await imports.count(SchoolBoard) == 0


async def test_after_a_killed_worker_another_goes_on_and_doubles_nothing(
    imports: Imports, session: AsyncSession
) -> None:
    await guided(session)
    rows = many(60)
    rows[10:10] = [{**rows[9], "mode": "somewhere"}]
    imported = await imports.begin(SESSIONS)
    with pytest.raises(Died):
        await imports.carry_on(imported, rows, stopping(55, Died))
    halfway = await imports.count(Session)
    assert 0 < halfway < 55
    await imports.carry_on(imported, rows)
    assert imported.status is ImportStatus.APPLIED
    assert (imported.row_count, imported.created_count, imported.refused_count) == (61, 60, 1)
    assert await imports.count(Session) == 60
    assert await imports.count(Attendance) == 120
    assert await imports.count(ImportRow) == 61
    assert len(await imports.trail(imported, "create")) == 180
    assert [row.number for row in await imports.report(imported)] == list(range(1, 62))


async def test_after_a_killed_worker_a_whole_file_starts_over(imports: Imports) -> None:
    imported = await imports.begin(BOARDS, unit=ImportUnit.FILE)
    with pytest.raises(Died):
        await imports.carry_on(imported, GOOD, stopping(100, Died))
    assert await imports.count(SchoolBoard) == 0
    await imports.carry_on(imported, GOOD)
    assert imported.created_count == await imports.count(SchoolBoard) == len(GOOD)


async def test_a_file_that_cannot_be_read_on_fails_and_says_why(imports: Imports) -> None:
    imported = await imports.begin(BOARDS)

    def breaking_off() -> Iterator[Values]:
        yield from GOOD[:60]
        raise WrongState(Text("Het bestand breekt af.", "The file breaks off."))

    await imports.carry_on(imported, breaking_off())
    assert imported.status is ImportStatus.FAILED
    assert imported.problem is not None
    assert imported.problem["detail"]["en"] == "The file breaks off."
    assert imported.created_count == await imports.count(SchoolBoard) > 0


async def test_what_is_a_defect_is_no_rows_flaw(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("ok_api.programme.schools.service.put_school_board", broken)
    with pytest.raises(ZeroDivisionError):
        await imports.send(BOARDS, GOOD[:1])
    assert await imports.count(ImportRow) == 0


async def test_a_refusal_of_the_database_undoes_its_row_alone(
    imports: Imports, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when another request enrols, plans or records the same in the meantime."""
    await guided(session)

    async def nothing_known(*_: object) -> dict[object, object]:
        return {}

    await imports.send(SESSIONS, [attended("99ZZ11")])
    known = "ok_api.exchange.imports.rows.attendances._known"
    monkeypatch.setattr(known, nothing_known)
    rows = [attended("99ZZ11", 3, location="De aula"), attended("99ZZ12")]
    imported = await imports.send(SESSIONS, rows)
    assert await imports.outcomes(imported) == ["refused", "updated"]
    problem = only((await imports.report(imported))[0].flaws)
    assert problem["type"] == "/v1/problem-types/duplicate"
    assert problem["constraint"] == "uq_attendances_session_id_enrolment_id"
    assert await imports.count(Attendance) == 2
    assert [one.operation for one in await imports.trail(imported, "update")] == []


async def test_a_thousand_sessions_take_no_more_memory_than_a_hundred(
    imports: Imports, session: AsyncSession
) -> None:
    await guided(session)
    rows, kept, count = many(1000, schools=1), list[int](), 0

    async def counting(_fraction: float) -> None:
        nonlocal count
        count += 1
        if count in (100, 1000):
            gc.collect()
            kept.append(len(gc.get_objects()))

    imported = await imports.begin(SESSIONS, unit=ImportUnit.FILE)
    await imports.carry_on(imported, rows, counting)
    first, last = kept
    assert last - first < 2000, "a row that is kept counts for several objects"
    assert await imports.count(Session) == imported.created_count == 1000
    assert await imports.count(Attendance) == 1000
    assert await imports.count(AuditRecord) == 2000


def test_the_test_sends_lines_as_a_file_does() -> None:
    assert [row.line for row in sent(GOOD[:2])] == [2, 3]


@pytest.mark.parametrize(("unit", "kept"), [(ImportUnit.FILE, 60), (ImportUnit.ROW, 50)])
async def test_the_trail_keeps_so_many_refused_rows_and_then_their_number(
    imports: Imports, monkeypatch: pytest.MonkeyPatch, unit: ImportUnit, kept: int
) -> None:
    for module in (report, running):
        monkeypatch.setattr(module, "TRAILED", 60)
    imported = await imports.send(BOARDS, GOOD, unit=unit, actor=school(GUIDE))
    assert imported.refused_count == len(GOOD) == len(await imports.report(imported))
    *told, last = await imports.trail(imported, "refuse")
    assert len(told) == kept
    assert last.after == {"refusedRows": 120, "report": f"/v1/imports/{imported.id}/rows"}


async def test_a_trail_that_has_them_all_needs_no_number(imports: Imports) -> None:
    imported = await imports.send(BOARDS, GOOD[:3], actor=school(GUIDE))
    assert len(await imports.trail(imported, "refuse")) == 3
