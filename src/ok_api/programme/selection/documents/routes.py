"""The documents of an application over HTTP."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Form, Path
from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation.answers import created, removed
from ok_api.foundation.contract.parts import ETAG, UNCHANGED
from ok_api.foundation.errors import NotFound, TooLarge
from ok_api.foundation.forms import file_name_of
from ok_api.foundation.identity import Actor, actor_values
from ok_api.foundation.negotiation import check_query
from ok_api.foundation.reading import cache_headers, etag_matches
from ok_api.foundation.router import Configured, Router, Working
from ok_api.foundation.routing import Services, path_values
from ok_api.programme.selection.documents import queries, schemas, service
from ok_api.programme.selection.documents.media_types import MEDIA_TYPES
from ok_api.programme.selection.documents.names import disposition
from ok_api.rules.numbers import tidy, written
from ok_api.rules.text import Text

router = Router("Selection")
ApplicationId = Annotated[UUID, Path(alias="applicationId")]
DocumentId = Annotated[UUID, Path(alias="documentId")]

PRODUCED = frozenset(
    wanted for name in MEDIA_TYPES for wanted in (name, f"{name.partition('/')[0]}/*", "*/*")
)


def _content(name: str) -> dict[str, str]:
    """Text is text: a generated client reads it as such, whatever else it takes for a file."""
    return {"type": "string", **({} if name.startswith("text/") else {"format": "binary"})}


FILES = {name: {"schema": _content(name)} for name in MEDIA_TYPES}

router.get(
    "/applications/{applicationId}/documents/{documentId}",
    "getDocument",
    "One document",
    queries.DOCUMENT,
    queries.BY,
)
router.list(
    "/applications/{applicationId}/documents",
    "listDocuments",
    "The documents that were attached",
    queries.DOCUMENTS,
)


async def download_document(request: Request, actor: Actor, services: Services) -> Response:
    check_query(request, ())
    values = path_values(request, queries.BY)
    row = None
    if values is not None:
        query = queries.content_for(actor)
        arguments = query.arguments({**values, **actor_values(actor)})
        row = await services.database.reads.fetchrow(query.sql, *arguments)
    if row is None:
        raise NotFound()
    etag = f'"{row["sha256"]}"'
    headers = {"ETag": etag, **cache_headers(public=False)}
    if etag_matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    headers |= {
        "Content-Disposition": disposition(row["file_name"]),
        "Content-Type": row["media_type"],
    }
    return Response(row["content"], 200, headers)


router.read(
    "/applications/{applicationId}/documents/{documentId}/content",
    "downloadDocument",
    "Download a document",
    None,
    download_document,
    produces=PRODUCED,
    response_class=Response,
    responses={
        200: {"description": "The file, as it was attached.", "content": FILES, "headers": ETAG},
        304: UNCHANGED,
    },
)


@router.upload(
    "/applications/{applicationId}/documents",
    "attachDocument",
    "Attach a document",
    schemas.Document,
)
async def attach_document(
    work: Working,
    configured: Configured,
    application_id: ApplicationId,
    sent: Annotated[schemas.NewDocument, Form(media_type="multipart/form-data")],
) -> Response:
    file = service.SentFile(
        name=file_name_of(sent.file),
        stated_type=(sent.file.content_type or "").partition(";")[0].strip(),
        content=await _read(sent, configured.max_document_bytes),
    )
    document = await service.attach_document(
        work,
        application_id,
        sent.kind,
        sent.description,
        file,
        most=configured.max_documents_per_application,
    )
    return await created(work, queries.DOCUMENT, document)


def _megabytes(limit: int) -> Text:
    """Rounded down to tenths: no larger file than is taken is asked for."""
    return written(tidy(Decimal(limit * 10 // 1_048_576) / 10))


async def _read(sent: schemas.NewDocument, limit: int) -> bytes:
    """The content, if it is no larger than a document may be."""
    content = await sent.file.read(limit + 1)
    if len(content) > limit:
        raise TooLarge(
            Text(
                "Een document is hoogstens {most} MB.",
                "A document is at most {most} MB.",
            ).format(most=_megabytes(limit)),
            maxBytes=limit,
        )
    return content


@router.delete(
    "/applications/{applicationId}/documents/{documentId}", "removeDocument", "Remove a document"
)
async def remove_document(
    work: Working, application_id: ApplicationId, document_id: DocumentId
) -> Response:
    await service.remove_document(work, application_id, document_id)
    return removed()
