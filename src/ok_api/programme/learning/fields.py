"""The kinds of values that the bodies and queries of this slice share."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2150, 12, 31))]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2150, 12, 31, tzinfo=UTC)),
]
"""Both stay within what PostgreSQL keeps and what can be a school year."""

People = Annotated[int, Field(ge=0, le=100_000)]
