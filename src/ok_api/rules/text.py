"""Sentences in the two languages of the API."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from ok_api.rules.days import day_in, moment_in


@dataclass(frozen=True)
class Text:
    """One sentence or word, in Dutch and in English."""

    nl: str
    en: str

    def in_(self, language: str) -> str:
        """Any language that is not English reads Dutch: the programme's own language."""
        return self.en if language.lower().startswith("en") else self.nl

    def format(self, **values: object) -> "Text":
        """Fill both sentences; a day, a moment and a `Text` are told in the language of each."""
        return Text(
            nl=self.nl.format(**{key: _in(value, "nl") for key, value in values.items()}),
            en=self.en.format(**{key: _in(value, "en") for key, value in values.items()}),
        )

    @classmethod
    def read(cls, raw: object, where: str) -> Self:
        """Read `{nl: …, en: …}` from YAML; the error names the place that is wrong."""
        if not isinstance(raw, Mapping) or set(raw) != {"nl", "en"}:
            raise ValueError(f"{where}: expected exactly nl and en, found {raw!r}")
        return cls(nl=str(raw["nl"]).strip(), en=str(raw["en"]).strip())


def together(sentences: Iterable[Text]) -> Text:
    """Several sentences after each other."""
    listed = tuple(sentences)
    return Text(" ".join(one.nl for one in listed), " ".join(one.en for one in listed))


def listed(words: Iterable[Text]) -> Text:
    """Several words after each other, with commas."""
    told = tuple(words)
    return Text(", ".join(one.nl for one in told), ", ".join(one.en for one in told))


NOTHING_MORE = Text("niets meer", "nothing any more")
"""What follows on the last step."""


def asdict(text: Text) -> dict[str, str]:
    """The sentence as the JSON member that the API publishes."""
    return {"nl": text.nl, "en": text.en}


def _in(value: object, language: str) -> object:
    if isinstance(value, Text):
        return value.in_(language)
    if isinstance(value, datetime):
        return moment_in(language, value)
    return day_in(language, value) if isinstance(value, date) else value
