"""Conversations about an application over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed, created
from ok_api.foundation.router import Router, Working
from ok_api.programme.selection.conversations import queries, schemas, service
from ok_api.tables import Conversation

router = Router("Selection")
ApplicationId = Annotated[UUID, Path(alias="applicationId")]
ConversationId = Annotated[UUID, Path(alias="conversationId")]

router.get(
    "/applications/{applicationId}/conversations/{conversationId}",
    "getConversation",
    "One conversation",
    queries.CONVERSATION,
    {"applicationId": Conversation.application_id, "conversationId": Conversation.id},
)
router.list(
    "/applications/{applicationId}/conversations",
    "listConversations",
    "The conversations that were held",
    queries.CONVERSATIONS,
)


@router.post(
    "/applications/{applicationId}/conversations",
    "recordConversation",
    "Record a conversation",
    schemas.Conversation,
)
async def record_conversation(
    work: Working, application_id: ApplicationId, new: schemas.NewConversation
) -> Response:
    conversation = await service.record_conversation(work, application_id, new)
    return await created(work, queries.CONVERSATION, conversation)


@router.patch(
    "/applications/{applicationId}/conversations/{conversationId}",
    "changeConversation",
    "Change a conversation",
    schemas.Conversation,
)
async def change_conversation(
    work: Working,
    application_id: ApplicationId,
    conversation_id: ConversationId,
    changes: schemas.ConversationChanges,
) -> Response:
    conversation = await service.change_conversation(work, application_id, conversation_id, changes)
    return await changed(work, queries.CONVERSATION, conversation)
