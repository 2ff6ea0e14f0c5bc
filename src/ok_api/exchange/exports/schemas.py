"""What can be asked of the export."""

from pydantic import Field

from ok_api.foundation.schema import Asked
from ok_api.programme.participation.schemas import SchoolYearName


class ExportQuery(Asked):
    """The whole programme, or one school year of it."""

    school_year: SchoolYearName | None = Field(
        None,
        description="Only this school year (schooljaar), with what its rows refer to.",
        examples=["2025-2026"],
    )
