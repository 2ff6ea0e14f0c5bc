"""The register: school boards, regions and school locations, each under its natural key."""

from datetime import date
from decimal import Decimal
from functools import partial

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Numeric, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from ok_api.rules import forms
from ok_api.rules.words import RegionKind, SchoolStatus, Sector
from ok_api.tables.base import Base, Versioned, word

SEARCHED = "ok_fold(name || ' ' || coalesce(city, '') || ' ' || establishment_code)"


class SchoolBoard(Versioned, Base):
    __tablename__ = "school_boards"
    __table_args__ = (CheckConstraint("board_number ~ '^[0-9]{5}$'", name="board_number"),)

    board_number: Mapped[str] = mapped_column(
        primary_key=True, info={"form": partial(forms.padded, width=5)}
    )
    name: Mapped[str | None]
    city: Mapped[str | None]
    website: Mapped[str | None]


class Region(Versioned, Base):
    __tablename__ = "regions"

    kind: Mapped[RegionKind] = mapped_column(word(RegionKind), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]


class School(Versioned, Base):
    __tablename__ = "schools"
    __table_args__ = (
        CheckConstraint(
            "establishment_code ~ '^[0-9]{2}[A-Z]{2}[0-9]{2}$'", name="establishment_code"
        ),
        CheckConstraint("(status = 'closed') = (closed_on IS NOT NULL)", name="closed_has_date"),
        CheckConstraint("pupil_count >= 0", name="pupil_count"),
        Index("ix_schools_sort_name", "sort_name", "establishment_code"),
        Index("ix_schools_sector_sort_name", "sector", "sort_name", "establishment_code"),
        Index("ix_schools_province_sort_name", "province", "sort_name", "establishment_code"),
        Index("ix_schools_municipality_code", "municipality_code"),
        Index("ix_schools_board_number", "board_number"),
        Index("ix_schools_search_vector", "search_vector", postgresql_using="gin"),
        Index(
            "ix_schools_search_text",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
    )

    establishment_code: Mapped[str] = mapped_column(primary_key=True, info={"form": forms.code})
    institution_code: Mapped[str] = mapped_column(
        Computed("substr(establishment_code, 1, 4)", persisted=True)
    )
    board_number: Mapped[str | None] = mapped_column(ForeignKey("school_boards.board_number"))
    name: Mapped[str]
    sector: Mapped[Sector] = mapped_column(word(Sector))
    school_type: Mapped[str | None]
    denomination: Mapped[str | None]
    street: Mapped[str | None]
    house_number: Mapped[str | None]
    postal_code: Mapped[str | None]
    city: Mapped[str | None]
    municipality_code: Mapped[str | None]
    municipality_name: Mapped[str | None]
    province: Mapped[str | None]
    phone: Mapped[str | None]
    website: Mapped[str | None]
    correspondence_street: Mapped[str | None]
    correspondence_house_number: Mapped[str | None]
    correspondence_postal_code: Mapped[str | None]
    correspondence_city: Mapped[str | None]
    nodal_area_code: Mapped[str | None]
    rpa_area_code: Mapped[str | None]
    wgr_area_code: Mapped[str | None]
    corop_area_code: Mapped[str | None]
    education_area_code: Mapped[str | None]
    rmc_region_code: Mapped[str | None]
    holiday_region: Mapped[str | None]
    pupil_count: Mapped[int | None]
    pupil_count_year: Mapped[int | None]
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    status: Mapped[SchoolStatus] = mapped_column(word(SchoolStatus), server_default=text("'open'"))
    closed_on: Mapped[date | None]
    sort_name: Mapped[str] = mapped_column(Computed("ok_sort_key(name)", persisted=True))
    search_text: Mapped[str] = mapped_column(Computed(SEARCHED, persisted=True))
    search_vector: Mapped[str] = mapped_column(
        TSVECTOR, Computed(f"to_tsvector('dutch'::regconfig, {SEARCHED})", persisted=True)
    )


class RegisterListing(Base):
    """Which kind of list last named a school, and when: absence is told only within one list."""

    __tablename__ = "register_listings"

    establishment_code: Mapped[str] = mapped_column(
        ForeignKey("schools.establishment_code"), primary_key=True
    )
    list_kind: Mapped[str] = mapped_column(primary_key=True)
    reference_date: Mapped[date]
