"""From a file of any of the media types to rows, streaming, whatever its size.

    with opened(path, media_type) as file:
        for row in file.rows: ...

Raises `InvalidInput` for a file that is not what its media type says, with the sentence that
says so; a row that cannot be read never raises, it is told with its flaws.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from ok_api.exchange.imports.reading.batches import batches
from ok_api.exchange.imports.reading.charsets import CHARSETS, JSON_CHARSETS, encoding_of
from ok_api.exchange.imports.reading.content import Content
from ok_api.exchange.imports.reading.json_lines import json_lines
from ok_api.exchange.imports.reading.separated import separated
from ok_api.exchange.imports.reading.tables import SentFile
from ok_api.exchange.imports.reading.workbook import sheet_of

CSV = "text/csv"
JSON_LINES = ("application/x-ndjson", "application/jsonl")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = (CSV, *JSON_LINES, XLSX)

__all__ = [
    "CSV",
    "JSON_LINES",
    "MEDIA_TYPES",
    "XLSX",
    "Content",
    "SentFile",
    "batches",
    "declared_encoding",
    "opened",
    "sent_file",
]


@contextmanager
def opened(
    path: Path, media_type: str, known: Collection[str] = (), charset: str | None = None
) -> Iterator[SentFile]:
    """A file with the names of the API's members."""
    with path.open("rb") as stream:
        content = Content(stream, charset)
        yield sent_file(content, media_type, known)


def declared_encoding(media_type: str, charset: str | None) -> str | None:
    """How the sender says that the text is written. Raises `UnsupportedMediaType`."""
    if media_type == XLSX:
        return None
    return encoding_of(charset, JSON_CHARSETS if media_type in JSON_LINES else CHARSETS)


def sent_file(content: Content, media_type: str, known: Collection[str] = ()) -> SentFile:
    if media_type in JSON_LINES:
        return json_lines(content)
    table = sheet_of(content, known) if media_type == XLSX else separated(content, known)
    return table.sent()
