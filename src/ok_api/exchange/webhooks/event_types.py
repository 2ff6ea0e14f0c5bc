"""What can be subscribed to: every operation on every resource that others may follow."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ok_api.exchange.changes.followed import FOLLOWED
from ok_api.foundation.errors import Flaw
from ok_api.rules.exchange_words import ChangeOperation
from ok_api.rules.forms import Miswritten
from ok_api.rules.glossary import glossary
from ok_api.rules.text import Text, asdict

PREFIX = "nl.ontwikkelkracht"
EVERYTHING = "*"
TEST = f"{PREFIX}.test"

_NOT_IN_GLOSSARY = {
    "regions": Text("regio", "region"),
    "application-steps": Text("stap van een inschrijving", "step of an application"),
    "conversations": Text("selectiegesprek", "conversation"),
    "documents": Text("document", "document"),
    "plan-entries": Text("regel van een teamplan", "line of a team plan"),
    "team-members": Text("teamlid", "team member"),
    "attendances": Text("aanwezigheid", "attendance"),
}
_TEST_MEANS = Text(
    "Een proef, op verzoek van de abonnee: er is niets gewijzigd.",
    "A test that the subscriber asked for: nothing changed.",
)
_UNKNOWN = Text(
    "Onbekend. Alle soorten staan op /v1/event-types; `{group}.*` vraagt alles van een resource en "
    "`*` alles wat u mag lezen.",
    "Not known. All types are at /v1/event-types; `{group}.*` asks for all of a resource, and `*` "
    "for everything that you may read.",
).format(group=f"{PREFIX}.schools")


_NO_TYPE = Text(
    "Deze soort melding bestaat niet; de lijst van soorten meldingen noemt ze allemaal.",
    "There is no such type of event; the list of event types has them all.",
)


def type_of(resource: str, operation: str) -> str:
    return f"{PREFIX}.{resource}.{operation}"


def _operations(resource: str) -> Iterator[ChangeOperation]:
    """Nothing but a school is ever closed."""
    for operation in ChangeOperation:
        if resource == "schools" or operation is not ChangeOperation.CLOSED:
            yield operation


KNOWN = {
    type_of(resource, operation): (resource, operation)
    for resource in sorted(FOLLOWED)
    for operation in _operations(resource)
}
_GROUPS = {type_of(resource, EVERYTHING) for resource in FOLLOWED}
_ALLOWED = frozenset({EVERYTHING, *KNOWN, *_GROUPS})


def known_type(name: str) -> str:
    """Raises `Miswritten` for a type of which nothing is ever delivered."""
    if name not in KNOWN and name != TEST:
        raise Miswritten("unknown_event_type", _NO_TYPE)
    return name


def flaws_in_types(asked: Iterable[str]) -> list[Flaw]:
    """One for each type that there is not."""
    unknown = [place for place, name in enumerate(asked) if name not in _ALLOWED]
    return [_flaw(place) for place in unknown]


def _flaw(place: int) -> Flaw:
    name = f"/eventTypes/{place}"
    return Flaw(where="body", name=name, code="unknown_event_type", message=_UNKNOWN)


def resources_of(asked: Collection[str]) -> frozenset[str]:
    """The resources whose changes can be among what is asked."""
    if EVERYTHING in asked:
        return frozenset(FOLLOWED)
    return frozenset(name.removeprefix(f"{PREFIX}.").rpartition(".")[0] for name in asked)


def is_asked(asked: Collection[str], resource: str, operation: str) -> bool:
    names = (EVERYTHING, type_of(resource, EVERYTHING), type_of(resource, operation))
    return any(name in asked for name in names)


def tell_event_types(language: str) -> Mapping[str, Mapping[str, Any]]:
    """Every type by its name, the test last."""
    told = {name: _told(language, name, *of, _meaning(*of)) for name, of in KNOWN.items()}
    return told | {TEST: _told(language, TEST, None, None, _TEST_MEANS)}


def _told(
    language: str,
    name: str,
    resource: str | None,
    operation: ChangeOperation | None,
    meaning: Text,
) -> dict[str, Any]:
    return {
        "name": name,
        "resource": resource,
        "operation": operation,
        "meaning": meaning.in_(language),
        "meanings": asdict(meaning),
    }


def _meaning(resource: str, operation: ChangeOperation) -> Text:
    noun, verb, more = _noun(resource), operation.label, operation.meaning
    nl = f"{noun.nl} {verb.nl}. {more.nl}".replace(", ", " of ", noun.nl.count(", "))
    en = f"{noun.en} {verb.en}. {more.en}".replace(", ", " or ", noun.en.count(", "))
    return Text(nl[:1].upper() + nl[1:], en[:1].upper() + en[1:])


def _noun(resource: str) -> Text:
    """What the glossary calls it; of some resources it does not speak."""
    known = {term.key: Text(term.nl, term.en) for term in glossary()}
    name = FOLLOWED[resource].table.__name__
    return known[name] if name in known else _NOT_IN_GLOSSARY[resource]
