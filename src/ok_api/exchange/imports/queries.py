"""The reads of imports and of their reports."""

from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, case, func, select

from ok_api.access import scope
from ok_api.exchange.imports import schemas
from ok_api.exchange.imports.languages import explained, flaws_told, problem_told, problems_told
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection, Reads
from ok_api.foundation.queries import among
from ok_api.rules.exchange_words import ImportStatus
from ok_api.tables import Import, ImportRow


def _link(*more: Any) -> ColumnElement[str]:
    return func.concat("/v1/imports/", *more)


_counts = (
    select(
        Import.row_count.label("rows"),
        Import.created_count.label("created"),
        Import.updated_count.label("updated"),
        Import.unchanged_count.label("unchanged"),
        Import.absent_count.label("absent"),
        Import.refused_count.label("refused"),
    )
    .correlate(Import)
    .subquery("counts")
)
_progress = case(
    (Import.status == ImportStatus.PLANNED, 1),
    (Import.status == ImportStatus.APPLIED, 1),
    else_=Import.progress,
)

IMPORT = Projection(
    schemas.Import,
    Import,
    link=_link(Import.id),
    scope=scope.IMPORTS,
    versions=[bindparam("language", type_=Text)],
    counts=select(func.row_to_json(_counts.table_valued())).scalar_subquery(),
    progress=func.trim_scale(_progress),
    problem=problem_told(Import.problem),
    remarks=flaws_told(Import.remarks),
    rows=_link(Import.id, "/rows"),
)

IMPORTS = Listing(
    IMPORT,
    schemas.ImportQuery,
    sorts={"createdAt": Import.created_at},
    default_sort=("-createdAt",),
    filters={"kind": among(Import.kind), "status": among(Import.status)},
)

ONE = Reads(IMPORT, {"importId": Import.id})

IMPORT_ROW = Projection(
    schemas.ImportRow,
    ImportRow,
    link=_link(ImportRow.import_id, "/rows/", ImportRow.number),
    scope=scope.IMPORT_ROWS,
    versions=[bindparam("language", type_=Text)],
    explanation=explained(ImportRow.flaws, ImportRow),
    problems=problems_told(ImportRow.flaws, ImportRow),
    remarks=flaws_told(ImportRow.remarks),
)

IMPORT_ROWS = Listing(
    IMPORT_ROW,
    schemas.ImportRowQuery,
    sorts={"number": ImportRow.number},
    default_sort=("number",),
    filters={
        "outcome": among(ImportRow.outcome),
        "mended_by": among(ImportRow.mended_by),
        "row_id": among(ImportRow.row_id),
    },
    by={"importId": ImportRow.import_id},
    parent=IMPORT,
    parent_by={"importId": Import.id},
)
