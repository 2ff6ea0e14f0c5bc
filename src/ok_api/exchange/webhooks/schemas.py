"""What is told of subscriptions and deliveries, and what may be asked and sent."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from ok_api.exchange.webhooks.event_types import known_type
from ok_api.exchange.webhooks.targets import WRITTEN
from ok_api.foundation.schema import Answer, Body, Line, ListQuery, Shape, SortBy, example
from ok_api.programme.explanations import Sentence
from ok_api.programme.schools.schemas import EstablishmentCode
from ok_api.rules.exchange_words import ChangeOperation, DeliveryStatus, SubscriptionStatus

LONGEST_ADDRESS = 2000
Address = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_ADDRESS),
    Field(json_schema_extra={"format": "uri", "pattern": WRITTEN}),
]
"""Its form is judged together with what else may be wrong, so that all is told at once."""
EventType = Annotated[str, StringConstraints(min_length=1, max_length=100)]


def _each_once(items: list[str]) -> list[str]:
    return list(dict.fromkeys(items))


KnownType = Annotated[Line, AfterValidator(known_type)]
EventTypes = Annotated[list[EventType], Field(min_length=1, max_length=100)]
Codes = Annotated[
    list[EstablishmentCode], Field(min_length=1, max_length=200), AfterValidator(_each_once)
]
Reason = Literal["gone", "failing"]

ADDRESS = "https://ontvanger.example.org/ontwikkelkracht"
CREATED = "nl.ontwikkelkracht.go-no-go-decisions.created"
TYPES = (
    "Which events: exact types (`nl.ontwikkelkracht.{resource}.{operation}`; `listEventTypes` has "
    "them all), all of a resource (`nl.ontwikkelkracht.enrolments.*`), or `*` for everything that "
    "you may read."
)
CODES = "Only what concerns these schools (vestigingscodes); it never widens what you may read."


class EventTypeDetail(Answer):
    """One type of event (soort melding), as it stands in `type` of a CloudEvent."""

    name: str = Field(
        description="The type, to ask for in `eventTypes`; the test is sent on request only.",
        examples=[CREATED],
    )
    resource: str | None = Field(
        description="What kind of thing changed, as the paths name it; null for the test.",
        examples=["go-no-go-decisions"],
    )
    operation: ChangeOperation | None = Field(
        description="What happened to it (soort wijziging); null for the test."
    )
    meaning: str = Field(description="Its meaning, in the language asked for.")
    meanings: Sentence = Field(description="Its meaning in both languages.")


class WebhookSubscription(Answer):
    """Where somebody wants to be told of which changes (abonnement op meldingen).

    Messages are CloudEvents by the NLgov profile, signed by Standard Webhooks. They are sent at
    least once (recognise a repetition by `webhook-id`), and about one subject in order.
    """

    id: UUID = Field(description="Identity of the subscription.")
    address: str = Field(
        description="Where the messages are posted (webadres).", examples=[ADDRESS]
    )
    description: str | None = Field(description="What it is for (omschrijving).")
    event_types: list[str] = Field(description=TYPES, examples=[[CREATED]])
    establishment_codes: list[str] | None = Field(description=CODES, examples=[["99ZZ01"]])
    status: SubscriptionStatus = Field(description="Whether messages are sent (stand).")
    confirmed: bool = Field(
        description="Whether this address has answered a signed test event with 2xx (bevestigd). "
        "Until then nothing else is sent to it, and what happens meanwhile waits."
    )
    status_reason: Reason | None = Field(
        description="Why it was retired: `gone`, the receiver answered 410; `failing`, it took "
        "nothing for five days."
    )
    retired_at: datetime | None = Field(description="When it was retired (beëindigd op).")
    actor: str = Field(
        description="Whose rights decide what is sent (account): those of its token when it last "
        "made or changed this.",
        examples=["office@example.org"],
    )
    secret_generation: int = Field(
        description="How many secrets (geheimen) there have been; counts up when it is renewed.",
        examples=[1],
    )
    previous_secret_until: datetime | None = Field(
        description="Until when the previous secret signs along."
    )
    pending_count: int = Field(description="Deliveries that wait (in de rij).", examples=[0])
    failed_count: int = Field(
        description="Deliveries that were given up, and can be replayed (mislukt).", examples=[0]
    )
    last_delivered_at: datetime | None = Field(description="When a message last arrived.")
    oldest_pending_at: datetime | None = Field(
        description="Since when the oldest waiting message waits: how far the receiver is behind."
    )
    failing_since: datetime | None = Field(description="Since when nothing has arrived any more.")
    created_at: datetime = Field(description="When it was made.")
    secret: str = Field(description="Where its owner reads the signing secret.")
    deliveries: str = Field(description="Where its deliveries stand.")


class NewWebhookSubscription(Body):
    """Where to, and which events. The first is the next change that is committed."""

    address: Address = Field(
        description="An https address on the public internet; its name is resolved anew, and the "
        "address checked, at every connection.",
        examples=[ADDRESS],
    )
    description: Line | None = Field(None, description="What it is for.", examples=["Dashboard"])
    event_types: EventTypes = Field(description=TYPES, examples=[[CREATED]])
    establishment_codes: Codes | None = Field(None, description=CODES, examples=[["99ZZ01"]])


class WebhookSubscriptionChanges(Body):
    """JSON Merge Patch. A change by its owner also gives it the rights of the token in hand."""

    model_config = example(
        description="Dashboard",
        eventTypes=["nl.ontwikkelkracht.enrolments.*"],
        status="paused",
    )

    address: Address = Field("", description="Where the messages are posted.", examples=[ADDRESS])
    description: Line | None = Field(None, description="What it is for.")
    event_types: EventTypes = Field([], description=TYPES, examples=[[CREATED]])
    establishment_codes: Codes | None = Field(None, description=CODES, examples=[["99ZZ01"]])
    status: Literal["active", "paused"] = Field(
        "active",
        description="`paused` keeps what happens meanwhile. `active` ends a pause, and makes a "
        "retired subscription begin again with the next change.",
        examples=["paused"],
    )


class WebhookSecret(Answer):
    """What messages are signed with (geheim), for the owner of the subscription alone."""

    secret: str = Field(
        description="As the libraries of Standard Webhooks want it.",
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="],
    )
    generation: int = Field(description="Which secret this is.", examples=[1])
    previous_secret_until: datetime | None = Field(
        description="Until when messages are also signed with the one before it."
    )


class WebhookDelivery(Answer):
    """One event for one subscription, and what came of sending it (aflevering)."""

    id: int = Field(description="Number; about one subject they are sent in this order.")
    subscription: str = Field(description="Where its subscription lives.")
    event_id: str = Field(
        description="The id of the event, which is also its `webhook-id`: the same for ever.",
        examples=["4711-90210"],
    )
    event_type: str = Field(description="The type of the event (soort).", examples=[CREATED])
    subject: str = Field(
        description="What it is about: `resource/key` (onderwerp).", examples=["schools/99ZZ01"]
    )
    status: DeliveryStatus = Field(description="What became of it (stand).")
    attempt_count: int = Field(description="How often it was tried (pogingen).", examples=[1])
    next_attempt_at: datetime | None = Field(
        description="When it is tried next; null while an earlier event about the same subject "
        "is still to arrive, and once it is settled."
    )
    created_at: datetime = Field(description="When it was put in line.")
    delivered_at: datetime | None = Field(description="When it arrived (afgeleverd op).")
    last_attempt_at: datetime | None = Field(description="When it was last tried.")
    last_status: int | None = Field(
        description="The HTTP status of the last answer; null when there was none.", examples=[503]
    )
    last_error: str | None = Field(
        description="The beginning of what the receiver said, or what went wrong."
    )


class WebhookDeliveryDetail(WebhookDelivery):
    """A delivery with the event itself."""

    event: dict[str, Any] = Field(
        description="The CloudEvent as it is sent.",
        examples=[{"specversion": "1.0", "id": "4711-90210", "type": CREATED}],
    )


class WebhookDeliveryQuery(ListQuery):
    sort: SortBy[Literal["id", "-id"]] = Field(("-id",), description="Order; the latest first.")
    status: list[DeliveryStatus] | None = Field(None, description="Only of this standing.")
    event_type: list[KnownType] | None = Field(
        None, description="Only events of these types.", examples=[[CREATED]]
    )
    subject: list[Line] | None = Field(
        None, description="Only about these subjects.", examples=[["schools/99ZZ01"]]
    )
    from_day: date | None = Field(
        None, alias="from", description="Only put in line from this day on, in the Netherlands."
    )
    until_day: date | None = Field(
        None, alias="until", description="Only up to and including this day, in the Netherlands."
    )


class WebhookSubscriptionQuery(ListQuery):
    sort: SortBy[Literal["id", "-id"]] = Field(("-id",), description="Order; the latest first.")
    status: list[SubscriptionStatus] | None = Field(None, description="Only of this standing.")


class WebhookReplay(Body):
    """Which deliveries to send again (opnieuw afleveren), in their old order."""

    status: Literal["failed", "dropped"] = Field(
        "failed",
        description="Those that were given up, or those dropped when the subscription was retired.",
        examples=["failed"],
    )
    since: datetime | None = Field(
        None,
        description="Only what was put in line from this moment on.",
        examples=["2026-11-22T00:00:00Z"],
    )


class WebhookReplayed(Shape):
    """How much is sent again."""

    count: int = Field(description="How many deliveries wait again (aantal).", examples=[12])
