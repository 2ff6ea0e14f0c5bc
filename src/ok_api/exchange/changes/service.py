"""Reading the log on somebody's behalf: a page, a page that is waited for, or a digest."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from ok_api.exchange.changes import schemas
from ok_api.exchange.changes.places import Place, place_of
from ok_api.exchange.changes.queries import Change, count, head, knows, read_changes
from ok_api.exchange.changes.visible import Connection
from ok_api.foundation.errors import Flaw, Gone, InvalidInput
from ok_api.foundation.identity import Actor
from ok_api.rules.text import Text

BATCH = 2_000
WIDEST = 250_000
"""Records in the range of one digest: a matter of seconds."""

_LOST = Text(
    "Het logboek kent deze cursor niet (meer): er is een reservekopie teruggezet, of de cursor is "
    "van een andere omgeving.",
    "The log does not know this cursor (any more): a backup was put back, or the cursor is from "
    "another system.",
)
_NO_CURSOR = Text("Dit is geen cursor.", "This is no cursor.")
_TOO_WIDE = Text(
    f"Het bereik telt meer dan {WIDEST} wijzigingen; vraag het in delen.",
    f"The range holds more than {WIDEST} changes; ask for it in parts.",
)
_TURNED = Text("`until` ligt voor `after`.", "`until` comes before `after`.")


@dataclass(frozen=True)
class Digest:
    after: Place
    until: Place
    count: int
    sha256: str


async def start_of(reads: Connection, query: schemas.ChangesQuery, last_event: str | None) -> Place:
    """Where to read on from. Who comes back to a stream names its last event, and that counts.

    Raises `Gone` for a cursor that the log does not have, as after a backup was put back: going on
    from it would skip changes without a word.
    """
    if last_event:
        place = place_of(last_event)
        if place is None:
            raise InvalidInput(_flaw("header", "Last-Event-ID", "invalid_cursor", _NO_CURSOR))
        return await _known(reads, place)
    if query.after == schemas.LATEST:
        return await head(reads)
    return await _known(reads, _place(query.after))


async def digest(connection: Connection, actor: Actor, query: schemas.DigestQuery) -> Digest:
    """The digest of exactly what this caller reads in that range, in bounded memory.

    The connection sees one moment. Raises `InvalidInput` for a range too wide to answer in time,
    `Gone` for a place that the log does not have.
    """
    after = await _known(connection, _place(query.after))
    until = await _known(connection, _place(query.until)) if query.until else await head(connection)
    if until < after:
        raise InvalidInput(_flaw("query", "until", "range_turned", _TURNED))
    if await count(connection, after, until, WIDEST + 1) > WIDEST:
        raise InvalidInput(_flaw("query", "until", "range_too_wide", _TOO_WIDE))
    asked = None if query.resource is None else frozenset(query.resource)
    place, total, lines = after, 0, sha256()
    while place < until:
        stretch = await read_changes(connection, actor, place, BATCH, asked)
        within = [change for change in stretch.changes if change.place <= until]
        lines.update(_lines(within))
        total, place = total + len(within), until if stretch.at_end else stretch.until
    return Digest(after, until, total, lines.hexdigest())


def _lines(changes: Iterable[Change]) -> bytes:
    return "".join(
        f"{change.place.cursor} {change.resource} {change.key} {change.operation}\n"
        for change in changes
    ).encode()


def _place(cursor: str | None) -> Place:
    """Of a cursor whose form is right."""
    return (cursor and place_of(cursor)) or Place.START


async def _known(connection: Connection, place: Place) -> Place:
    if await knows(connection, place):
        return place
    raise Gone(_LOST)


def _flaw(where: str, name: str, code: str, message: Text) -> Flaw:
    return Flaw(where=where, name=name, code=code, message=message)
