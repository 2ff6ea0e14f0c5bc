"""Which changes are about certain schools, for a subscriber that wants no others.

It only ever leaves out: what the subscriber may know of was decided before. But leaving out tells
something too. A trajectory that everyone sees must not tell, by what is left out, which schools are
enrolled in it: so of other schools than its own, a subscriber hears only where they are the guide.
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

from ok_api.access.scope import PARTICIPATIONS, Scope
from ok_api.exchange.changes.followed import FOLLOWED, Followed
from ok_api.exchange.changes.queries import Change
from ok_api.exchange.changes.visible import Connection
from ok_api.foundation.identity import Actor, actor_values
from ok_api.foundation.queries import Compiled
from ok_api.rules.exchange_words import ChangeOperation
from ok_api.rules.words import Role
from ok_api.tables import (
    AuditRecord,
    Evaluation,
    LearningTrajectory,
    Participation,
    School,
    SchoolBoard,
    Session,
)

_codes = func.any(bindparam("actor_schools", type_=ARRAY(Text)))
_boards = select(School.board_number).where(School.establishment_code == _codes)
_REGISTER: Mapping[str, ColumnElement[bool]] = {
    "schools": School.establishment_code == _codes,
    "school-boards": SchoolBoard.board_number.in_(_boards),
    "selection-rounds": false(),
}
"""What everyone reads is a school's own by its code, or is no school's."""

_participating = select(Participation.id).where(PARTICIPATIONS.read[Role.SCHOOL])
_GUIDED: Mapping[str, ColumnElement[bool]] = {
    resource: table.participation_id.in_(_participating)
    for resource, table in (
        ("learning-trajectories", LearningTrajectory),
        ("sessions", Session),
        ("evaluations", Evaluation),
    )
}
"""What concerns schools by their enrolment too, as seen from the school that guides."""
_KNOWS_ENROLMENTS = frozenset({Role.OFFICE, Role.RESEARCH})
_OWN = """
SELECT establishment_code FROM schools WHERE establishment_code = ANY($1::text[])
AND (establishment_code = ANY($2::text[]) OR board_number = ANY($3::text[]))
"""

_compiled = Compiled()


async def about_schools(
    connection: Connection, subscriber: Actor, changes: Iterable[Change], codes: Collection[str]
) -> list[Change]:
    """Those of the changes that concern one of the schools, in order."""
    told = list(changes)
    groups: dict[tuple[str, bool], set[str]] = {}
    for change in told:
        groups.setdefault((change.resource, _is_gone(change)), set()).add(change.key)
    own = await _own_among(connection, subscriber, codes)
    found: dict[tuple[str, bool], set[str]] = {}
    for group, keys in groups.items():
        as_own = await _found(connection, _school(own), *group, sorted(keys), guided=False)
        others = _school(set(codes) - own)
        found[group] = as_own | await _found(connection, others, *group, sorted(keys), guided=True)
    return [change for change in told if change.key in found[change.resource, _is_gone(change)]]


async def _own_among(connection: Connection, subscriber: Actor, codes: Collection[str]) -> set[str]:
    """The schools whose enrolments the subscriber knows of anyway."""
    if subscriber.roles & _KNOWS_ENROLMENTS:
        return set(codes)
    given = actor_values(subscriber)
    schools = given["actor_schools"] if Role.SCHOOL in subscriber.roles else []
    boards = given["actor_boards"] if Role.BOARD in subscriber.roles else []
    rows = await connection.fetch(_OWN, list(codes), schools, boards)
    return {row["establishment_code"] for row in rows}


def _school(codes: Collection[str]) -> Actor:
    return Actor("", frozenset({Role.SCHOOL}), {"schools": tuple(sorted(codes))})


def _is_gone(change: Change) -> bool:
    return change.operation is ChangeOperation.DELETED


async def _found(
    connection: Connection,
    school: Actor,
    resource: str,
    gone: bool,
    keys: list[str],
    *,
    guided: bool,
) -> set[str]:
    if not school.memberships["schools"]:
        return set()
    followed = FOLLOWED[resource]
    query = _compiled.get(
        (resource, gone, guided),
        lambda: _gone(followed, school) if gone else _there(followed, guided=guided),
    )
    is_uuid = _by_uuid(followed)
    given = {**actor_values(school), "keys": [UUID(key) for key in keys] if is_uuid else keys}
    return {row["key"] for row in await connection.fetch(query.sql, *query.arguments(given))}


def _by_uuid(followed: Followed) -> bool:
    return _is_simple(followed) and isinstance(followed.keys[0].type, Uuid)


def _is_simple(followed: Followed) -> bool:
    """Known by a single column, which then has an index."""
    return followed.key is None and len(followed.keys) == 1


def _there(followed: Followed, *, guided: bool) -> Select[Any]:
    named: ColumnElement[Any] = followed.keys[0]
    if not _is_simple(followed):
        named = func.concat_ws("/", *followed.keys) if followed.key is None else followed.key
    kind = Uuid() if _by_uuid(followed) else Text()
    among = cast(named, kind) == func.any(bindparam("keys", type_=ARRAY(kind)))
    return (
        select(cast(named, Text).label("key"))
        .select_from(followed.source)
        .where(among, _own(followed, guided=guided))
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


def _own(followed: Followed, *, guided: bool) -> ColumnElement[bool]:
    """The rows that a school reads as its own, without those that anyone may read."""
    known = _REGISTER.get(followed.resource)
    if known is None and guided:
        known = _GUIDED.get(followed.resource)
    if known is not None:
        return known
    scope = followed.scope
    return scope.read.get(Role.SCHOOL, false()) if isinstance(scope, Scope) else false()
