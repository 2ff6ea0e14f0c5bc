"""Which charsets a text file may declare, and how each is read."""

import codecs
from collections.abc import Mapping

from ok_api.foundation.errors import UnsupportedMediaType
from ok_api.rules.text import Text

JSON_CHARSETS: Mapping[str, str] = {"utf-8": "utf-8", "ascii": "ascii"}
CHARSETS: Mapping[str, str] = {
    **JSON_CHARSETS,
    "cp1252": "windows-1252",
    "iso8859-1": "windows-1252",
    "iso8859-15": "iso8859-15",
    "mac-roman": "mac-roman",
    "utf-16": "utf-16-le",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
"""By Python's name of what is declared. Who says ISO-8859-1 means windows-1252."""
TOLD = "utf-8, us-ascii, windows-1252, iso-8859-1, iso-8859-15, macintosh, utf-16"


def encoding_of(charset: str | None, known: Mapping[str, str]) -> str | None:
    """How to read what is declared so; nothing where nothing is declared.

    Raises `UnsupportedMediaType` for what is not read.
    """
    if charset is None:
        return None
    try:
        return known[codecs.lookup(charset).name]
    except (LookupError, ValueError) as error:
        told = TOLD if known is CHARSETS else "utf-8"
        said = "".join(one for one in charset[:40] if one.isprintable())
        raise UnsupportedMediaType(
            Text(
                f"De tekencodering ‘{said}’ wordt hier niet gelezen. Wel: {told}.",
                f"The charset ‘{said}’ is not read here. These are: {told}.",
            )
        ) from error
