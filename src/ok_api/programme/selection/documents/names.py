"""File names as they are kept and as they travel in a header."""

import re
import unicodedata
from urllib.parse import quote

MAX_LENGTH = 200


def kept_name(sent: str) -> str:
    """The name without folders and invisible characters, its extension kept; may be empty."""
    last = unicodedata.normalize("NFC", sent.replace("\\", "/").rpartition("/")[2])
    visible = "".join(c for c in last if not unicodedata.category(c).startswith("C")).strip(" .")
    stem, dot, extension = visible.rpartition(".")
    if len(visible) <= MAX_LENGTH or not dot:
        return visible[:MAX_LENGTH]
    return stem[: max(MAX_LENGTH - len(extension) - 1, 1)] + dot + extension[:10]


def extension_of(name: str) -> str:
    return name.rpartition(".")[2] if "." in name else ""


def disposition(name: str) -> str:
    """A `Content-Disposition` that every client reads: plain ASCII, then the name (RFC 5987)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", plain)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
