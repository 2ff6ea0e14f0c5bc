"""What is told of an attendance, and what may be asked and sent."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.contract.values import EXAMPLE_ID
from ok_api.foundation.schema import Answer, Body, ListQuery, Prose, SortBy, example
from ok_api.programme.learning.fields import People


class Attendance(Answer):
    """Who was at a session (aanwezigheid): an enrolled school, or a member of the team."""

    id: UUID = Field(description="Identity of the attendance.")
    session_id: UUID = Field(description="The session (bijeenkomst).")
    enrolment_id: UUID | None = Field(description="The enrolment of the learning school.")
    team_member_id: UUID | None = Field(description="The member of the team (teamlid).")
    present: bool = Field(description="Whether they were there (aanwezig).")
    participant_count: int = Field(description="How many people came (deelnemers).", examples=[12])
    remark: str | None = Field(description="What is to be known of it (opmerking).")


class NewAttendance(Body):
    """Of one enrolment or of one team member; each of them once for a session."""

    model_config = example(
        enrolmentId=EXAMPLE_ID,
        present=True,
        participantCount=12,
    )

    enrolment_id: UUID | None = Field(None, description="The enrolment of the learning school.")
    team_member_id: UUID | None = Field(None, description="The member of the team.")
    present: bool = Field(description="Whether they were there.", examples=[True])
    participant_count: People | None = Field(
        None, description="How many people came; by default 1 when present, 0 when absent."
    )
    remark: Prose | None = Field(None, description="What is to be known of it.")


class AttendanceChanges(Body):
    """JSON Merge Patch: absent leaves, null clears. Who is absent comes with nobody."""

    model_config = example(
        present=True,
        participantCount=14,
    )

    present: bool = Field(True, description="Whether they were there.")
    participant_count: People = Field(1, description="How many people came.")
    remark: Prose | None = Field(None, description="What is to be known of it.")


class AttendanceQuery(ListQuery):
    sort: SortBy[Literal["id", "-id"]] = Field(
        ("id",), description="Order in which they were recorded."
    )
    present: bool | None = Field(None, description="Only who was there, or only who was not.")
    enrolment_id: UUID | None = Field(None, description="Only of this enrolment.")
    team_member_id: UUID | None = Field(None, description="Only of this team member.")
