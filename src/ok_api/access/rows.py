"""How a service gets hold of a row: within the actor's scope, locked, in the version it named."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import DeclarativeBase

from ok_api.access.scope import ACTING, Scope
from ok_api.foundation.database import Work
from ok_api.foundation.entity_tags import tags_in
from ok_api.foundation.errors import (
    DomainError,
    Flaw,
    Forbidden,
    InvalidInput,
    NotFound,
    PreconditionMissing,
    Stale,
)
from ok_api.foundation.flaws import unknown
from ok_api.foundation.identity import actor_values
from ok_api.rules.text import Text
from ok_api.tables import School

_Row = TypeVar("_Row", bound=DeclarativeBase)


async def fetch(
    work: Work,
    table: type[_Row],
    scope: Scope,
    *where: ColumnElement[bool],
    lock: bool = False,
    at: str | None = None,
    said: Text | None = None,
) -> _Row:
    """A row the actor may see. Raises `NotFound` when there is none for this actor.

    `at` is the pointer of what names it in the body: then that is what is wrong (`InvalidInput`),
    and `said` what is wrong with it.
    """
    found = await _find(work, table, scope, where, lock=lock)
    if found is None:
        raise _missing(at, said)
    return found[0]


async def fetch_for_change(
    work: Work,
    table: type[_Row],
    scope: Scope,
    *where: ColumnElement[bool],
    at: str | None = None,
) -> _Row:
    """A row the actor may change, locked until the work ends.

    Raises `NotFound` for what it may not see (`InvalidInput` when the body names it, `at` that
    pointer), `Forbidden` for what it may only see, and for a conditional write
    `PreconditionMissing` or `Stale`. Any other write may name a version too, and is held to it.
    """
    found = await _find(work, table, scope, where, lock=True)
    if found is None:
        raise _missing(at)
    row, changeable = found
    if not changeable:
        raise Forbidden(
            Text("U mag dit wel zien, niet wijzigen.", "You may see this, but not change it.")
        )
    named = work.context.if_match is not None and hasattr(row, "version")
    if work.context.conditional or named:
        check_version(work, row)
    return row


def _missing(at: str | None, said: Text | None = None) -> DomainError:
    return NotFound() if at is None else InvalidInput(unknown(at, said))


async def _find(
    work: Work,
    table: type[_Row],
    scope: Scope,
    where: tuple[ColumnElement[bool], ...],
    *,
    lock: bool,
) -> tuple[_Row, bool] | None:
    changeable = scope.change_condition(work.actor).label("changeable")
    wanted = select(table, changeable).where(scope.condition(work.actor), *where)
    if lock:
        wanted = wanted.with_for_update(of=table, key_share=True)
    result = await work.session.execute(
        wanted.execution_options(populate_existing=lock), actor_values(work.actor)
    )
    found = result.one_or_none()
    return None if found is None else (found[0], bool(found[1]))


def check_version(work: Work, row: Any) -> None:
    """Compares If-Match with the row's own version, the first part of its ETag."""
    asked = work.context.if_match
    if asked is None:
        raise PreconditionMissing
    versions = {tag.partition(".")[0] for tag in tags_in(asked)}
    if "*" not in versions and str(row.version) not in versions:
        raise Stale(f'"{row.version}"')


async def may_act_for(work: Work, establishment_code: str, at: str) -> None:
    """Whether the actor speaks for this school; `at` is the pointer that names it.

    Raises `InvalidInput` when the register does not know it, `Forbidden` when another speaks for
    it: the register is open to all, so that nobody is told that a school is not there.
    """
    school = await known_school(work, establishment_code, at)
    speaks = select(School.establishment_code).where(
        School.establishment_code == establishment_code, ACTING.condition(work.actor)
    )
    if await work.session.scalar(speaks, actor_values(work.actor)) is None:
        raise Forbidden(
            Text(
                f"U spreekt niet voor {school.name}.",
                f"You do not speak for {school.name}.",
            )
        )


async def known_school(work: Work, establishment_code: str, at: str) -> School:
    """Any school of the register. Raises `InvalidInput` for a code that it does not know."""
    school = await work.session.get(School, establishment_code)
    if school is None:
        raise InvalidInput(unknown_school(at, establishment_code))
    return school


def unknown_school(at: str, establishment_code: str) -> Flaw:
    return unknown(
        at,
        Text(
            f"Het register kent {establishment_code} niet.",
            f"The register does not know {establishment_code}.",
        ),
    )
