"""One form for what is written, whichever way it comes in: a request, a list, a query.

Two spellings that look the same are the same text: a title typed on one machine is found from
another, and no list changes a fact because it writes it differently.
"""

import re
import unicodedata

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_PICTURE = "\u2190-\u2bff\U0001f000-\U0001faff"
_JOINER = re.compile(f"(?<=[{_PICTURE}\ufe0f])\u200d(?=[{_PICTURE}])")
"""Makes one picture of two: the only sign without a shape that changes what is read."""
_UNREADABLE = re.compile("[\ufffd\ud800-\udfff]")
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""They count as letters and marks, and cannot be seen."""


def line(text: str) -> str:
    """One line: composed (NFC), without signs that cannot be seen, single spaces between words."""
    if not (text.isascii() and text.isprintable()):
        text = _shown(text)
    return " ".join(text.split())


def prose(text: str) -> str:
    """The same of several lines, ended by LF alone. Blanks within a line are the writer's own."""
    text = _LINE_END.sub("\n", text)
    return "\n".join(
        part if part.isascii() and part.isprintable() else _spaced(_shown(part))
        for part in (whole.rstrip() for whole in text.split("\n"))
    ).strip()


def is_unreadable(text: str) -> bool:
    """Whether it holds a sign that stands for one that was lost on the way."""
    return not text.isascii() and _UNREADABLE.search(text) is not None


def _shown(text: str) -> str:
    parts = _JOINER.split(unicodedata.normalize("NFC", text))
    return "\u200d".join("".join(sign for sign in part if _is_shown(sign)) for part in parts)


def _is_shown(sign: str) -> bool:
    """White space stays; controls, direction marks, joiners and fillers go."""
    if sign.isspace():
        return True
    return unicodedata.category(sign) not in ("Cc", "Cf") and sign not in _BLANKS


def _spaced(text: str) -> str:
    """Every kind of blank as a plain one, but for the tabs."""
    return "".join(" " if sign.isspace() and sign != "\t" else sign for sign in text).rstrip()
