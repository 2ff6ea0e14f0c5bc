"""Which list a file is, by its header; an unknown one is refused with what is known."""

import re
from collections.abc import Sequence
from functools import partial

from ok_api.exchange.register.figures import newest_count
from ok_api.exchange.register.formats import EXISTENCE_LISTS, Field, ListFormat
from ok_api.exchange.register.refusing import unreadable
from ok_api.rules.text import Text

MOST_NAMED = 20
PUPIL_YEAR = re.compile(r"LEERLINGEN_([0-9]{4})")
UNKNOWN = Text(
    nl="De eerste regel is niet de kop van een bekende lijst. Bekend zijn: {known}.{nearest}",
    en="The first line is not the header of a known list. Known are: {known}.{nearest}",
)
NEAREST = Text(
    nl=" Hij lijkt het meest op {kind}; ontbrekend: {missing}; onverwacht: {unexpected}.",
    en=" It is most like {kind}; missing: {missing}; unexpected: {unexpected}.",
)
NONE = Text(nl="niets", en="nothing")
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
    listed = ", ".join(f"{one.kind} ({len(one.columns)})" for one in known[:-1])
    return UNKNOWN.format(
        known=f"{listed}, {known[-1].kind} ({len(PUPIL_COLUMNS)} + LEERLINGEN_…)",
        nearest=_nearest(names, known),
    )


def _nearest(names: Sequence[str], known: Sequence[ListFormat]) -> Text:
    nearest = min(known, key=lambda one: len(set(one.columns) ^ set(names)))
    if len(set(nearest.columns) & set(names)) * 2 < len(nearest.columns):
        return Text(nl="", en="")
    missing = [name for name in nearest.columns if name not in names]
    unexpected = [name for name in names if name not in nearest.columns]
    twice = [name for name in nearest.columns if names.count(name) > 1]
    return NEAREST.format(
        kind=nearest.kind,
        missing=_some(missing) or NONE,
        unexpected=_some(unexpected + twice) or NONE,
    )


def _some(names: Sequence[str]) -> str:
    """Enough to see what is the matter, also when the whole file is one line."""
    shown = ", ".join(name[:60] for name in names[:MOST_NAMED])
    return f"{shown}, …" if len(names) > MOST_NAMED else shown
