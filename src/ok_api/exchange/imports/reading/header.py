"""A header whose rows would all be refused for the same columns: told once, of the file."""

from collections.abc import Collection, Iterator, Sequence

from ok_api.exchange.imports.reading import flaws
from ok_api.exchange.imports.reading.tables import SentFile
from ok_api.exchange.register.refusing import some
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.rules.text import Text

Choices = tuple[tuple[str, ...], ...]
"""Sets of columns of which a file has at least one whole."""


def check_header(
    file: SentFile,
    known: Sequence[str],
    needs: Sequence[Choices],
    told_only: Collection[str] = (),
) -> None:
    """Raises `InvalidInput` with each wrong column once, and which there are.

    Those of an export that are `told_only` may stand there, and are no use. Unknown ones may where
    the sender wants them ignored; then what is missing may still be one of them, misspelled.
    JSON Lines have no header: each of them has its own members, and its own flaws.
    """
    header = file.header
    if header is None:
        return
    unknown = [name for name in header if name not in known and name not in told_only]
    unknown = [] if file.content.ignores(unknown) else unknown
    missing = dict(_missing(header, needs))
    if not (unknown or missing):
        return
    error = InvalidInput(
        *(_about(name, "extra_forbidden", flaws.UNKNOWN_COLUMN) for name in unknown),
        *(_about(name, "missing", message) for name, message in missing.items()),
    )
    error.detail = flaws.HEADER.format(
        unknown=some(unknown), missing=some(list(missing)), known=", ".join(known)
    )
    raise error


def ignored_flaw(columns: Sequence[str]) -> Flaw:
    """What was passed over of one row."""
    return Flaw("body", "", "ignored_columns", flaws.IGNORED_ONES.format(names=some(columns)))


def _missing(header: Sequence[str], needs: Sequence[Choices]) -> Iterator[tuple[str, Text]]:
    for choices in needs:
        for name in _lacking(header, choices):
            yield name, flaws.MISSING_COLUMN.format(choices=_told(choices))


def _lacking(header: Sequence[str], choices: Choices) -> tuple[str, ...]:
    """Of the set that the header has begun on, or else of the smallest."""

    def lack(choice: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in choice if name not in header)

    nearest = min(choices, key=lambda one: (bool(lack(one)), lack(one) == one, len(lack(one))))
    return lack(nearest)


def _told(choices: Choices) -> Text:
    sets = [" + ".join(choice) for choice in choices]
    return Text(nl=", of ".join(sets), en=", or ".join(sets))


def _about(name: str, code: str, message: Text) -> Flaw:
    return Flaw("body", f"/{name}", code, message)
