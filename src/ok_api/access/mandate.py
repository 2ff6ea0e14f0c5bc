"""Rights for later: what a caller may when it asks for work is what that work may when it is done.

A token is gone by then, and is never kept. Whoever loses a role goes on in what was asked for
before, until the office ends it: the office sees all imports, subscriptions and calendars.
"""

from typing import Any

from ok_api.foundation.identity import Actor
from ok_api.tables.base import Mandated


def mandate_of(actor: Actor) -> dict[str, Any]:
    """The columns of a `Mandated` row."""
    return {
        "actor": actor.subject,
        "actor_roles": sorted(actor.roles),
        "actor_schools": list(actor.memberships.get("schools", ())),
        "actor_boards": list(actor.memberships.get("boards", ())),
    }


def actor_under(row: Mandated) -> Actor:
    """Who acts when the work of that row is done."""
    memberships = {"schools": tuple(row.actor_schools), "boards": tuple(row.actor_boards)}
    return Actor(row.actor, frozenset(row.actor_roles), memberships)
