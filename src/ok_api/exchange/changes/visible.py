"""Which of the rows that changed the reader may know of now, and where they live."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.sql.elements import True_

from ok_api.exchange.changes.followed import FOLLOWED, Followed
from ok_api.foundation.identity import Actor, actor_values
from ok_api.foundation.pool import ReadPool
from ok_api.foundation.queries import Compiled
from ok_api.tables import AuditRecord

Connection = asyncpg.Connection | asyncpg.Pool | ReadPool | asyncpg.pool.PoolConnectionProxy
Name = tuple[str, str]
"""A row as the trail names it: its resource and its key."""

_compiled = Compiled()


@dataclass(frozen=True)
class Told:
    """What one row is called, and where it lives; nowhere once it is gone."""

    key: str
    link: str | None


async def visible(
    connection: Connection, acting: Mapping[str, Actor], names: Iterable[Name]
) -> Mapping[Name, Told]:
    """Those that the reader may know of, in one statement; `acting` are its roles by resource.

    Of a row that is gone, who sees all rows of the resource is told, and who sees the parent that
    the record of its removal names.
    """
    keys: dict[str, list[str]] = {}
    for resource, key in dict.fromkeys(names):
        keys.setdefault(resource, []).append(key)
    if not keys:
        return {}
    present = {resource: acting[resource] for resource in sorted(keys)}
    variant = tuple((resource, acts.roles) for resource, acts in present.items())
    query = _compiled.get(variant, lambda: _select(present))
    rows = await connection.fetch(query.sql, *query.arguments(_arguments(present, keys)))
    gone_first = sorted(rows, key=lambda row: row["link"] is not None)
    found = {(row["resource"], row["name"]): Told(row["key"], row["link"]) for row in gone_first}
    whole = [name for name, acts in present.items() if _sees_all(name, acts.roles)]
    return {(name, key): Told(key, None) for name in whole for key in keys[name]} | found


@lru_cache(maxsize=1_000)
def _sees_all(resource: str, roles: frozenset[str]) -> bool:
    return isinstance(FOLLOWED[resource].scope.condition(Actor("", roles)), True_)


def _arguments(
    present: Mapping[str, Actor], keys: Mapping[str, Sequence[str]]
) -> Mapping[str, Any]:
    """Keys as the trail has them, and their first parts as the columns have them: for an index."""
    given = actor_values(next(iter(present.values())))
    for resource, names in keys.items():
        is_uuid = isinstance(FOLLOWED[resource].keys[0].type, Uuid)
        firsts = {name.split("/")[0] for name in names}
        given[_bound("names", resource)] = names
        given[_bound("firsts", resource)] = [UUID(x) if is_uuid else x for x in firsts]
    return given


def _bound(kind: str, resource: str) -> str:
    return f"{kind}_{resource.replace('-', '_')}"


def _select(present: Mapping[str, Actor]) -> Select[Any]:
    parts = [part for resource, acts in present.items() for part in _parts(resource, acts)]
    return select(*union_all(*parts).subquery().c)


def _parts(resource: str, actor: Actor) -> list[Select[Any]]:
    followed = FOLLOWED[resource]
    there = _there(followed, actor)
    if followed.removed is None or _sees_all(resource, actor.roles):
        return [there]
    return [there, _gone(resource, followed.removed.condition(actor))]


def _there(followed: Followed, actor: Actor) -> Select[Any]:
    first, *others = followed.keys
    kind = first.type if isinstance(first.type, Uuid) else Text()
    name = func.concat_ws("/", *followed.keys) if others else cast(first, Text)
    conditions = [
        _among(first, _bound("firsts", followed.resource), kind),
        followed.scope.condition(actor),
    ]
    if others:
        conditions.append(_among(name, _bound("names", followed.resource), Text()))
    key = name if followed.key is None else followed.key
    return _told(followed.resource, name, key, followed.link, followed.source).where(*conditions)


def _gone(resource: str, condition: ColumnElement[bool]) -> Select[Any]:
    key: ColumnElement[Any] = AuditRecord.__table__.c.key
    told = _told(resource, key, key, cast(null(), Text), AuditRecord.__table__)
    return told.where(
        AuditRecord.resource == resource,
        AuditRecord.action == "remove",
        _among(key, _bound("names", resource), Text()),
        condition,
    )


def _told(
    resource: str, name: Any, key: ColumnElement[Any], link: ColumnElement[Any], source: Any
) -> Select[Any]:
    columns: list[ColumnElement[Any]] = [
        literal(resource, Text).label("resource"),
        name.label("name"),
        key.label("key"),
        link.label("link"),
    ]
    return select(*columns).select_from(source)


def _among(column: Any, name: str, kind: Any) -> ColumnElement[bool]:
    among: ColumnElement[bool] = cast(column, kind) == func.any(bindparam(name, type_=ARRAY(kind)))
    return among
