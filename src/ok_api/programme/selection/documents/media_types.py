"""Which files are taken, and whether a file is what its name says: by its content."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

Check = Callable[[bytes], bool]

_MACROS = "vbaProject.bin"
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\f\r") | {127}
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.textPK"
_MIMETYPE_STARTS = 30


@dataclass(frozen=True)
class MediaType:
    """One kind of file: `also` are the labels under which browsers send it too."""

    name: str
    extensions: tuple[str, ...]
    holds: Check
    also: tuple[str, ...] = ()

    def may_be_labelled(self, stated: str) -> bool:
        """Whether the sender's label agrees; a sender that states nothing does."""
        return stated.lower() in (self.name, *self.also, "", "application/octet-stream")


def _starts_with(signature: bytes) -> Check:
    return lambda content: content.startswith(signature)


def _office(part: str) -> Check:
    """An Office file is a ZIP with a certain part; one with macros is another kind of file."""

    def holds(content: bytes) -> bool:
        names = _entries(content)
        return part in names and not any(name.endswith(_MACROS) for name in names)

    return holds


def _open_document_text(content: bytes) -> bool:
    """OpenDocument puts its media type first in the ZIP, uncompressed, so that it can be seen."""
    return content[_MIMETYPE_STARTS:].startswith(_ODT) and "content.xml" in _entries(content)


def _entries(content: bytes) -> frozenset[str]:
    """The names in a ZIP, none when it is damaged; nothing is unpacked."""
    if not content.startswith(b"PK\x03\x04"):
        return frozenset()
    try:
        with ZipFile(BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except Exception:  # However a file is damaged, it is no document.
        return frozenset()


def _text(content: bytes) -> bool:
    """UTF-8, or Windows-1252 as older spreadsheets write it; without control characters."""
    if content.startswith(b"%PDF-") or not _CONTROLS.isdisjoint(content):
        return False
    return any(_reads_as(content, encoding) for encoding in ("utf-8", "windows-1252"))


def _reads_as(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Mapping[str, MediaType] = {
    kind.name: kind
    for kind in (
        MediaType("application/pdf", ("pdf",), _starts_with(b"%PDF-")),
        MediaType(f"{_OFFICE}.wordprocessingml.document", ("docx",), _office("word/document.xml")),
        MediaType(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",), _office("xl/workbook.xml")),
        MediaType(
            f"{_OFFICE}.presentationml.presentation", ("pptx",), _office("ppt/presentation.xml")
        ),
        MediaType("application/vnd.oasis.opendocument.text", ("odt",), _open_document_text),
        MediaType("image/png", ("png",), _starts_with(b"\x89PNG\r\n\x1a\n")),
        MediaType("image/jpeg", ("jpg", "jpeg"), _starts_with(b"\xff\xd8\xff")),
        MediaType("text/plain", ("txt",), _text),
        MediaType("text/csv", ("csv",), _text, also=("text/plain", "application/vnd.ms-excel")),
    )
}
_BY_EXTENSION = {extension: kind for kind in MEDIA_TYPES.values() for extension in kind.extensions}
EXTENSIONS = tuple(_BY_EXTENSION)


def named(extension: str) -> MediaType | None:
    """What a reader's machine will take the file for; `None` for what is not taken."""
    return _BY_EXTENSION.get(extension.lower())
