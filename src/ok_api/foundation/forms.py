"""Forms with a file in them (`multipart/form-data`), and the names that programs give to files."""

import re
from collections import Counter
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.rules.text import Text

_STAR = re.compile(rb"""filename\*\s*=\s*"?([\w-]+)'[^']*'([^\s;"']+)""", re.IGNORECASE)
_PLAIN = re.compile(rb"""filename\s*=""", re.IGNORECASE)
_ENCODED = re.compile(r"\s*(?:=\?[\w*-]+\?[BbQq]\?[^?\s]*\?=\s*)+")
_ESCAPED = {"%22": '"', "%0D": " ", "%0A": " ", "%0d": " ", "%0a": " "}
"""What browsers escape in a name, and nothing else (HTML, multipart/form-data)."""


class FormRequest(Request):
    """Reads a form in which a file is named by `filename*` alone, as older libraries do."""

    _sent: FormData | None = None

    async def form(self, **_limits: Any) -> FormData:  # type: ignore[override]
        """As the framework asks for it, and as often as one likes."""
        if self._sent is None:
            try:
                self._sent = await _Parser(self.headers, self.stream()).parse()
            except MultiPartException as error:
                raise HTTPException(400) from error
        return self._sent


class _Parser(MultiPartParser):
    def on_headers_finished(self) -> None:
        named = self._current_part.content_disposition or b""
        if _STAR.search(named) and not _PLAIN.search(named):
            self._current_part.content_disposition = named + b'; filename="file"'
        super().on_headers_finished()


def check_once_each(form: FormData) -> None:
    """Raises `InvalidInput` for what a form says twice: which of the two was meant?"""
    counts = Counter(name for name, _ in form.multi_items())
    repeated = [name for name, count in counts.items() if count > 1]
    if repeated:
        raise InvalidInput(*(Flaw("body", f"/{name}", "repeated", _ONCE) for name in repeated))


def file_name_of(file: UploadFile) -> str:
    """What its sender calls it: `filename*`, or else encoded words, or else as browsers escape."""
    star = _STAR.search(_disposition(file.headers))
    if star and (name := _decoded(star[1].decode(), unquote_to_bytes(star[2]))):
        return name
    plain = file.filename or ""
    if _ENCODED.fullmatch(plain):
        return _words(plain)
    return re.sub("%(?:22|0[AaDd])", lambda found: _ESCAPED[found[0]], plain)


def _disposition(headers: Headers) -> bytes:
    return headers.get("content-disposition", "").encode("latin-1")


def _decoded(charset: str, raw: bytes) -> str | None:
    if charset.lower() not in ("utf-8", "iso-8859-1"):
        return None
    try:
        return raw.decode(charset)
    except UnicodeDecodeError:
        return None


def _words(plain: str) -> str:
    """Encoded words (RFC 2047), as .NET writes a name that is not ASCII."""
    try:
        return str(make_header(decode_header(plain)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return plain


_ONCE = Text("Stuur dit één keer.", "Send this once.")
