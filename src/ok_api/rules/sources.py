"""The documents that the rules rest on, and quotations from them."""

from dataclasses import dataclass
from functools import cache

from ok_api.rules.reading import ValuesError, mapping, read_values, sequence
from ok_api.rules.ruling import Source
from ok_api.rules.text import Text


@dataclass(frozen=True)
class Document:
    name: str
    title: Text
    url: str | None


@cache
def documents() -> dict[str, Document]:
    raw = mapping(read_values("sources.yaml"), "sources.yaml")
    return {name: _document(name, item) for name, item in raw.items()}


def read_source(raw: object, where: str) -> Source:
    """A quotation: from a known document, with its place and its own words."""
    item = mapping(raw, where, required={"name", "place", "sentence"})
    if item["name"] not in documents():
        raise ValuesError(f"{where}: unknown source {item['name']!r}")
    place, sentence = str(item["place"] or "").strip(), str(item["sentence"] or "").strip()
    if not place or not sentence:
        raise ValuesError(f"{where}: a source has a place and a sentence")
    return Source(item["name"], place, sentence)


def read_sources(raw: object, where: str) -> tuple[Source, ...]:
    return tuple(read_source(item, where) for item in sequence(raw, where))


def _document(name: str, raw: object) -> Document:
    where = f"sources.yaml, {name}"
    item = mapping(raw, where, required={"title"}, optional={"url"})
    return Document(name, Text.read(item["title"], where), item.get("url"))
