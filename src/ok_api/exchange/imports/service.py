"""Sending a file in, carrying out a plan, and stopping."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import String, and_, bindparam, exists, func, insert, or_, select

from ok_api.access import policy
from ok_api.access.mandate import mandate_of
from ok_api.access.rows import fetch_for_change
from ok_api.access.scope import IMPORTS
from ok_api.exchange.imports import rows, schools, steps, telling
from ok_api.exchange.imports.reading import declared_encoding
from ok_api.exchange.room import check_room
from ok_api.foundation import clock
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, Forbidden, InvalidInput, WrongState
from ok_api.foundation.identity import Actor
from ok_api.foundation.pool import ReadPool
from ok_api.foundation.queries import compile_query
from ok_api.foundation.uploads import Upload
from ok_api.rules.exchange_words import (
    ImportKind,
    ImportMode,
    ImportStatus,
    ImportUnit,
    UnknownColumns,
)
from ok_api.rules.text import Text
from ok_api.tables import AuditRecord, Import, ImportPart, LogCommit

ASKED_BY: Mapping[ImportKind, str] = {
    ImportKind.SCHOOLS: "putSchool",
    ImportKind.BOARDS: "putSchoolBoard",
    ImportKind.APPLICATIONS: "startApplication",
    ImportKind.ENROLMENTS: "enrolSchool",
    ImportKind.SESSIONS: "planTrajectorySession",
}
"""Who may do one of these, may do many."""
DATED = frozenset({ImportKind.SCHOOLS})
RESTS_ON: Mapping[ImportKind, frozenset[str]] = {
    **rows.RESTS_ON,
    ImportKind.SCHOOLS: schools.RESTS_ON,
}
STOPPABLE = (*steps.UNDER_WAY, ImportStatus.PLANNED)
IN_HAND = or_(
    *(Import.status == status for status in steps.UNDER_WAY),
    and_(Import.status == ImportStatus.PLANNED, exists().where(ImportPart.import_id == Import.id)),
)
"""What counts for its sender: plans too, for as long as their files are kept."""

_IN_HAND = compile_query(
    select(func.count()).where(Import.actor == bindparam("actor", type_=String), IN_HAND)
)


@dataclass(frozen=True)
class Order:
    """How a file is to be taken over."""

    kind: ImportKind
    mode: ImportMode
    unit: ImportUnit
    reference_date: date | None
    accept_shrinkage: bool
    unknown_columns: UnknownColumns


def check_order(actor: Actor, order: Order, today: date) -> Actor:
    """Raises `Forbidden` for a kind of which the sender may not do a single one."""
    actor = policy.require(actor, ASKED_BY[order.kind])
    if flaws := list(_flaws_of(order, today)):
        raise InvalidInput(*flaws)
    return actor


async def in_hand(reads: ReadPool, actor: Actor) -> int:
    """How many the account has, as far as can be seen without taking turns."""
    count: int = await reads.fetchval(_IN_HAND.sql, *_IN_HAND.arguments({"actor": actor.subject}))
    return count


async def send_import(work: Work, order: Order, upload: Upload, *, most: int) -> Import:
    """Raises `WrongState` when the sender has `most` in hand already."""
    actor = check_order(work.actor, order, work.today)
    charset = declared_encoding(upload.media_type, upload.charset)
    if not upload.size:
        raise InvalidInput(Flaw("body", "", "empty", _EMPTY))
    await check_room(work, Import, IN_HAND, most=most, full=full(most))
    imported = Import(
        kind=order.kind,
        mode=order.mode,
        unit=order.unit,
        reference_date=order.reference_date,
        accept_shrinkage=order.accept_shrinkage,
        unknown_columns=order.unknown_columns,
        media_type=upload.media_type,
        charset=charset,
        size=upload.size,
        sha256=upload.sha256,
        reason=work.context.reason,
        **mandate_of(actor),
    )
    work.session.add(imported)
    await work.session.flush()
    await _keep(work, imported.id, upload)
    await steps.ask(work, imported.id)
    return imported


async def apply_import(work: Work, import_id: UUID) -> Import:
    """Carry out a plan of one's own, with the rights that one has now.

    Raises `Forbidden` for who did not send it, and `WrongState` for what is no plan, or one that
    would be refused.
    Raises `Stale` when something that it rests on has changed since; the worker looks again, at
    what the file would really do.
    """
    imported = await fetch_for_change(work, Import, IMPORTS, Import.id == import_id)
    if imported.actor != work.actor.subject:
        raise Forbidden(_NOT_YOURS)
    actor = policy.require(work.actor, ASKED_BY[imported.kind])
    _check_planned(imported)
    if not await steps.has_file(work, imported.id):
        raise WrongState(_FILE_GONE)
    await _check_unmoved(work, imported)
    for name, value in mandate_of(actor).items():
        setattr(imported, name, value)
    imported.mode = ImportMode.APPLY
    imported.status = ImportStatus.QUEUED
    imported.progress = type(imported.progress)(0)
    imported.started_at = imported.ended_at = None
    imported.taken_up_count = 0
    await steps.ask(work, imported.id)
    return imported


async def cancel_import(work: Work, import_id: UUID) -> Import:
    """What is running stops when it next looks up; the rest ends here and now."""
    imported = await fetch_for_change(work, Import, IMPORTS, Import.id == import_id)
    if imported.status not in STOPPABLE:
        raise WrongState(_ENDED, importStatus=imported.status.value)
    imported.cancel_asked_at = clock.now()
    if imported.status is not ImportStatus.RUNNING:
        imported.status = ImportStatus.CANCELLED
        imported.ended_at = clock.now()
    return imported


def _flaws_of(order: Order, today: date) -> Iterator[Flaw]:
    if order.reference_date is None and order.kind in DATED:
        yield _about("referenceDate", "missing", _NO_DATE)
    if order.reference_date is not None and order.kind not in DATED:
        yield _about("referenceDate", "not_for_kind", _NOT_DATED)
    if order.reference_date is not None and order.reference_date > today:
        yield _about("referenceDate", "future", _FUTURE)
    if order.accept_shrinkage and order.kind not in DATED:
        yield _about("acceptShrinkage", "not_for_kind", _NOT_DATED)


def _about(name: str, code: str, message: Text) -> Flaw:
    return Flaw("query", name, code, message)


async def _keep(work: Work, import_id: UUID, upload: Upload) -> None:
    """A part at a time, so that the file never stands in memory."""
    for number, part in enumerate(upload.parts()):
        kept = {"import_id": import_id, "number": number, "content": part}
        await work.session.execute(insert(ImportPart).values(**kept))


def _check_planned(imported: Import) -> None:
    if imported.status is not ImportStatus.PLANNED:
        raise WrongState(_NO_PLAN, importStatus=imported.status.value)
    if imported.unit is ImportUnit.FILE and imported.refused_count:
        raise telling.refused(imported.refused_count, imported.row_count)


async def _check_unmoved(work: Work, imported: Import) -> None:
    since = (
        select(func.count())
        .select_from(AuditRecord)
        .join(LogCommit, LogCommit.id == AuditRecord.log_commit_id)
        .where(
            LogCommit.position > imported.planned_on,
            AuditRecord.resource.in_(sorted(RESTS_ON[imported.kind])),
        )
    )
    changes = await work.session.scalar(since)
    if changes:
        raise telling.moved(imported.planned_on or 0, changes)


_EMPTY = Text("Het bestand is leeg.", "The file is empty.")
_NO_DATE = Text(
    "Noem de dag waarop de lijst klopte.",
    "State the day on which the list was true.",
)
_FUTURE = Text("Deze dag moet nog komen.", "This day is still to come.")
_NOT_DATED = Text("Alleen bij een lijst van scholen.", "Only with a list of schools.")
_NOT_YOURS = Text(
    "Alleen het account dat dit plan stuurde, kan het uitvoeren.",
    "Only the account that sent this plan can carry it out.",
)
_FILE_GONE = Text(
    "Het bestand van dit plan is niet meer bewaard; stuur het opnieuw.",
    "The file of this plan is no longer kept; send it again.",
)
_NO_PLAN = Text(
    "Dit is geen plan, of het is al uitgevoerd.",
    "This is no plan, or it has been carried out already.",
)
_ENDED = Text(
    "Deze import is al afgelopen; er valt niets meer te stoppen.",
    "This import has ended already; there is nothing left to stop.",
)


def full(most: int) -> Text:
    return Text(
        f"Er zijn al {most} imports van u gepland, in de wacht of bezig, en meer mag niet "
        "tegelijk; wacht tot er een is afgelopen, voer een plan uit of stop er een.",
        f"You have {most} imports planned, queued or running already, and more at a time are not "
        "allowed; wait until one has ended, carry out a plan or cancel one.",
    )
