"""What every table shares: naming, identity, the version counter behind the ETags."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import Date, DateTime, Enum, FetchedValue, MetaData, Numeric, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid6 import uuid7

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Days = Annotated[Decimal, mapped_column(Numeric(7, 2))]
Fte = Annotated[Decimal, mapped_column(Numeric(6, 3))]
Dagdelen = Annotated[Decimal, mapped_column(Numeric(5, 2))]


class Base(DeclarativeBase):
    recorded: ClassVar[bool] = True
    """Whether the audit trail tells of its rows; not of the trail itself, nor of passing work."""
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a plain attribute
        str: Text,
        date: Date,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(none_as_null=True),
        list[Any]: JSONB(none_as_null=True),
    }


def word(vocabulary: type[StrEnum], name: str | None = None) -> Enum:
    """A column type for a vocabulary: text with a check, so a new word is a simple migration.

    The check is named after the vocabulary; a table that uses one twice names each.
    """
    return Enum(
        vocabulary,
        name=name or _snake(vocabulary.__name__),
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda words: [member.value for member in words],
    )


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


class Versioned:
    """The database itself counts versions (trigger `touch`), so no path to a row escapes it."""

    version: Mapped[int] = mapped_column(
        server_default=text("1"), server_onupdate=FetchedValue(), sort_order=90
    )
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"), sort_order=91)
    updated_at: Mapped[datetime] = mapped_column(
        server_default=text("now()"), server_onupdate=FetchedValue(), sort_order=92
    )


class Identified(Versioned):
    """A row addressed by a time-ordered UUID, made before the insert so that links can use it."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-1)


class Mandated:
    """Work done later on somebody's account: who asked for it, in which roles, for whom.

    What it may see and change is what that caller could when asking (`access/mandate.py`).
    """

    actor: Mapped[str] = mapped_column(sort_order=80)
    actor_roles: Mapped[list[str]] = mapped_column(ARRAY(Text), sort_order=81)
    actor_schools: Mapped[list[str]] = mapped_column(ARRAY(Text), sort_order=82)
    actor_boards: Mapped[list[str]] = mapped_column(ARRAY(Text), sort_order=83)
