"""The kinds of values that tell of schools, each in the form in which the register keeps it."""

from functools import partial
from typing import Annotated

from pydantic import Field, StringConstraints

from ok_api.foundation.schema import Line, Word, taken
from ok_api.rules import forms

EstablishmentCode = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{2}[A-Z]{2}[0-9]{2}$"), taken(forms.code)
]
BoardNumber = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{5}$"), taken(partial(forms.padded, width=5))
]
RegionRef = Annotated[str, StringConstraints(pattern=r"^[a-z_]+:.+$"), taken(forms.region)]


def _province(written: str) -> str:
    return forms.province(written) or ""


ProvinceName = Annotated[
    Line, Field(json_schema_extra={"enum": list(forms.PROVINCES)}), taken(_province)
]

Fact = Annotated[Word | None, taken(forms.fact)]
"""One line; a blank clears it, as null does."""
PostalCode = Annotated[Word | None, taken(forms.postal_code)]
Phone = Annotated[Word | None, taken(forms.phone)]
Website = Annotated[Word | None, taken(forms.web_address)]
Province = Annotated[Word | None, taken(forms.province)]
HolidayRegion = Annotated[Word | None, taken(forms.holiday_region)]
MunicipalityCode = Annotated[Word | None, taken(partial(forms.number, width=4))]
AreaCode = Annotated[Word | None, taken(partial(forms.number, width=2))]
