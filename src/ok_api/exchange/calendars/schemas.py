"""What is told of a calendar feed, and what may be asked and sent."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from ok_api.foundation.schema import Answer, Body, Line, ListQuery, SortBy
from ok_api.programme.schools.schemas import EstablishmentCode
from ok_api.rules.exchange_words import CalendarSubject

Language = Literal["nl", "en"]


class CalendarFeed(Answer):
    """A calendar (agenda) of sessions that a calendar program subscribes to by a secret address.

    It shows what its `actor` may see: by the roles of the moment it was opened, on the rows of now.
    """

    id: UUID = Field(description="Identity of the feed.")
    about: CalendarSubject = Field(description="Whose sessions it holds (waarvan de agenda is).")
    establishment_code: EstablishmentCode | None = Field(
        description="The school (vestigingscode), for a school's calendar.", examples=["99ZZ01"]
    )
    learning_trajectory_id: UUID | None = Field(
        description="The trajectory (leertraject), for a trajectory's calendar."
    )
    description: str | None = Field(
        description="What it is for; the calendar bears this name (naam).",
        examples=["Agenda van het team"],
    )
    language: Language = Field(description="The language of its labels (taal).")
    actor: str = Field(
        description="Who opened it, and whose rights decide what it shows (account): the subject "
        "of the token.",
        examples=["auth0|sanne"],
    )
    created_at: datetime = Field(description="When it was opened.")
    revoked_at: datetime | None = Field(
        description="When its address was revoked (ingetrokken); null while it works."
    )
    school: str | None = Field(description="Where the school lives.")
    learning_trajectory: str | None = Field(description="Where the trajectory lives.")
    address: str | None = Field(
        description="Where its owner reads the secret address; null once it is revoked.",
        examples=["/v1/calendar-feeds/019a9c3e-5d0a-7c43-9f0e-2b7a51c0de01/address"],
    )


class CalendarAddress(Answer):
    """The secret address of a calendar. Whoever has it reads the calendar, without a token."""

    calendar: str = Field(
        description="Give this to the calendar program, after the host that you called.",
        examples=["/v1/calendars/AZqcPl0KfEOfDit6UcDeAQ…"],
    )
    feed: str = Field(
        description="Where the feed lives.",
        examples=["/v1/calendar-feeds/019a9c3e-5d0a-7c43-9f0e-2b7a51c0de01"],
    )


class NewCalendarFeed(Body):
    """Names the school or the trajectory that it is about; one's own calendar names neither."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"about": "school", "establishmentCode": "99ZZ01"}]}
    )

    about: CalendarSubject = Field(description="Whose sessions it will hold.")
    establishment_code: EstablishmentCode | None = Field(
        None, description="The school, for a school's calendar.", examples=["99ZZ01"]
    )
    learning_trajectory_id: UUID | None = Field(
        None, description="The trajectory, for a trajectory's calendar."
    )
    description: Line | None = Field(
        None, description="What it is for; the calendar bears this name."
    )
    language: Language = Field("nl", description="The language of its labels.")


class CalendarFeedQuery(ListQuery):
    sort: SortBy[Literal["id", "-id"]] = Field(
        ("id",), description="Order; `id` is the order in which they were opened."
    )
    about: list[CalendarSubject] | None = Field(None, description="Only about these.")
    establishment_code: list[EstablishmentCode] | None = Field(
        None, description="Only of these schools.", examples=[["99ZZ01"]]
    )
    learning_trajectory_id: UUID | None = Field(None, description="Only of this trajectory.")
    revoked: bool | None = Field(
        None, description="Only those whose address was revoked, or only those that work."
    )
