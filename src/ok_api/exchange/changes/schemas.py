"""What is told of changes, and what may be asked of them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import ConfigDict, Field

from ok_api.exchange.changes.followed import FOLLOWED
from ok_api.exchange.changes.places import CURSOR
from ok_api.foundation.schema import Answer, Asked, Shape
from ok_api.rules.exchange_words import ChangeOperation

LATEST = "latest"
_CURSOR = f"^({CURSOR})$"
_AFTER = f"^({CURSOR}|{LATEST})$"

if TYPE_CHECKING:
    Resource = str
else:
    Resource = Literal[tuple(sorted(FOLLOWED))]

Cursor = Annotated[str, Field(pattern=_CURSOR)]


class Change(Shape):
    """One row that one commit changed (wijziging): which, how, and where it now lives."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    cursor: Cursor = Field(
        description="Its place in the log: higher for whatever was committed later. Opaque, and "
        "the same for ever.",
        examples=["1204-98107"],
    )
    commit: int = Field(
        description="The commit that it belongs to: what has the same number was changed together.",
        examples=[1204],
    )
    resource: Resource = Field(
        description="What kind of thing it is, as the paths name it.", examples=["schools"]
    )
    key: str = Field(
        description="Which one, by its natural key where it has one: an establishment code, a "
        "board number, `kind/code` of a region, else its id.",
        examples=["99ZZ01"],
    )
    operation: ChangeOperation = Field(description="What happened (soort wijziging).")
    changed_at: datetime = Field(
        description="When it was committed (tijdstip).", examples=["2026-09-01T07:30:00Z"]
    )
    changed: list[str] = Field(
        description="Names of the members that differ; empty for what is new or gone.",
        examples=[["name", "website"]],
    )
    link: str | None = Field(
        description="Where it is read; null once it is gone.", examples=["/v1/schools/99ZZ01"]
    )


class ChangesPage(Answer):
    """A stretch of the log of changes (wijzigingenfeed), as this caller may see it."""

    items: list[Change] = Field(description="The changes, in the order of their commits.")
    next_cursor: Cursor = Field(
        description="Go on from here (`after`). Always there, and it may move on while `items` is "
        "empty: then others changed what you do not see.",
        examples=["1204-98107"],
    )
    at_end: bool = Field(
        description="Whether this was the end of the log; if not, ask for more at once.",
        examples=[True],
    )


class _Followed(Asked):
    resource: list[Resource] | None = Field(
        None, max_length=len(FOLLOWED), description="Only changes of these resources."
    )


class ChangesQuery(_Followed):
    after: str | None = Field(
        None,
        pattern=_AFTER,
        max_length=40,
        description="Only what comes after this cursor; `latest` for what is still to come; "
        "without it from the beginning of the log.",
        examples=["1204-98107"],
    )
    limit: int = Field(200, ge=1, le=1000, description="How many items at the most.")
    wait: int = Field(
        0,
        ge=0,
        le=60,
        description="Seconds to wait for something new: the answer comes as soon as there is, and "
        "is empty when there was nothing.",
        examples=[0],
    )


class DigestQuery(_Followed):
    after: Cursor | None = Field(
        None,
        max_length=40,
        description="The range begins after this cursor; without it at the beginning of the log.",
        examples=["1204-98107"],
    )
    until: Cursor | None = Field(
        None,
        max_length=40,
        description="The range ends with this cursor; without it at the end of the log.",
        examples=["1310-99542"],
    )


class ChangesDigest(Answer):
    """What proves that a consumer has every change of a range (controlegetal)."""

    after: Cursor = Field(description="The range begins after it.", examples=["1204-98107"])
    until: Cursor = Field(description="The range ends with it.", examples=["1310-99542"])
    count: int = Field(ge=0, description="How many changes there are in it.", examples=[812])
    sha256: str = Field(
        description="Over one line for each of them, in their order; see the operation.",
        pattern="^[0-9a-f]{64}$",
        examples=["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    )
