"""The kinds of values that the bodies of this slice share."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2199, 12, 31))]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1990, 1, 1, tzinfo=UTC), le=datetime(2199, 12, 31, tzinfo=UTC)),
]
"""Both stay within what PostgreSQL keeps, and outside what can only be a slip of the pen."""
