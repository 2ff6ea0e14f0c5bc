"""Attaching documents to an application, and taking them back while it runs."""

import asyncio
import hashlib
from dataclasses import dataclass
from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput, UnsupportedMediaType, WrongState
from ok_api.programme.selection.documents.media_types import EXTENSIONS, named
from ok_api.programme.selection.documents.names import extension_of, kept_name
from ok_api.programme.selection.documents.queries import SCOPE, count_of
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
    work: Work,
    application_id: UUID,
    kind: DocumentKind,
    description: str | None,
    sent: SentFile,
    *,
    most: int,
) -> Document:
    """Raises `WrongState` once the application has ended or has `most` of them, `InvalidInput` for
    an empty or nameless file, `UnsupportedMediaType` for one that is not what it says.
    """
    name = _checked_name(sent)
    media_type, digest = await asyncio.to_thread(_looked_through, name, sent)
    await fetch_running(work, application_id)
    await _check_room(work, application_id, most)
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


async def _check_room(work: Work, application_id: UUID, most: int) -> None:
    """The application is locked, so that none is counted too few."""
    if (await work.session.scalar(count_of(application_id)) or 0) >= most:
        raise WrongState(
            Text(
                f"Bij deze aanvraag zitten al {most} documenten; verwijder er eerst een.",
                f"This application has {most} documents already; remove one first.",
            ),
            limit=most,
        )


def _checked_name(sent: SentFile) -> str:
    name = kept_name(sent.name)
    flaws = []
    if not name:
        flaws.append(_flaw("no_file_name", _NAMELESS))
    if not sent.content:
        flaws.append(_flaw("empty_file", _EMPTY))
    if flaws:
        raise InvalidInput(*flaws)
    return name


def _looked_through(name: str, sent: SentFile) -> tuple[str, str]:
    """The media type and the SHA-256; in a thread, since a large file takes a while."""
    kind = named(extension_of(name))
    if kind is None:
        raise _refusal(name, _EXTENSION, known=", ".join(EXTENSIONS))
    if not kind.may_be_labelled(sent.stated_type):
        raise _refusal(name, _LABEL, stated=sent.stated_type, expected=kind.name)
    if not kind.holds(sent.content):
        raise _refusal(name, _CONTENT, extension=extension_of(name))
    return kind.name, hashlib.sha256(sent.content).hexdigest()


def _refusal(name: str, said: Text, **more: str) -> UnsupportedMediaType:
    return UnsupportedMediaType(
        said.format(name=name, **more), fileName=name, allowedExtensions=list(EXTENSIONS)
    )


def _flaw(code: str, message: Text) -> Flaw:
    return Flaw(where="body", name="/file", code=code, message=message)


_NAMELESS = Text("Geef het bestand een naam.", "Give the file a name.")
_EMPTY = Text("Het bestand is leeg.", "The file is empty.")
_EXTENSION = Text(
    "‘{name}’ wordt niet aangenomen. Wel bestanden met de extensie {known}.",
    "‘{name}’ is not taken. Files with one of these extensions are: {known}.",
)
_LABEL = Text(
    "‘{name}’ is verstuurd als een ander soort bestand ({stated}) dan zijn naam zegt ({expected}).",
    "‘{name}’ was sent as another kind of file ({stated}) than its name says ({expected}).",
)
_CONTENT = Text(
    "De inhoud van ‘{name}’ is geen leesbaar {extension}-bestand.",
    "The content of ‘{name}’ is no readable {extension} file.",
)
