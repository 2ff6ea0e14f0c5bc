"""Which list a file is, by its header; an unknown one is refused with what is known."""

import re
from collections.abc import Sequence
from functools import partial

from ok_api.exchange.register.figures import newest_count
from ok_api.exchange.register.formats import EXISTENCE_LISTS, Field, ListFormat
from ok_api.exchange.register.refusing import some, unreadable
from ok_api.rules.text import Text

PUPIL_YEAR = re.compile(r"LEERLINGEN_([0-9]{4})")
UNKNOWN = Text(
    nl="De kop is niet die van een lijst van DUO, en noemt geen kolom van de API. De lijst {kind} "
    "is het dichtst bij; ontbrekend: {missing}; onverwacht: {unexpected}. De lijsten zijn {known}. "
    "Eigen kolommen mogen ook: {own}. Ze staan beschreven in docs/import-columns.md.",
    en="The header is not that of a list of DUO, and names no column of the API. The list {kind} "
    "is nearest; missing: {missing}; unexpected: {unexpected}. The lists are {known}. "
    "Columns of your own may do too: {own}. They are described in docs/import-columns.md.",
)
OWN = Text(
    nl="establishmentCode, name en sector, met wat PUT /v1/schools/{establishmentCode} verder kent",
    en="establishmentCode, name and sector, with what else PUT /v1/schools/{establishmentCode} "
    "knows",
)
EMPTY = Text(
    nl="Het bestand is leeg, of het begint niet met een kop.",
    en="The file is empty, or does not begin with a header.",
)
PUPIL_COLUMNS = (
    *("INSTELLINGSCODE", "VESTIGINGSCODE", "NAAM_VESTIGING", "SOORT_VESTIGING"),
    *("DENOMINATIE_VESTIGING", "BEVOEGD_GEZAG_NUMMER"),
    *("GEMEENTECODE_VESTIGING", "GEMEENTENAAM_VESTIGING"),
)


def _pupils(header: Sequence[str]) -> ListFormat:
    """The list of pupils has a column more every year, so its format follows from its header."""
    found = {name: PUPIL_YEAR.fullmatch(name) for name in header}
    years = {name: int(match[1]) for name, match in found.items() if match}
    columns = tuple(years) or ("LEERLINGEN_…",)
    figure = Field(
        ("pupil_count", "pupil_count_year"),
        columns,
        partial(newest_count, tuple(years.values())),
        blank_tells=False,
    )
    return ListFormat("duo-pupils", "VESTIGINGSCODE", (*PUPIL_COLUMNS, *columns), (figure,))


def format_of(header: Sequence[str]) -> ListFormat:
    """The list that has exactly these columns, in whatever order; refuses any other header."""
    names = [name.strip() for name in header]
    known = (*EXISTENCE_LISTS, _pupils(names))
    for candidate in known:
        if sorted(candidate.columns) == sorted(names):
            return candidate
    raise unreadable("unknown_list", _unknown(names, known))


def _unknown(names: Sequence[str], known: Sequence[ListFormat]) -> Text:
    if not any(names):
        return EMPTY
    nearest = max(known, key=lambda one: _likeness(names, one))
    missing = [name for name in nearest.columns if name not in names]
    unexpected = [name for name in names if name not in nearest.columns]
    twice = [name for name in nearest.columns if names.count(name) > 1]
    listed = ", ".join(f"{one.kind} ({len(one.columns)})" for one in known[:-1])
    return UNKNOWN.format(
        kind=nearest.kind,
        missing=some(missing),
        unexpected=some(unexpected + twice),
        known=f"{listed}, {known[-1].kind} ({len(PUPIL_COLUMNS)} + LEERLINGEN_…)",
        own=OWN,
    )


def _likeness(names: Sequence[str], known: ListFormat) -> tuple[int, int]:
    """By the columns that they share, then by the fewest that they do not."""
    return len(set(known.columns) & set(names)), -len(set(known.columns) ^ set(names))
