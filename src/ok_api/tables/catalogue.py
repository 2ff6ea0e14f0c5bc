"""The catalogue: the approaches that schools can transfer."""

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from ok_api.tables.base import Base, Identified

SEARCHED = "ok_fold(title || ' ' || theme || ' ' || summary)"


class Expertise(Identified, Base):
    __tablename__ = "expertises"
    __table_args__ = (
        CheckConstraint("sectors <@ ARRAY['PO','VO','SO'] AND sectors <> '{}'", name="sectors"),
        Index("ix_expertises_title", "title", "id"),
        Index("ix_expertises_establishment_code", "establishment_code"),
        Index("ix_expertises_search_vector", "search_vector", postgresql_using="gin"),
        Index(
            "ix_expertises_search_text",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
    )

    establishment_code: Mapped[str] = mapped_column(ForeignKey("schools.establishment_code"))
    title: Mapped[str]
    summary: Mapped[str]
    theme: Mapped[str]
    sectors: Mapped[list[str]] = mapped_column(ARRAY(Text))
    evidence_base: Mapped[str | None]
    in_use_since: Mapped[int | None]
    published: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(Computed(SEARCHED, persisted=True))
    search_vector: Mapped[str] = mapped_column(
        TSVECTOR, Computed(f"to_tsvector('dutch'::regconfig, {SEARCHED})", persisted=True)
    )
