"""The data dictionary: a row for each column of each file, made from the declarations."""

from collections.abc import Iterator, Mapping

from ok_api.exchange.exports.columns import Column, File, Words
from ok_api.rules.rulebook import rulebook
from ok_api.rules.text import Text

NAME = "dictionary"
TITLE = Text("De betekenis van elke kolom", "The meaning of every column")
MEMBERS: Mapping[str, Text] = {
    "file": Text("Bestand.", "File."),
    "column": Text("Kolom.", "Column."),
    "type": Text("Type, in de woorden van Table Schema.", "Type, in the words of Table Schema."),
    "unit": Text("Wat een getal telt.", "What a number counts."),
    "may_be_empty": Text("Of een cel leeg kan zijn.", "Whether a cell may be empty."),
    "refers_to": Text("Het bestand waarin het staat.", "The file that it stands in."),
    "description_nl": Text("Betekenis, Nederlands.", "Meaning, Dutch."),
    "description_en": Text("Betekenis, Engels.", "Meaning, English."),
    "values_nl": Text("Toegestane waarden, Nederlands.", "Allowed values, Dutch."),
    "values_en": Text("Toegestane waarden, Engels.", "Allowed values, English."),
    "rules": Text("De regels die erover gaan.", "The rules that are about it."),
    "source": Text("De zin in de bron.", "The sentence in the source."),
}


def entries(files: tuple[File, ...]) -> Iterator[list[str]]:
    for file in files:
        for column in file.columns:
            told = _entry(file, column)
            yield [told[member] for member in MEMBERS]


def _entry(file: File, column: Column) -> dict[str, str]:
    return {
        "file": f"{file.name}.csv",
        "column": column.name,
        "type": column.type,
        "unit": column.unit or "",
        "may_be_empty": str(column.optional).lower(),
        "refers_to": f"{column.refers_to}.csv" if column.refers_to else "",
        "description_nl": column.about.nl,
        "description_en": column.about.en,
        "values_nl": _listed(column.words, "nl"),
        "values_en": _listed(column.words, "en"),
        "rules": " ".join(column.rules),
        "source": _sources(column.rules),
    }


def _listed(words: Words, language: str) -> str:
    return " | ".join(f"{value}: {meaning.in_(language)}" for value, meaning in words.items())


def _sources(rules: tuple[str, ...]) -> str:
    """In the words of the documents themselves, each named with its place."""
    found = (source for rule in rules for source in rulebook()[rule].sources)
    told = (f"{source.name}, {source.place}: {source.sentence}" for source in found)
    return " | ".join(dict.fromkeys(told))
