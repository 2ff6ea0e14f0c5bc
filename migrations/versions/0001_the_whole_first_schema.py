"""The whole first schema."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

HERE = Path(__file__).parent


def upgrade() -> None:
    _run("0001_functions.sql")
    op.create_table(
        "audit_records",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column(
            "occurred_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=True),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "before", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column(
            "after", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_records")),
    )
    op.create_index("ix_audit_records_actor", "audit_records", ["actor", "id"], unique=False)
    op.create_index(
        "ix_audit_records_occurred_at",
        "audit_records",
        ["occurred_at"],
        unique=False,
        postgresql_using="brin",
    )
    op.create_index(
        "ix_audit_records_operation", "audit_records", ["operation", "id"], unique=False
    )
    op.create_index("ix_audit_records_request_id", "audit_records", ["request_id"], unique=False)
    op.create_index(
        "ix_audit_records_resource_key", "audit_records", ["resource", "key", "id"], unique=False
    )
    op.create_table(
        "regions",
        sa.Column(
            "kind",
            sa.Enum(
                "province",
                "municipality",
                "nodal_area",
                "rpa_area",
                "wgr_area",
                "corop_area",
                "education_area",
                "rmc_region",
                "holiday_region",
                name="region_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("kind", "code", name=op.f("pk_regions")),
    )
    op.create_table(
        "school_boards",
        sa.Column("board_number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "board_number ~ '^[0-9]{5}$'", name=op.f("ck_school_boards_board_number")
        ),
        sa.PrimaryKeyConstraint("board_number", name=op.f("pk_school_boards")),
    )
    op.create_table(
        "selection_rounds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "school_year ~ '^[0-9]{4}-[0-9]{4}$'", name=op.f("ck_selection_rounds_school_year")
        ),
        sa.CheckConstraint(
            "opens_at < closes_at", name=op.f("ck_selection_rounds_opens_before_closes")
        ),
        sa.CheckConstraint("places > 0", name=op.f("ck_selection_rounds_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection_rounds")),
        sa.UniqueConstraint(
            "school_year", "title", name=op.f("uq_selection_rounds_school_year_title")
        ),
    )
    op.create_table(
        "stored_answers",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column(
            "headers", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column(
            "stored_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_stored_answers")),
    )
    op.create_index("ix_stored_answers_stored_at", "stored_answers", ["stored_at"], unique=False)
    op.create_table(
        "schools",
        sa.Column("establishment_code", sa.Text(), nullable=False),
        sa.Column(
            "institution_code",
            sa.Text(),
            sa.Computed("substr(establishment_code, 1, 4)", persisted=True),
            nullable=False,
        ),
        sa.Column("board_number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "sector",
            sa.Enum(
                "PO",
                "VO",
                "SO",
                name="sector",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("school_type", sa.Text(), nullable=True),
        sa.Column("denomination", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("house_number", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("municipality_code", sa.Text(), nullable=True),
        sa.Column("municipality_name", sa.Text(), nullable=True),
        sa.Column("province", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("correspondence_street", sa.Text(), nullable=True),
        sa.Column("correspondence_house_number", sa.Text(), nullable=True),
        sa.Column("correspondence_postal_code", sa.Text(), nullable=True),
        sa.Column("correspondence_city", sa.Text(), nullable=True),
        sa.Column("nodal_area_code", sa.Text(), nullable=True),
        sa.Column("rpa_area_code", sa.Text(), nullable=True),
        sa.Column("wgr_area_code", sa.Text(), nullable=True),
        sa.Column("corop_area_code", sa.Text(), nullable=True),
        sa.Column("education_area_code", sa.Text(), nullable=True),
        sa.Column("rmc_region_code", sa.Text(), nullable=True),
        sa.Column("holiday_region", sa.Text(), nullable=True),
        sa.Column("pupil_count", sa.Integer(), nullable=True),
        sa.Column("pupil_count_year", sa.Integer(), nullable=True),
        sa.Column("longitude", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("latitude", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "closed",
                name="school_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'open'"),
            nullable=False,
        ),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "sort_name", sa.Text(), sa.Computed("ok_sort_key(name)", persisted=True), nullable=False
        ),
        sa.Column(
            "search_text",
            sa.Text(),
            sa.Computed(
                "ok_fold(name || ' ' || coalesce(city, '') || ' ' || establishment_code)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "search_vector",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('dutch'::regconfig, ok_fold(name || ' ' || coalesce(city, '') || ' ' || establishment_code))",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(status = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_schools_closed_has_date")
        ),
        sa.CheckConstraint(
            "establishment_code ~ '^[0-9]{2}[A-Z]{2}[0-9]{2}$'",
            name=op.f("ck_schools_establishment_code"),
        ),
        sa.CheckConstraint("pupil_count >= 0", name=op.f("ck_schools_pupil_count")),
        sa.ForeignKeyConstraint(
            ["board_number"], ["school_boards.board_number"], name=op.f("fk_schools_board_number")
        ),
        sa.PrimaryKeyConstraint("establishment_code", name=op.f("pk_schools")),
    )
    op.create_index("ix_schools_board_number", "schools", ["board_number"], unique=False)
    op.create_index("ix_schools_municipality_code", "schools", ["municipality_code"], unique=False)
    op.create_index(
        "ix_schools_province_sort_name",
        "schools",
        ["province", "sort_name", "establishment_code"],
        unique=False,
    )
    op.create_index(
        "ix_schools_search_text",
        "schools",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_schools_search_vector",
        "schools",
        ["search_vector"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        "ix_schools_sector_sort_name",
        "schools",
        ["sector", "sort_name", "establishment_code"],
        unique=False,
    )
    op.create_index(
        "ix_schools_sort_name", "schools", ["sort_name", "establishment_code"], unique=False
    )
    op.create_table(
        "expertises",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("establishment_code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("sectors", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("evidence_base", sa.Text(), nullable=True),
        sa.Column("in_use_since", sa.Integer(), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column(
            "search_text",
            sa.Text(),
            sa.Computed("ok_fold(title || ' ' || theme || ' ' || summary)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "search_vector",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('dutch'::regconfig, ok_fold(title || ' ' || theme || ' ' || summary))",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "sectors <@ ARRAY['PO','VO','SO'] AND sectors <> '{}'",
            name=op.f("ck_expertises_sectors"),
        ),
        sa.ForeignKeyConstraint(
            ["establishment_code"],
            ["schools.establishment_code"],
            name=op.f("fk_expertises_establishment_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expertises")),
    )
    op.create_index(
        "ix_expertises_establishment_code", "expertises", ["establishment_code"], unique=False
    )
    op.create_index(
        "ix_expertises_search_text",
        "expertises",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_expertises_search_vector",
        "expertises",
        ["search_vector"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index("ix_expertises_title", "expertises", ["title", "id"], unique=False)
    op.create_table(
        "register_listings",
        sa.Column("establishment_code", sa.Text(), nullable=False),
        sa.Column("list_kind", sa.Text(), nullable=False),
        sa.Column("reference_date", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_code"],
            ["schools.establishment_code"],
            name=op.f("fk_register_listings_establishment_code"),
        ),
        sa.PrimaryKeyConstraint(
            "establishment_code", "list_kind", name=op.f("pk_register_listings")
        ),
    )
    op.create_table(
        "applications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("selection_round_id", sa.Uuid(), nullable=False),
        sa.Column("establishment_code", sa.Text(), nullable=False),
        sa.Column("expertise_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "exploring",
                "registered",
                "in_selection",
                "intake",
                "accepted",
                "rejected",
                "withdrawn",
                name="application_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("contact_name", sa.Text(), nullable=True),
        sa.Column("contact_email", sa.Text(), nullable=True),
        sa.Column("trajectory_part", sa.Text(), nullable=True),
        sa.Column(
            "other_roles",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completion_asked_on", sa.Date(), nullable=True),
        sa.Column("complete_on", sa.Date(), nullable=True),
        sa.Column("formally_registered_on", sa.Date(), nullable=True),
        sa.Column("motivation", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status NOT IN ('rejected','withdrawn') OR motivation IS NOT NULL",
            name=op.f("ck_applications_motivated"),
        ),
        sa.ForeignKeyConstraint(
            ["establishment_code"],
            ["schools.establishment_code"],
            name=op.f("fk_applications_establishment_code"),
        ),
        sa.ForeignKeyConstraint(
            ["expertise_id"], ["expertises.id"], name=op.f("fk_applications_expertise_id")
        ),
        sa.ForeignKeyConstraint(
            ["selection_round_id"],
            ["selection_rounds.id"],
            name=op.f("fk_applications_selection_round_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
    )
    op.create_index(
        "ix_applications_establishment_code", "applications", ["establishment_code"], unique=False
    )
    op.create_index(
        "ix_applications_handling_order",
        "applications",
        [
            sa.literal_column("COALESCE(complete_on, 'infinity'::date)"),
            sa.literal_column("COALESCE(submitted_at, 'infinity'::timestamp with time zone)"),
            "id",
        ],
        unique=False,
    )
    op.create_index(
        "ix_applications_selection_round_id", "applications", ["selection_round_id"], unique=False
    )
    op.create_index("ix_applications_status", "applications", ["status", "id"], unique=False)
    op.create_index(
        "ix_applications_submitted_at",
        "applications",
        [sa.literal_column("COALESCE(submitted_at, 'infinity'::timestamp with time zone)"), "id"],
        unique=False,
    )
    op.create_index(
        "uq_applications_one_running",
        "applications",
        ["selection_round_id", "expertise_id"],
        unique=True,
        postgresql_where=sa.text("status NOT IN ('rejected','withdrawn')"),
    )
    op.create_table(
        "application_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column(
            "from_status",
            sa.Enum(
                "exploring",
                "registered",
                "in_selection",
                "intake",
                "accepted",
                "rejected",
                "withdrawn",
                name="from_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "exploring",
                "registered",
                "in_selection",
                "intake",
                "accepted",
                "rejected",
                "withdrawn",
                name="to_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("motivation", sa.Text(), nullable=True),
        sa.Column(
            "ruling", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_steps_application_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_steps")),
    )
    op.create_index(
        "ix_application_steps_application_id",
        "application_steps",
        ["application_id", "id"],
        unique=False,
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "exploratory",
                "information",
                "school_visit",
                "intake",
                name="conversation_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("participants", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_conversations_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(
        "ix_conversations_application_id", "conversations", ["application_id", "id"], unique=False
    )
    op.create_table(
        "criteria",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column(
            "criterion",
            sa.Enum(
                "research_culture",
                "evidence_informed_practice",
                "good_results",
                "commitment",
                "evidence_based_approach",
                "proven_approach",
                "transferable_in_one_year",
                "meets_demand",
                "capacity_available",
                name="criterion_key",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "judgement",
            sa.Enum(
                "met",
                "not_met",
                "unclear",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("motivation", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("judged_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_criteria_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
        sa.UniqueConstraint(
            "application_id", "criterion", name=op.f("uq_criteria_application_id_criterion")
        ),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "approach_description",
                "results",
                "school_plan",
                "quality_card",
                "board_commitment",
                "other",
                name="document_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "size > 0 AND size = octet_length(content)", name=op.f("ck_documents_size")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_documents_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    op.create_index(
        "ix_documents_application_id", "documents", ["application_id", "id"], unique=False
    )
    op.create_table(
        "participations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("establishment_code", sa.Text(), nullable=False),
        sa.Column("expertise_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "aspirant",
                "pilot",
                "established",
                "ended",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("school_year", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("title_granted_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "end_reason",
            sa.Enum(
                "no_go",
                "withdrawal",
                "dropping_out",
                name="ending_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("end_motivation", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        postgresql.ExcludeConstraint(
            (sa.column("establishment_code"), "="),
            (sa.column("expertise_id"), "="),
            (
                sa.text(
                    "daterange(started_on, CASE WHEN ended_on < started_on THEN started_on ELSE ended_on END, '[)')"
                ),
                "&&",
            ),
            using="gist",
            name="one_participation_per_approach",
        ),
        sa.CheckConstraint(
            "(phase = 'ended') = (ended_on IS NOT NULL)",
            name=op.f("ck_participations_ended_has_date"),
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR (end_motivation IS NOT NULL AND end_reason IS NOT NULL)",
            name=op.f("ck_participations_end_motivated"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_participations_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_code"],
            ["schools.establishment_code"],
            name=op.f("fk_participations_establishment_code"),
        ),
        sa.ForeignKeyConstraint(
            ["expertise_id"], ["expertises.id"], name=op.f("fk_participations_expertise_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participations")),
        sa.UniqueConstraint("application_id", name=op.f("uq_participations_application_id")),
    )
    op.create_index(
        "ix_participations_establishment_code",
        "participations",
        ["establishment_code"],
        unique=False,
    )
    op.create_index("ix_participations_phase", "participations", ["phase", "id"], unique=False)
    op.create_index(
        "ix_participations_started_on", "participations", ["started_on", "id"], unique=False
    )
    op.create_table(
        "expert_assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "process_coach",
                "subject_expert",
                "trainer",
                "scientist",
                name="expert_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        postgresql.ExcludeConstraint(
            (sa.column("participation_id"), "="),
            (sa.column("school_year"), "="),
            (sa.column("role"), "="),
            (sa.text("daterange(from_on, until_on, '[]')"), "&&"),
            using="gist",
            name="one_expert_per_role",
        ),
        sa.CheckConstraint(
            "school_year ~ '^[0-9]{4}-[0-9]{4}$'", name=op.f("ck_expert_assignments_school_year")
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on",
            name=op.f("ck_expert_assignments_until_after_from"),
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_expert_assignments_participation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_assignments")),
    )
    op.create_index(
        "ix_expert_assignments_participation_id",
        "expert_assignments",
        ["participation_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_expert_assignments_subject", "expert_assignments", ["subject"], unique=False
    )
    op.create_table(
        "knowledge_activities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "lecture",
                "keynote",
                "webinar",
                "podcast",
                "workshop",
                "masterclass",
                "open_lesson",
                "recorded_lesson",
                "blog",
                "clip",
                "conference",
                name="knowledge_activity_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=True),
        sa.Column("participant_count", sa.Integer(), nullable=True),
        sa.Column("web_address", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "held",
                "cancelled",
                name="activity_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "school_year ~ '^[0-9]{4}-[0-9]{4}$'", name=op.f("ck_knowledge_activities_school_year")
        ),
        sa.CheckConstraint(
            "participant_count >= 0", name=op.f("ck_knowledge_activities_participant_count")
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_knowledge_activities_participation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_activities")),
    )
    op.create_index(
        "ix_knowledge_activities_held_on", "knowledge_activities", ["held_on", "id"], unique=False
    )
    op.create_index(
        "ix_knowledge_activities_participation_id",
        "knowledge_activities",
        ["participation_id", "school_year"],
        unique=False,
    )
    op.create_table(
        "learning_trajectories",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("working_elements", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("requirements", sa.Text(), nullable=True),
        sa.Column("target_group", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("enrolled_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "ready",
                "open",
                "running",
                "completed",
                "cancelled",
                name="trajectory_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "school_year ~ '^[0-9]{4}-[0-9]{4}$'", name=op.f("ck_learning_trajectories_school_year")
        ),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_learning_trajectories_capacity")),
        sa.CheckConstraint(
            "enrolled_count BETWEEN 0 AND capacity",
            name=op.f("ck_learning_trajectories_enrolled_within_capacity"),
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_learning_trajectories_participation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_trajectories")),
    )
    op.create_index(
        "ix_learning_trajectories_participation_id",
        "learning_trajectories",
        ["participation_id"],
        unique=False,
    )
    op.create_index(
        "ix_learning_trajectories_status", "learning_trajectories", ["status", "id"], unique=False
    )
    op.create_index(
        "ix_learning_trajectories_title", "learning_trajectories", ["title", "id"], unique=False
    )
    op.create_table(
        "programme_years",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.Text(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "aspirant",
                "pilot",
                "established",
                "ended",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "running",
                "evaluated",
                "decided",
                name="programme_year_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("granted_school_count", sa.Integer(), nullable=False),
        sa.Column(
            "guided_school_count", sa.Integer(), server_default=sa.FetchedValue(), nullable=False
        ),
        sa.Column("granted_fte", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column("granted_days", sa.Numeric(precision=7, scale=2), nullable=False),
        sa.Column(
            "facilitation_ruling",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=False,
        ),
        sa.Column("plan_note", sa.Text(), nullable=True),
        sa.Column("next_year_planning", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "school_year ~ '^[0-9]{4}-[0-9]{4}$'", name=op.f("ck_programme_years_school_year")
        ),
        sa.CheckConstraint(
            "guided_school_count BETWEEN 0 AND granted_school_count",
            name=op.f("ck_programme_years_guided_within_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_programme_years_participation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_years")),
        sa.UniqueConstraint(
            "participation_id",
            "school_year",
            name=op.f("uq_programme_years_participation_id_school_year"),
        ),
    )
    op.create_index(
        "ix_programme_years_school_year", "programme_years", ["school_year", "id"], unique=False
    )
    op.create_table(
        "team_members",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "teacher",
                "school_leader",
                "internal_coordinator",
                name="team_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "left_on IS NULL OR left_on >= joined_on",
            name=op.f("ck_team_members_left_after_joined"),
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_team_members_participation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_members")),
    )
    op.create_index(
        "ix_team_members_participation_id", "team_members", ["participation_id", "id"], unique=False
    )
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learning_trajectory_id", sa.Uuid(), nullable=False),
        sa.Column("establishment_code", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "registered",
                "intake",
                "enrolled",
                "completed",
                "withdrawn",
                "rejected",
                name="enrolment_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("improvement_question", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=True),
        sa.Column("contact_email", sa.Text(), nullable=True),
        sa.Column("intake_held_on", sa.Date(), nullable=True),
        sa.Column("intake_summary", sa.Text(), nullable=True),
        sa.Column("planning", sa.Text(), nullable=True),
        sa.Column("motivation", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status NOT IN ('rejected','withdrawn') OR motivation IS NOT NULL",
            name=op.f("ck_enrolments_motivated"),
        ),
        sa.ForeignKeyConstraint(
            ["establishment_code"],
            ["schools.establishment_code"],
            name=op.f("fk_enrolments_establishment_code"),
        ),
        sa.ForeignKeyConstraint(
            ["learning_trajectory_id"],
            ["learning_trajectories.id"],
            name=op.f("fk_enrolments_learning_trajectory_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
    )
    op.create_index(
        "ix_enrolments_establishment_code", "enrolments", ["establishment_code"], unique=False
    )
    op.create_index(
        "ix_enrolments_learning_trajectory_id",
        "enrolments",
        ["learning_trajectory_id", "id"],
        unique=False,
    )
    op.create_index(
        "uq_enrolments_one_per_school",
        "enrolments",
        ["learning_trajectory_id", "establishment_code"],
        unique=True,
        postgresql_where=sa.text("status NOT IN ('rejected','withdrawn')"),
    )
    op.create_table(
        "plan_entries",
        sa.Column("programme_year_id", sa.Uuid(), nullable=False),
        sa.Column("team_member_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Numeric(precision=7, scale=2), nullable=False),
        sa.Column("task", sa.Text(), nullable=True),
        sa.CheckConstraint("days > 0", name=op.f("ck_plan_entries_days")),
        sa.ForeignKeyConstraint(
            ["programme_year_id"],
            ["programme_years.id"],
            name=op.f("fk_plan_entries_programme_year_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_member_id"], ["team_members.id"], name=op.f("fk_plan_entries_team_member_id")
        ),
        sa.PrimaryKeyConstraint(
            "programme_year_id", "team_member_id", name=op.f("pk_plan_entries")
        ),
    )
    op.create_table(
        "evaluations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "programme_year",
                "trajectory",
                "enrolment",
                name="evaluation_subject",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("programme_year_id", sa.Uuid(), nullable=True),
        sa.Column("learning_trajectory_id", sa.Uuid(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "completed",
                name="evaluation_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("evaluator_subject", sa.Text(), nullable=False),
        sa.Column("evaluator_name", sa.Text(), nullable=False),
        sa.Column("evaluator_establishment_codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("trajectories_judgement", sa.Text(), nullable=True),
        sa.Column("knowledge_activities_judgement", sa.Text(), nullable=True),
        sa.Column("effort_judgement", sa.Text(), nullable=True),
        sa.Column(
            "conclusion",
            sa.Enum(
                "positive",
                "negative",
                name="evaluation_conclusion",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("conclusion_motivation", sa.Text(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status <> 'completed' OR (conclusion IS NOT NULL AND completed_on IS NOT NULL)",
            name=op.f("ck_evaluations_completed_has_conclusion"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(programme_year_id, learning_trajectory_id, enrolment_id) = 1",
            name=op.f("ck_evaluations_one_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_evaluations_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["learning_trajectory_id"],
            ["learning_trajectories.id"],
            name=op.f("fk_evaluations_learning_trajectory_id"),
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_evaluations_participation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_year_id"],
            ["programme_years.id"],
            name=op.f("fk_evaluations_programme_year_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
    )
    op.create_index("ix_evaluations_enrolment_id", "evaluations", ["enrolment_id"], unique=False)
    op.create_index(
        "ix_evaluations_evaluator_subject", "evaluations", ["evaluator_subject"], unique=False
    )
    op.create_index(
        "ix_evaluations_participation_id", "evaluations", ["participation_id"], unique=False
    )
    op.create_index(
        "uq_evaluations_programme_year_id",
        "evaluations",
        ["programme_year_id"],
        unique=True,
        postgresql_where=sa.text("programme_year_id IS NOT NULL"),
    )
    op.create_table(
        "measurements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "moment",
            sa.Enum(
                "baseline",
                "end",
                name="measurement_moment",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("scale_min", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("scale_max", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("respondent_count", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("scale_min < scale_max", name=op.f("ck_measurements_scale")),
        sa.CheckConstraint(
            "score BETWEEN scale_min AND scale_max", name=op.f("ck_measurements_score_on_scale")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_measurements_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurements")),
        sa.UniqueConstraint(
            "enrolment_id",
            "moment",
            "indicator",
            name=op.f("uq_measurements_enrolment_id_moment_indicator"),
        ),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("learning_trajectory_id", sa.Uuid(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("school_year", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "training_5d",
                "training_train_the_trainer",
                "network_meeting",
                "intake_conversation",
                "work_session",
                "progress_meeting",
                "start_session",
                "start_conversation",
                "study_day",
                "masterclass",
                "guidance",
                "evaluation_conversation",
                "intervision",
                "coaching_on_the_job",
                "aspirant_guidance",
                name="session_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dagdelen", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "at_school",
                "shared",
                "online",
                name="session_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "held",
                "cancelled",
                name="session_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "school_year ~ '^[0-9]{4}-[0-9]{4}$'", name=op.f("ck_sessions_school_year")
        ),
        sa.CheckConstraint("dagdelen > 0", name=op.f("ck_sessions_dagdelen")),
        sa.CheckConstraint(
            "enrolment_id IS NULL OR learning_trajectory_id IS NOT NULL",
            name=op.f("ck_sessions_enrolment_of_trajectory"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_sessions_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["learning_trajectory_id"],
            ["learning_trajectories.id"],
            name=op.f("fk_sessions_learning_trajectory_id"),
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participations.id"], name=op.f("fk_sessions_participation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_enrolment_id", "sessions", ["enrolment_id"], unique=False)
    op.create_index(
        "ix_sessions_learning_trajectory_id", "sessions", ["learning_trajectory_id"], unique=False
    )
    op.create_index(
        "ix_sessions_participation_id",
        "sessions",
        ["participation_id", "school_year"],
        unique=False,
    )
    op.create_index("ix_sessions_starts_at", "sessions", ["starts_at", "id"], unique=False)
    op.create_table(
        "attendances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("team_member_id", sa.Uuid(), nullable=True),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("participant_count", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(enrolment_id IS NULL) <> (team_member_id IS NULL)",
            name=op.f("ck_attendances_one_attendee"),
        ),
        sa.CheckConstraint("participant_count >= 0", name=op.f("ck_attendances_participant_count")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_attendances_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_attendances_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["team_member_id"], ["team_members.id"], name=op.f("fk_attendances_team_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint(
            "session_id", "enrolment_id", name=op.f("uq_attendances_session_id_enrolment_id")
        ),
        sa.UniqueConstraint(
            "session_id", "team_member_id", name=op.f("uq_attendances_session_id_team_member_id")
        ),
    )
    op.create_index("ix_attendances_enrolment_id", "attendances", ["enrolment_id"], unique=False)
    op.create_table(
        "go_no_go_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("programme_year_id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "go",
                "no_go",
                name="decision_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("school_count", sa.Integer(), nullable=True),
        sa.Column("motivation", sa.Text(), nullable=False),
        sa.Column("replacement_motivation", sa.Text(), nullable=True),
        sa.Column(
            "departures", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column(
            "from_phase",
            sa.Enum(
                "aspirant",
                "pilot",
                "established",
                "ended",
                name="from_phase",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "next_phase",
            sa.Enum(
                "aspirant",
                "pilot",
                "established",
                "ended",
                name="next_phase",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("next_school_year", sa.Text(), nullable=True),
        sa.Column("granted_fte", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("granted_days", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column(
            "receipt", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("receipt_hash", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(outcome = 'go') = (school_count IS NOT NULL)",
            name=op.f("ck_go_no_go_decisions_go_has_schools"),
        ),
        sa.CheckConstraint("btrim(motivation) <> ''", name=op.f("ck_go_no_go_decisions_motivated")),
        sa.CheckConstraint(
            "replaces_id IS NULL OR btrim(replacement_motivation) <> ''",
            name=op.f("ck_go_no_go_decisions_replacement_motivated"),
        ),
        sa.CheckConstraint("school_count >= 0", name=op.f("ck_go_no_go_decisions_school_count")),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluations.id"], name=op.f("fk_go_no_go_decisions_evaluation_id")
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_go_no_go_decisions_participation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_year_id"],
            ["programme_years.id"],
            name=op.f("fk_go_no_go_decisions_programme_year_id"),
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["go_no_go_decisions.id"],
            name=op.f("fk_go_no_go_decisions_replaces_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_go_no_go_decisions")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_go_no_go_decisions_replaces_id")),
    )
    op.create_index(
        "ix_go_no_go_decisions_decided_on", "go_no_go_decisions", ["decided_on", "id"], unique=False
    )
    op.create_index(
        "ix_go_no_go_decisions_participation_id",
        "go_no_go_decisions",
        ["participation_id"],
        unique=False,
    )
    op.create_index(
        "uq_go_no_go_decisions_first",
        "go_no_go_decisions",
        ["programme_year_id"],
        unique=True,
        postgresql_where=sa.text("replaces_id IS NULL"),
    )
    _run("0001_triggers.sql")


def downgrade() -> None:
    """There is nothing below the first schema to go back to."""
    raise RuntimeError("the first revision cannot be undone; restore a backup instead")


def _run(name: str) -> None:
    for statement in (HERE / name).read_text().split("\n--\n"):
        op.execute(statement)
