"""Sentences that can be read in one file, as a programme officer would read them."""

import re
from pathlib import Path

import pytest
import yaml

from tests.sentences.collecting import (
    KEPT,
    SOURCE,
    Sentence,
    as_yaml,
    collected,
    placeholders,
    wordings,
)

SENTENCES = collected()
TECHNICAL = (
    # Only who writes a program meets these: headers, tokens, bodies, pages, log and webhooks.
    # No room of the programme stands here, and none is to come.
    "exchange/changes/",
    "exchange/webhooks/",
    "foundation/",
    "records/idempotency",
    # A list is told of by its own columns and its own options, since a person mends it by those.
    "exchange/imports/",
    "rules/values/flaw_codes",
    "exchange/register/",
)
LABELS = (
    # Titles, labels and computations, which are no sentences.
    "exchange/calendars/calendar",
    "exchange/register/display",
    "rules/facilitation",
    "rules/team_plan",
)
FOREIGN = frozenset(
    {
        *("the", "and", "with", "without", "not", "this", "that", "you", "your", "must", "should"),
        *("may", "has", "have", "were", "are", "been", "from", "resource", "body", "header"),
        *("request", "query", "path", "value", "field", "null", "true", "false", "enrolment"),
        *("trajectory", "session", "attendance", "board", "office", "cursor", "token"),
    }
)
"""English words, and the words of programmers, that no Dutch word is written as."""
CODES = {
    "a rule": r"\bR-[A-Z]{3}\b|\bR-Y[0-9]",
    "a member of JSON": r"\b[a-z]+[a-z0-9]*[A-Z]\w*",
    "a name of a program": r"\b\w+_\w+",
    "an address": r"/v1|https?://",
    "a sign of programmers": r"[`\[\]]|==|\b\w+=\w",
    "a day in figures": r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}",
}


def is_of_the_programme(sentence: Sentence) -> bool:
    return not sentence.room.startswith(TECHNICAL)


OF_THE_PROGRAMME = [one for one in SENTENCES if is_of_the_programme(one)]


def troubles(nl: str) -> list[str]:
    """What a programme officer would stumble over in a Dutch sentence."""
    plain = re.sub(r"\{[^}]*\}", "", nl).replace("coaching-on-the-job", "")
    found = [what for what, pattern in CODES.items() if re.search(pattern, plain)]
    words = set(re.findall(r"[a-zë-ü_]+", plain.lower()))
    return [*found, *sorted(words & FOREIGN)]


def test_the_file_holds_what_the_source_says() -> None:
    assert KEPT.read_text(encoding="utf-8") == as_yaml(), "run `python -m tests.sentences`"
    assert sum(map(len, yaml.safe_load(as_yaml()).values())) == len(SENTENCES)


def test_every_room_of_the_programme_is_looked_at() -> None:
    looked_at = {one.room.split("/")[1] for one in OF_THE_PROGRAMME if "programme/" in one.room}
    assert looked_at >= {"learning", "participation", "review", "schools", "selection"}
    assert len(OF_THE_PROGRAMME) > 250
    assert not any("programme" in room for room in (*TECHNICAL, *LABELS))


@pytest.mark.parametrize("room", [*TECHNICAL, *LABELS])
def test_what_is_excepted_is_there(room: str) -> None:
    assert any(one.room.startswith(room) for one in SENTENCES)


@pytest.mark.parametrize("sentence", OF_THE_PROGRAMME, ids=lambda one: f"{one.room} {one.nl[:40]}")
def test_dutch_has_no_codes_and_no_words_of_others(sentence: Sentence) -> None:
    assert troubles(sentence.nl) == []


def test_neither_do_the_labels_and_meanings_that_are_filled_in() -> None:
    for nl in wordings():
        assert set(troubles(nl)) <= {"cursor"}, nl


@pytest.mark.parametrize("room", sorted({one.room for one in SENTENCES}))
def test_both_languages_are_told_the_same(room: str) -> None:
    for one in SENTENCES:
        if one.room == room:
            assert placeholders(one.nl) == placeholders(one.en), one
            assert one.nl.endswith(".") == one.en.endswith("."), one


@pytest.mark.parametrize("room", sorted({one.room for one in SENTENCES}))
def test_a_sentence_ends(room: str) -> None:
    """One that begins with a capital ends with a stop; a word that is filled in does neither."""
    if room in LABELS or room == "foundation/kinds":
        return
    for one in SENTENCES:
        if one.room == room and one.nl[:1].isupper():
            assert re.search(r"[.?!:}]$", one.nl.rstrip()), one


@pytest.mark.parametrize(
    ("nl", "found"),
    [
        ("Dit mag niet volgens R-DEC-2.", ["a rule"]),
        ("Noem ook replacesId.", ["a member of JSON"]),
        ("Geen norm: granted_schools.", ["a name of a program"]),
        ("Zie /v1/schools.", ["an address"]),
        ("Gebruik `school`.", ["a sign of programmers"]),
        ("Stuur unit=file.", ["a sign of programmers"]),
        ("De aanvraag is van 2026-04-01.", ["a day in figures"]),
        ("Deze enrolment is vol.", ["enrolment"]),
        ("Over 2025-2026 is al besloten.", []),
        ("Een go/no-go-besluit over {school_year}; zie het 5D-model.", []),
    ],
)
def test_the_rules_see_what_they_are_for(nl: str, found: list[str]) -> None:
    assert troubles(nl) == found


def test_no_sentence_is_filled_with_the_name_of_a_program() -> None:
    """A label, and not a code, stands for what is filled in; where the two meet is the source."""
    said = r"f\".*\{[^}]*(\.value|__name__|\.alias|camel\()[^}]*\}"
    for path in sorted(Path(SOURCE, "programme").rglob("*.py")):
        for block in re.findall(r"Text\((?:[^()]|\([^()]*\))*\)", path.read_text("utf-8")):
            assert not re.search(said, block), f"{path.name}: {block}"
