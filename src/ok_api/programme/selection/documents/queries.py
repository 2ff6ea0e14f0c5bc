"""Reading documents: what they are, and their content apart."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, cast, func, select

from ok_api.access.scope import among_applicants
from ok_api.foundation.identity import Actor
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection, path_conditions
from ok_api.foundation.queries import Compiled, Query, among
from ok_api.programme.selection.applications.queries import APPLICATION
from ok_api.programme.selection.documents import schemas
from ok_api.tables import Application, Document

_APPLICATION = "/v1/applications/" + cast(Document.application_id, Text)
LINK = _APPLICATION + "/documents/" + cast(Document.id, Text)
SCOPE = among_applicants(Document.application_id)
BY = {"applicationId": Document.application_id, "documentId": Document.id}

DOCUMENT = Projection(
    schemas.Document,
    Document,
    link=LINK,
    scope=SCOPE,
    attached_at=Document.created_at,
    content=LINK + "/content",
)

DOCUMENTS = Listing(
    DOCUMENT,
    schemas.DocumentQuery,
    sorts={"attachedAt": Document.created_at, "fileName": Document.file_name},
    default_sort=("attachedAt",),
    filters={"kind": among(Document.kind)},
    by={"applicationId": Document.application_id},
    parent=APPLICATION,
    parent_by={"applicationId": Application.id},
)


def count_of(application_id: UUID) -> Select[int]:
    return select(func.count()).where(Document.application_id == application_id)


_content = Compiled()


def content_for(actor: Actor) -> Query:
    """The content of one document, for this kind of caller."""
    return _content.get(actor.roles, lambda: _content_select(actor))


def _content_select(actor: Actor) -> Select[Any]:
    columns = Document.__table__.c
    wanted: Select[Any] = select(
        columns.file_name, columns.media_type, columns.sha256, columns.content
    )
    return wanted.where(SCOPE.condition(actor), *path_conditions(BY))
