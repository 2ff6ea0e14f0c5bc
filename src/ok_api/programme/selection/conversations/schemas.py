"""What is told of a conversation, and what may be asked and sent."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.schema import Answer, Body, ListQuery, Prose, SortBy
from ok_api.programme.selection.fields import Day
from ok_api.rules.words import ConversationKind

_UNREAD = date(2000, 1, 1)


class Conversation(Answer):
    """One conversation (gesprek) with an applying school, after it was held."""

    id: UUID = Field(description="Identity of the conversation.")
    application_id: UUID = Field(description="The application it was about.")
    kind: ConversationKind = Field(description="Which conversation (soort gesprek).")
    held_on: date = Field(description="Day on which it was held (gesprek gevoerd op).")
    participants: str | None = Field(description="Who took part (deelnemers).")
    summary: str = Field(description="What was said (verslag).")
    conclusion: str | None = Field(description="What it came to (conclusie).")


class NewConversation(Body):
    """What the office records of a conversation."""

    kind: ConversationKind = Field(description="Which conversation.", examples=["exploratory"])
    held_on: Day | None = Field(
        None, description="Day on which it was held; today when absent.", examples=["2026-03-20"]
    )
    participants: Prose | None = Field(None, description="Who took part.")
    summary: Prose = Field(
        description="What was said.", examples=["De school past bij de rol van expertiseschool."]
    )
    conclusion: Prose | None = Field(None, description="What it came to.")


class ConversationChanges(Body):
    """JSON Merge Patch: absent leaves, null clears."""

    kind: ConversationKind = Field(ConversationKind.EXPLORATORY, description="Which conversation.")
    held_on: Day = Field(_UNREAD, description="Day on which it was held.")
    participants: Prose | None = Field(None, description="Who took part.")
    summary: Prose = Field("", description="What was said.")
    conclusion: Prose | None = Field(None, description="What it came to.")


class ConversationQuery(ListQuery):
    sort: SortBy[Literal["heldOn", "-heldOn"]] = Field(("heldOn",), description="Order.")
    kind: list[ConversationKind] | None = Field(None, description="Only these kinds.")
