"""Reading the conversations about an application."""

from sqlalchemy import Text, cast

from ok_api.access.scope import among_applicants
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among
from ok_api.programme.selection.applications.queries import APPLICATION
from ok_api.programme.selection.conversations import schemas
from ok_api.tables import Application, Conversation

_APPLICATION = "/v1/applications/" + cast(Conversation.application_id, Text)
SCOPE = among_applicants(Conversation.application_id)

CONVERSATION = Projection(
    schemas.Conversation,
    Conversation,
    link=_APPLICATION + "/conversations/" + cast(Conversation.id, Text),
    scope=SCOPE,
    private=["participants"],
)

CONVERSATIONS = Listing(
    CONVERSATION,
    schemas.ConversationQuery,
    sorts={"heldOn": Conversation.held_on},
    default_sort=("heldOn",),
    filters={"kind": among(Conversation.kind)},
    by={"applicationId": Conversation.application_id},
    parent=APPLICATION,
    parent_by={"applicationId": Application.id},
)
