"""A change as a CloudEvent by the NLgov profile: what changed and where to read it, no contents."""

from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from uuid6 import uuid7

from ok_api.exchange.changes.queries import Change
from ok_api.exchange.webhooks import event_types
from ok_api.foundation import json
from ok_api.foundation.settings import Settings
from ok_api.rules.moments import written_moment

MEDIA_TYPE = f"{JSONFormat.CONTENT_TYPE}; charset=utf-8"
SEQUENCE = "{commit:012d}-{record:012d}"
"""Sorts as text in the order of the log. It has holes, so it has no `sequencetype` Integer."""

TRIALS = "webhook-subscriptions/"
_format = JSONFormat()
Event = dict[str, Any]


def event_of(change: Change, settings: Settings) -> Event:
    """`time` is when the change was committed; `id` is its place in the log, the same for ever.

    Its data is what the feed of changes tells: which, how, and where to read it.
    """
    place = change.place
    attributes = {
        "id": place.cursor,
        "source": settings.event_source,
        "type": event_types.type_of(change.resource, change.operation),
        "subject": f"{change.resource}/{change.key}",
        "time": change.changed_at,
        "datacontenttype": "application/json",
        "sequence": SEQUENCE.format(commit=place.commit, record=place.record),
        **_dataref(change.link, settings),
    }
    data = {
        "cursor": place.cursor,
        "commit": place.commit,
        "resource": change.resource,
        "key": change.key,
        "operation": change.operation.value,
        "changedAt": written_moment(change.changed_at),
        "changed": list(change.changed),
        "link": change.link,
    }
    return _told(attributes, data)


def trial_event(subscription_id: UUID, now: datetime, settings: Settings) -> Event:
    """A message that tells of no change, to see whether it arrives.

    Each has a subject of its own, so that none waits for one that failed.
    """
    number = uuid7()
    subject = f"{TRIALS}{subscription_id}/test-events/{number}"
    return _trial(number, subject, "This is a test; nothing changed.", now, settings)


def question(subscription_id: UUID, now: datetime, settings: Settings) -> Event:
    """The test that every address has to answer first; one at a time of each subscription."""
    said = "This is a test; nothing changed. Once it is answered with 2xx, messages follow."
    return _trial(uuid7(), question_subject(subscription_id), said, now, settings)


def question_subject(subscription_id: UUID) -> str:
    return f"{TRIALS}{subscription_id}/confirmation"


def _trial(number: UUID, subject: str, said: str, now: datetime, settings: Settings) -> Event:
    attributes = {
        "id": f"test-{number}",
        "source": settings.event_source,
        "type": event_types.TEST,
        "subject": subject,
        "time": now,
        "datacontenttype": "application/json",
    }
    return _told(attributes, {"message": said})


def is_trial(subject: str) -> bool:
    """Whether that is a test: of subscriptions themselves no change is told."""
    return subject.startswith(TRIALS)


def _dataref(link: str | None, settings: Settings) -> dict[str, str]:
    """Absolute, or not at all: outside this host a relative link leads nowhere."""
    if link is None or settings.public_url is None:
        return {}
    return {"dataref": str(settings.public_url).rstrip("/") + quote(link, safe="/?=&:%")}


def _told(attributes: dict[str, Any], data: dict[str, Any]) -> Event:
    event: Event = json.decode(_format.write(CloudEvent(attributes, data)))
    return event
