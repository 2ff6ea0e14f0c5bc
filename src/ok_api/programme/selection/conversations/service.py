"""Recording conversations with applying schools."""

from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.foundation.database import Work
from ok_api.programme.participation.dates import happened
from ok_api.programme.selection.conversations.queries import SCOPE
from ok_api.programme.selection.conversations.schemas import ConversationChanges, NewConversation
from ok_api.programme.selection.running import fetch_running
from ok_api.tables import Conversation


async def record_conversation(
    work: Work, application_id: UUID, new: NewConversation
) -> Conversation:
    """Raises `WrongState` once the application has ended."""
    await fetch_running(work, application_id)
    held_on = happened(work, new.held_on, "/heldOn")
    conversation = Conversation(
        application_id=application_id, **{**new.model_dump(), "held_on": held_on}
    )
    work.session.add(conversation)
    return conversation


async def change_conversation(
    work: Work, application_id: UUID, conversation_id: UUID, changes: ConversationChanges
) -> Conversation:
    """Raises `WrongState` once the application has ended: its steps rest on what was said."""
    await fetch_running(work, application_id)
    conversation = await fetch_for_change(
        work,
        Conversation,
        SCOPE,
        Conversation.application_id == application_id,
        Conversation.id == conversation_id,
    )
    for name, value in changes.changes().items():
        setattr(conversation, name, value)
    happened(work, conversation.held_on, "/heldOn")
    return conversation
