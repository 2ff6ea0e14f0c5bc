"""The labels and meanings of the closed word lists, read once from `values/words.yaml`."""

from dataclasses import dataclass
from functools import cache

from ok_api.rules.reading import mapping, read_values
from ok_api.rules.text import Text


@dataclass(frozen=True)
class Word:
    label: Text
    meaning: Text


@dataclass(frozen=True)
class WordList:
    term: Text
    members: dict[str, Word]


def entry(name: str) -> WordList:
    """The word list of that class; a missing one is a programming error, found by the tests."""
    return _word_lists()[name]


@cache
def _word_lists() -> dict[str, WordList]:
    raw = mapping(read_values("words.yaml"), "words.yaml")
    return {name: _word_list(item, f"words.yaml, {name}") for name, item in raw.items()}


def _word_list(raw: object, where: str) -> WordList:
    item = mapping(raw, where, required={"term", "members"})
    members = mapping(item["members"], where)
    return WordList(
        term=Text.read(item["term"], where),
        members={value: _word(word, f"{where}, {value}") for value, word in members.items()},
    )


def _word(raw: object, where: str) -> Word:
    item = mapping(raw, where, required={"label", "meaning"})
    return Word(Text.read(item["label"], where), Text.read(item["meaning"], where))
