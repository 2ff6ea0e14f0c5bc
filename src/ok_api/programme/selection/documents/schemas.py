"""What is told of a document, and what is sent with one."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import UploadFile
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError
from starlette.datastructures import UploadFile as Part

from ok_api.foundation.schema import Answer, Body, Line, ListQuery, SortBy
from ok_api.rules.words import DocumentKind


def _has_a_name(part: object) -> object:
    """A part of a form without a file name is a field, whatever it holds."""
    if isinstance(part, Part):
        return part
    raise PydanticCustomError("file_expected", "A file is expected.")


class Document(Answer):
    """One document (document) that supports an application."""

    id: UUID = Field(description="Identity of the document.")
    application_id: UUID = Field(description="The application it supports.")
    kind: DocumentKind = Field(description="What it is (soort document).")
    file_name: str = Field(description="Name of the file (bestandsnaam).", examples=["plan.pdf"])
    description: str | None = Field(description="What it shows (omschrijving).")
    media_type: str = Field(description="Its media type.", examples=["application/pdf"])
    size: int = Field(description="Its size in bytes (omvang).", examples=[48213])
    sha256: str = Field(description="The SHA-256 of its content, in hexadecimals.")
    attached_at: datetime = Field(description="When it was attached.")
    content: str = Field(description="Where its content can be downloaded.")


class NewDocument(Body):
    """A document as it is sent, as `multipart/form-data`."""

    kind: DocumentKind = Field(description="What it is.", examples=["school_plan"])
    description: Line | None = Field(None, description="What it shows.")
    file: Annotated[UploadFile, BeforeValidator(_has_a_name)] = Field(
        description="The file: pdf, docx, odt, xlsx, pptx, png, jpg, txt or csv, and what its "
        "name and media type say it is."
    )


class DocumentQuery(ListQuery):
    sort: SortBy[Literal["attachedAt", "-attachedAt", "fileName", "-fileName"]] = Field(
        ("attachedAt",), description="Order."
    )
    kind: list[DocumentKind] | None = Field(None, description="Only these kinds.")
