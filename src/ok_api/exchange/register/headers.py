"""Which list a file is, by its header; an unknown one is refused with what is known."""

import re
from collections.abc import Callable, Sequence
from functools import partial

from ok_api.exchange.register.figures import newest_count
from ok_api.exchange.register.formats import EXISTENCE_LISTS, Field, ListFormat
from ok_api.exchange.register.refusing import some, unreadable
from ok_api.rules.text import Text

PUPIL_YEAR = re.compile(r"LEERLINGEN_([0-9]{4})")
UNKNOWN = Text(
    nl="De kop is niet die van een lijst van DUO, en noemt geen kolom die hier bekend is. "
    "{found} De lijsten zijn {known}. Een eigen lijst mag ook, met ten minste de kolommen "
    "establishmentCode, name en sector.",
    en="The header is not that of a list of DUO, and names no column that is known here. {found} "
    "The lists are {known}. A list of your own may do too, with at least the columns "
    "establishmentCode, name and sector.",
)
FOUND = Text(nl="Gevonden: {found}.", en="Found: {found}.")
NEAREST = Text(
    nl="De lijst {kind} is het dichtst bij; ontbrekend: {missing}; onverwacht: {unexpected}.",
    en="The list {kind} is nearest; missing: {missing}; unexpected: {unexpected}.",
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


COLUMNS = frozenset(PUPIL_COLUMNS).union(*(one.columns for one in EXISTENCE_LISTS))
"""All that DUO names, but for the years of the list of pupils."""


Ignores = Callable[[Sequence[str]], bool]


def never(_more: Sequence[str]) -> bool:
    return False


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


def format_of(header: Sequence[str], ignores: Ignores = never) -> ListFormat:
    """The list that has exactly these columns, in whatever order; refuses any other header.

    `ignores` says whether a list may have other columns beside its own.
    """
    names = [name.strip() for name in header]
    known = (*EXISTENCE_LISTS, _pupils(names))
    for candidate in known:
        if sorted(candidate.columns) == sorted(names):
            return candidate
    for candidate in sorted(known, key=lambda one: -len(one.columns)):
        more = [name for name in names if name not in candidate.columns]
        if sorted([*candidate.columns, *more]) == sorted(names) and ignores(more):
            return candidate
    raise unreadable("unknown_list", _unknown(names, known))


def _unknown(names: Sequence[str], known: Sequence[ListFormat]) -> Text:
    if not any(names):
        return EMPTY
    listed = ", ".join(f"{one.kind} ({len(one.columns)})" for one in known[:-1])
    lists = f"{listed}, {known[-1].kind} ({len(PUPIL_COLUMNS)} + LEERLINGEN_…)"
    return UNKNOWN.format(found=_found(names, known), known=lists)


def _found(names: Sequence[str], known: Sequence[ListFormat]) -> Text:
    """What is wrong with the list that is meant, if most of the header is its own; else what there
    is, for its sender meant no list of DUO.
    """
    nearest = max(known, key=lambda one: _likeness(names, one))
    if 2 * len(set(nearest.columns).intersection(names)) <= len(set(names)):
        return FOUND.format(found=some(names))
    unexpected = [name for name in names if name not in nearest.columns]
    twice = [name for name in nearest.columns if names.count(name) > 1]
    return NEAREST.format(
        kind=nearest.kind,
        missing=some([name for name in nearest.columns if name not in names]),
        unexpected=some(unexpected + twice),
    )


def _likeness(names: Sequence[str], known: ListFormat) -> tuple[int, int]:
    """By the columns that they share, then by the fewest that they do not."""
    return len(set(known.columns) & set(names)), -len(set(known.columns) ^ set(names))
