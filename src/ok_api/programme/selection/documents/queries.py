"""Reading documents: what they are, and their content apart."""

from functools import cache

from sqlalchemy import Text, cast, select

from ok_api.access.scope import among_applicants
from ok_api.foundation.identity import Actor
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection, path_conditions
from ok_api.foundation.queries import Query, among, compile_query
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


@cache
def content_for(roles: frozenset[str]) -> Query:
    """The content of one document, for who has these roles."""
    columns = Document.__table__.c
    wanted = select(columns.file_name, columns.media_type, columns.sha256, columns.content)
    seen = SCOPE.condition(Actor("", roles))
    return compile_query(wanted.where(seen, *path_conditions(BY)))
