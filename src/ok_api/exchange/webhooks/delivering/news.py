"""What a courier sees before it acts: how a subscription stands, and what is new for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ok_api.access.mandate import actor_under
from ok_api.exchange.changes.places import Place, place_of
from ok_api.exchange.changes.queries import Change, read_changes
from ok_api.exchange.tools import Tools
from ok_api.exchange.webhooks.delivering.about_schools import about_schools
from ok_api.exchange.webhooks.event_types import is_asked, resources_of
from ok_api.exchange.webhooks.events import TRIALS, question_subject
from ok_api.foundation.identity import Actor
from ok_api.rules.exchange_words import SubscriptionStatus
from ok_api.tables import WebhookSubscription

AT_ONCE = 200
"""Changes that are looked at in one turn."""

ACTIVE = "SELECT id FROM webhook_subscriptions WHERE status = 'active'"
# Of an address that is not confirmed only tests count: the rest is due, and yet not to be sent.
GLANCE = """
    SELECT s.status, s.version, s.actor, s.actor_roles, s.actor_schools, s.actor_boards,
           s.event_types, s.establishment_codes, c.position, c.record,
           NOT (confirmed OR EXISTS (
               SELECT FROM webhook_deliveries d
               WHERE d.subscription_id = s.id AND d.status = 'pending' AND d.subject = $3
           )) AS unasked,
           (SELECT min(d.next_attempt_at) FROM webhook_deliveries d
            WHERE d.subscription_id = s.id AND d.next_attempt_at IS NOT NULL
              AND d.subject <> ALL($2::text[])
              AND (confirmed OR starts_with(d.subject, $4))) AS next_due
    FROM webhook_subscriptions s JOIN webhook_courses c ON c.subscription_id = s.id,
    LATERAL (SELECT c.confirmed_address IS NOT DISTINCT FROM s.address) known (confirmed)
    WHERE s.id = $1
"""


@dataclass(frozen=True)
class Standing:
    """How a subscription stands."""

    active: bool
    version: int
    actor: Actor
    event_types: tuple[str, ...]
    establishment_codes: tuple[str, ...] | None
    place: Place
    unasked: bool
    """Whether its address has still to be asked if it takes messages."""
    next_due: datetime | None
    """When the first delivery is to be tried that is not on its way already."""


@dataclass(frozen=True)
class News:
    """The changes to tell of, and how far was looked."""

    changes: list[Change]
    until: Place
    at_end: bool


async def active(tools: Tools) -> list[UUID]:
    return [row["id"] for row in await tools.database.reads.fetch(ACTIVE)]


async def glance(tools: Tools, subscription_id: UUID, busy: Collection[str]) -> Standing | None:
    """`None` when there is no such subscription any more."""
    values = (subscription_id, list(busy), question_subject(subscription_id), TRIALS)
    row = await tools.database.reads.fetchrow(GLANCE, *values)
    if row is None:
        return None
    codes = row["establishment_codes"]
    return Standing(
        row["status"] == SubscriptionStatus.ACTIVE.value,
        row["version"],
        _actor(row),
        tuple(row["event_types"]),
        None if codes is None else tuple(codes),
        Place(row["position"], row["record"]),
        row["unasked"],
        row["next_due"],
    )


def _actor(row: object) -> Actor:
    names = ("actor", "actor_roles", "actor_schools", "actor_boards")
    return actor_under(WebhookSubscription(**{name: row[name] for name in names}))  # type: ignore[index]


async def read_news(tools: Tools, standing: Standing, after: Place) -> News:
    """Never what the subscriber may not read, and of that only what it asked for."""
    reads = tools.database.reads
    asked = standing.event_types
    stretch = await read_changes(reads, standing.actor, after, AT_ONCE, resources_of(asked))
    changes = [each for each in stretch.changes if is_asked(asked, each.resource, each.operation)]
    if standing.establishment_codes is not None:
        changes = await about_schools(reads, standing.actor, changes, standing.establishment_codes)
    return News(changes, stretch.until, stretch.at_end)


async def still_readable(tools: Tools, standing: Standing, event_id: str, subject: str) -> bool:
    """Whether the subscriber may know of an earlier event today."""
    place = place_of(event_id)
    if place is None:
        return True
    before = Place(place.commit, place.record - 1)
    resources = frozenset({subject.partition("/")[0]})
    stretch = await read_changes(tools.database.reads, standing.actor, before, 1, resources)
    return any(change.place == place for change in stretch.changes)
