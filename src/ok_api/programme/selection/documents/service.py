"""Attaching documents to an application, and taking them back while it runs."""

import asyncio
import hashlib
from dataclasses import dataclass
from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput, UnsupportedMediaType
from ok_api.programme.selection.documents.media_types import EXTENSIONS, media_type_of
from ok_api.programme.selection.documents.names import extension_of, kept_name
from ok_api.programme.selection.documents.queries import SCOPE
from ok_api.programme.selection.running import fetch_running
from ok_api.rules.text import Text
from ok_api.rules.words import DocumentKind
from ok_api.tables import Document


@dataclass(frozen=True)
class SentFile:
    """A file as the sender named and labelled it."""

    name: str
    stated_type: str
    content: bytes


async def attach_document(
    work: Work, application_id: UUID, kind: DocumentKind, description: str | None, sent: SentFile
) -> Document:
    """Raises `WrongState` once the application has ended, `InvalidInput` for an empty or nameless
    file, `UnsupportedMediaType` for one that is not what it says.
    """
    name = _checked_name(sent)
    media_type, digest = await asyncio.to_thread(_looked_through, name, sent)
    await fetch_running(work, application_id)
    document = Document(
        application_id=application_id,
        kind=kind,
        description=description,
        file_name=name,
        media_type=media_type,
        size=len(sent.content),
        sha256=digest,
        content=sent.content,
    )
    work.session.add(document)
    return document


async def remove_document(work: Work, application_id: UUID, document_id: UUID) -> None:
    """The domain forgets a document while the application runs; afterwards its steps rest on it."""
    await fetch_running(work, application_id)
    document = await fetch_for_change(
        work,
        Document,
        SCOPE,
        Document.application_id == application_id,
        Document.id == document_id,
    )
    await work.session.delete(document)


def _checked_name(sent: SentFile) -> str:
    name = kept_name(sent.name)
    flaws = []
    if not name:
        flaws.append(_flaw("no_file_name", "Geef het bestand een naam.", "Give the file a name."))
    if not sent.content:
        flaws.append(_flaw("empty_file", "Het bestand is leeg.", "The file is empty."))
    if flaws:
        raise InvalidInput(*flaws)
    return name


def _looked_through(name: str, sent: SentFile) -> tuple[str, str]:
    """The media type and the SHA-256; in a thread, since a large file takes a while."""
    media_type = media_type_of(extension_of(name), sent.stated_type, sent.content)
    if media_type is None:
        allowed = ", ".join(EXTENSIONS)
        raise UnsupportedMediaType(
            Text(
                f"Naam, type en inhoud van het bestand horen overeen te komen, en het is een van: "
                f"{allowed}.",
                f"Name, type and content of the file must agree, and it must be one of: {allowed}.",
            ),
            fileName=name,
            statedType=sent.stated_type,
            allowedExtensions=list(EXTENSIONS),
        )
    return media_type, hashlib.sha256(sent.content).hexdigest()


def _flaw(code: str, nl: str, en: str) -> Flaw:
    return Flaw(where="body", name="/file", code=code, message=Text(nl, en))
