"""Events by the NLgov profile for CloudEvents, and which of them one can ask for."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from ok_api.exchange.changes.places import Place
from ok_api.exchange.changes.queries import Change
from ok_api.exchange.webhooks import event_types, events
from ok_api.foundation import json
from ok_api.foundation.settings import Settings
from ok_api.rules.exchange_words import ChangeOperation

WHEN = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
CHANGE = Change(
    Place(41, 97),
    "schools",
    "99ZZ01",
    ChangeOperation.UPDATED,
    WHEN,
    ("name",),
    "/v1/schools/99ZZ01",
)


def test_an_event_follows_the_profile(settings: Settings) -> None:
    event = events.event_of(CHANGE, settings)
    assert event == {
        "specversion": "1.0",
        "id": "41-97",
        "source": "urn:nld:ontwikkelkracht:systeem:ok-api",
        "type": "nl.ontwikkelkracht.schools.updated",
        "subject": "schools/99ZZ01",
        "time": "2026-11-22T12:30:00Z",
        "datacontenttype": "application/json",
        "sequence": "000000000041-000000000097",
        "data": {
            "cursor": "41-97",
            "commit": 41,
            "resource": "schools",
            "key": "99ZZ01",
            "operation": "updated",
            "changedAt": "2026-11-22T12:30:00Z",
            "changed": ["name"],
            "link": "/v1/schools/99ZZ01",
        },
    }


def test_other_libraries_read_it(settings: Settings) -> None:
    read = JSONFormat().read(CloudEvent, json.encode(events.event_of(CHANGE, settings)))
    assert read.get_id() == "41-97"
    assert read.get_time() == WHEN


def test_it_links_to_what_it_tells_of_where_the_outside_address_is_known() -> None:
    known = Settings(_env_file=None, public_url="https://api.example.org/")
    event = events.event_of(CHANGE, known)
    assert event["dataref"] == "https://api.example.org/v1/schools/99ZZ01"


def test_later_events_sort_behind_earlier_ones_as_text(settings: Settings) -> None:
    places = [Place(9, 10), Place(10, 2), Place(10, 11), Place(100, 3)]
    sequences = [events.event_of(Change(place, *_rest()), settings)["sequence"] for place in places]
    assert sequences == sorted(sequences)


def _rest() -> tuple[str, str, ChangeOperation, datetime, tuple[str, ...], None]:
    return "schools", "99ZZ01", ChangeOperation.DELETED, WHEN, (), None


def test_a_test_is_no_change(settings: Settings) -> None:
    subscription = UUID("019a9c3e-0000-7000-8000-000000000000")
    one = events.trial_event(subscription, WHEN, settings)
    other = events.trial_event(subscription, WHEN, settings)
    assert one["type"] == "nl.ontwikkelkracht.test"
    assert one["id"] != other["id"]
    assert one["subject"] != other["subject"], "the one need not wait for the other"
    assert all(str(subscription) in event["subject"] for event in (one, other))
    assert events.is_trial(one["subject"])
    assert not events.is_trial(events.event_of(CHANGE, settings)["subject"])


@pytest.mark.parametrize("source", ["ok-api", "urn:nld", "https://example.org", "urn:nld:a b"])
def test_a_source_is_a_urn(source: str) -> None:
    with pytest.raises(ValueError, match="event_source"):
        Settings(_env_file=None, event_source=source)


def test_types_are_matched_exactly_or_by_group() -> None:
    created, group = "nl.ontwikkelkracht.sessions.created", "nl.ontwikkelkracht.sessions.*"
    for asked, is_created, is_updated, is_other in (
        ([created], True, False, False),
        ([group], True, True, False),
        (["*"], True, True, True),
    ):
        assert not event_types.flaws_in_types(asked)
        assert event_types.is_asked(asked, "sessions", "created") is is_created
        assert event_types.is_asked(asked, "sessions", "updated") is is_updated
        assert event_types.is_asked(asked, "schools", "created") is is_other
    assert event_types.resources_of([created, group]) == {"sessions"}
    assert "go-no-go-decisions" in event_types.resources_of(["*"])


def test_every_unknown_type_is_named_and_it_is_told_where_the_known_ones_are() -> None:
    asked = ["*", "nl.ontwikkelkracht.cats.created", "schools", "nl.ontwikkelkracht.schools.eaten"]
    flaws = event_types.flaws_in_types(asked)
    assert [flaw.name for flaw in flaws] == [f"/eventTypes/{place}" for place in (1, 2, 3)]
    assert "/v1/event-types" in flaws[0].message.en
