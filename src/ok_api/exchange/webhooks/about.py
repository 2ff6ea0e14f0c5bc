"""Which changes are about certain schools, for a subscriber that wants no others.

It only ever leaves out: what the subscriber may know of was decided before.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    false,
    func,
    select,
)

from ok_api.access.scope import Scope
from ok_api.exchange.changes.followed import FOLLOWED, Followed
from ok_api.exchange.changes.queries import Change, Connection
from ok_api.foundation.identity import Actor, actor_values
from ok_api.foundation.queries import Compiled
from ok_api.rules.exchange_words import ChangeOperation
from ok_api.rules.words import Role
from ok_api.tables import AuditRecord, School, SchoolBoard

_codes = func.any(bindparam("actor_schools", type_=ARRAY(Text)))
_boards = select(School.board_number).where(School.establishment_code == _codes)
_REGISTER: Mapping[str, ColumnElement[bool]] = {
    "schools": School.establishment_code == _codes,
    "school-boards": SchoolBoard.board_number.in_(_boards),
    "selection-rounds": false(),
}
"""What everyone reads is a school's own by its code, or is no school's."""

_compiled = Compiled()


async def about_schools(
    connection: Connection, changes: Iterable[Change], codes: Collection[str]
) -> list[Change]:
    """Those of the changes that concern one of the schools, in order."""
    told = list(changes)
    groups: dict[tuple[str, bool], set[str]] = {}
    for change in told:
        groups.setdefault((change.resource, _is_gone(change)), set()).add(change.key)
    school = Actor("", frozenset({Role.SCHOOL}), {"schools": tuple(codes)})
    found = {
        group: await _found(connection, school, *group, sorted(keys))
        for group, keys in groups.items()
    }
    return [change for change in told if change.key in found[change.resource, _is_gone(change)]]


def _is_gone(change: Change) -> bool:
    return change.operation is ChangeOperation.DELETED


async def _found(
    connection: Connection, school: Actor, resource: str, gone: bool, keys: list[str]
) -> set[str]:
    followed = FOLLOWED[resource]
    query = _compiled.get(
        (resource, gone), lambda: _gone(followed, school) if gone else _there(followed)
    )
    is_uuid = _by_uuid(followed)
    given = {**actor_values(school), "keys": [UUID(key) for key in keys] if is_uuid else keys}
    return {row["key"] for row in await connection.fetch(query.sql, *query.arguments(given))}


def _by_uuid(followed: Followed) -> bool:
    return _is_simple(followed) and isinstance(followed.keys[0].type, Uuid)


def _is_simple(followed: Followed) -> bool:
    """Known by a single column, which then has an index."""
    return followed.key is None and len(followed.keys) == 1


def _there(followed: Followed) -> Select[Any]:
    named: ColumnElement[Any] = followed.keys[0]
    if not _is_simple(followed):
        named = func.concat_ws("/", *followed.keys) if followed.key is None else followed.key
    kind = Uuid() if _by_uuid(followed) else Text()
    among = cast(named, kind) == func.any(bindparam("keys", type_=ARRAY(kind)))
    return (
        select(cast(named, Text).label("key"))
        .select_from(followed.source)
        .where(among, _own(followed))
    )


def _gone(followed: Followed, school: Actor) -> Select[Any]:
    own = false() if followed.removed is None else followed.removed.condition(school)
    keys = bindparam("keys", type_=ARRAY(Uuid() if _by_uuid(followed) else Text()))
    return select(AuditRecord.key.label("key")).where(
        AuditRecord.resource == followed.resource,
        AuditRecord.action == "remove",
        AuditRecord.key == func.any(cast(keys, ARRAY(Text))),
        own,
    )


def _own(followed: Followed) -> ColumnElement[bool]:
    """The rows that a school reads as its own, without those that anyone may read."""
    known = _REGISTER.get(followed.resource)
    if known is not None:
        return known
    scope = followed.scope
    return scope.read.get(Role.SCHOOL, false()) if isinstance(scope, Scope) else false()
