"""What is told of an import and of its rows, and what may be asked of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, WithJsonSchema

from ok_api.foundation.schema import Answer, ListQuery, Shape, SortBy
from ok_api.rules.exchange_words import (
    ImportKind,
    ImportMode,
    ImportStatus,
    ImportUnit,
    MendedBy,
    RowOutcome,
    UnknownColumns,
)

RowName = Annotated[str, StringConstraints(max_length=200)]
"""The sender's own, asked for to the letter."""


class ImportFlaw(Shape):
    """One thing that is wrong with a row, as the API tells it of a body."""

    model_config = ConfigDict(extra="allow")

    where: Literal["body", "query", "path", "header"] = Field(alias="in", description="Where.")
    pointer: str | None = Field(
        None, description="Which member of the row.", examples=["/establishmentCode"]
    )
    code: str = Field(description="Stable code of the flaw.", examples=["missing"])
    parameters: dict[str, Any] | None = Field(
        None, description="What the code is about: `min`, `max`, `allowed`, …"
    )
    message: str = Field(description="What to do about it.", examples=["Dit gegeven ontbreekt."])


class ImportProblem(Shape):
    """Why something was refused: what a single request would have been answered with (RFC 9457).

    Some types add members of their own, as there.
    """

    model_config = ConfigDict(extra="allow")

    type: str = Field(
        description="The stable type; what to do about it is told at that address.",
        examples=["/v1/problem-types/invalid-input"],
    )
    title: str = Field(description="The type in a few words.", examples=["Ongeldige invoer"])
    status: int = Field(
        description="The status that a single request would have had.", examples=[400]
    )
    detail: str = Field(description="What happened.", examples=["De invoer bevat 1 fout."])
    errors: list[ImportFlaw] = Field((), description="All flaws at once (invalid-input).")  # type: ignore[arg-type]
    ruling: dict[str, Any] | None = Field(
        None, description="What the rules said: a `RulingShape` (rule-refused)."
    )


class ImportCounts(Shape):
    """How many rows came to what. Of a plan, and of what failed as a whole: would have come."""

    rows: int = Field(description="Rows in the file (rijen).", examples=[8622])
    created: int = Field(description="New (nieuw).")
    updated: int = Field(description="Changed (gewijzigd).")
    unchanged: int = Field(description="Already so (ongewijzigd).")
    absent: int = Field(
        description="Not in the file, and so closed (afwezig, gesloten); not counted in `rows`."
    )
    refused: int = Field(description="Refused (geweigerd).")


class Import(Answer):
    """One file that was sent in (import), how far it has come, and how it ended."""

    id: UUID = Field(description="Identity of the import.")
    kind: ImportKind = Field(description="What the rows are (soort).")
    mode: ImportMode = Field(
        description="`plan` changes nothing; it becomes `apply` when the plan is carried out."
    )
    unit: ImportUnit = Field(
        description="Taken over together or not at all (file), or row by row (row)."
    )
    status: ImportStatus = Field(
        description="How far it has come (stand); planned, applied, failed and cancelled are ends."
    )
    progress: Decimal = Field(
        ge=0, le=1, description="Share of the work that is done (voortgang).", examples=[0.42]
    )
    counts: ImportCounts = Field(description="How many rows came to what (aantallen).")
    media_type: str = Field(description="Media type of the file.", examples=["text/csv"])
    size: int = Field(description="Size of the file in bytes.", examples=[2_140_116])
    sha256: str = Field(description="SHA-256 of the file, in hexadecimal.")
    reference_date: Annotated[
        date | None, WithJsonSchema({"type": ["string", "null"], "format": "date"})
    ] = Field(description="The day on which the list was true (peildatum).")
    accept_shrinkage: bool = Field(
        description="Whether the list may close more than half of the schools it named before."
    )
    unknown_columns: UnknownColumns = Field(
        description="Whether columns that are not known are refused, or ignored and told of."
    )
    reason: str | None = Field(description="Why it was sent (Audit-Reason).")
    actor: str = Field(description="Who sent it (afzender).", examples=["office@example.org"])
    problem: ImportProblem | None = Field(description="Why it failed (waarom het mislukte).")
    sheet: str | None = Field(
        description="The sheet of a workbook that was read (blad): the first that is visible.",
        examples=["Scholen"],
    )
    remarks: list[ImportFlaw] | None = Field(
        description="What is to be known of the file as a whole (opmerkingen), such as"
        " `absence_withheld`: a row could not be split, so that the list closes no schools; or"
        " `ignored_column`, with the name of the column."
    )
    rows: str = Field(
        description="Where the report of its rows lives; read it as CSV or XLSX with `Accept`."
    )
    created_at: datetime = Field(description="When it was sent.")
    started_at: datetime | None = Field(description="When the work on it began.")
    ended_at: datetime | None = Field(description="When it came to its end.")


class ImportRow(Answer):
    """What became of one row, or would become of it: the report (verslag) of an import."""

    number: int = Field(
        description="Its place in the report. What the file does not name comes last."
    )
    line: int | None = Field(
        description="The line of the text file or the row of the sheet on which it begins; the "
        "header is 1.",
        examples=[2],
    )
    row_id: str | None = Field(
        description="The sender's own name for the row, from a column `rowId`.", examples=["A-17"]
    )
    outcome: RowOutcome = Field(
        description="What became of it. Of a plan, and of what failed as a whole: would become."
    )
    resource: str | None = Field(
        description="The kind of resource that it is about.", examples=["schools"]
    )
    key: str | None = Field(description="The key of that resource.", examples=["99ZZ01"])
    mended_by: MendedBy | None = Field(
        description="Who has to put a refused row right (wie het moet herstellen)."
    )
    explanation: str | None = Field(
        description="The problems in words, for who reads the report as a table (toelichting).",
        examples=["/name: Dit gegeven ontbreekt."],
    )
    problems: list[ImportProblem] | None = Field(
        description="Why it was refused: the problems that a single request would be answered with."
    )
    remarks: list[ImportFlaw] | None = Field(
        description="What was left out or read otherwise, without refusing the row."
    )


class ImportQuery(ListQuery):
    sort: SortBy[Literal["createdAt", "-createdAt"]] = Field(("-createdAt",), description="Order.")
    kind: list[ImportKind] | None = Field(None, description="Only these kinds.")
    status: list[ImportStatus] | None = Field(None, description="Only these statuses.")


class ImportRowQuery(ListQuery):
    sort: SortBy[Literal["number", "-number"]] = Field(("number",), description="Order.")
    outcome: list[RowOutcome] | None = Field(None, description="Only these outcomes.")
    mended_by: list[MendedBy] | None = Field(None, description="Only what these have to put right.")
    row_id: list[RowName] | None = Field(None, description="Only the rows with these own names.")
