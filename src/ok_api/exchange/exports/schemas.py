"""What can be asked of the export."""

from pydantic import Field

from ok_api.foundation.schema import Shape
from ok_api.programme.participation.schemas import SchoolYearName


class ExportQuery(Shape):
    """The whole programme, or one school year of it."""

    school_year: SchoolYearName | None = Field(
        None,
        description="Only this school year (schooljaar), with what its rows refer to.",
        examples=["2025-2026"],
    )
