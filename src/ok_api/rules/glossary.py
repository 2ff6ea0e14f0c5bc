"""The official glossary of the programme, Dutch and English."""

from dataclasses import dataclass
from functools import cache

from ok_api.rules.reading import ValuesError, mapping, read_values, sequence
from ok_api.rules.text import Text

_KEYS = {"key", "nl", "en", "meaning"}


@dataclass(frozen=True)
class GlossaryTerm:
    """A word of the programme: its key in the API, its Dutch and English name, its meaning."""

    key: str
    nl: str
    en: str
    meaning: Text


@cache
def glossary() -> tuple[GlossaryTerm, ...]:
    """Every term, in the order in which it is best read."""
    terms = tuple(_term(item) for item in sequence(read_values("glossary.yaml"), "glossary.yaml"))
    if len({term.key for term in terms}) != len(terms):
        raise ValuesError("glossary.yaml: a key is given twice")
    return terms


def _term(raw: object) -> GlossaryTerm:
    item = mapping(raw, "glossary.yaml", required=_KEYS)
    meaning = Text.read(item["meaning"], f"glossary.yaml, {item['key']}")
    return GlossaryTerm(item["key"], item["nl"], item["en"], meaning)
