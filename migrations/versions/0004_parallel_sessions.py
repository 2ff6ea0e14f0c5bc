"""A session stands once unless another is meant to be beside it; a school agrees to take part."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("enrolments", sa.Column("agreed_on", sa.Date(), nullable=True))
    op.add_column(
        "sessions",
        sa.Column("parallel", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    # What stands twice already is kept and marked, so that the index can hold from here on.
    op.execute("LOCK TABLE sessions IN SHARE ROW EXCLUSIVE MODE")
    op.execute(
        """
        UPDATE sessions SET parallel = true WHERE id IN (
            SELECT id FROM (
                SELECT id, row_number() OVER (
                    PARTITION BY participation_id, learning_trajectory_id, enrolment_id, kind,
                        starts_at
                    ORDER BY id
                ) AS number
                FROM sessions WHERE status <> 'cancelled'
            ) AS numbered WHERE number > 1
        )
        """
    )
    op.create_index(
        "uq_sessions_one_at_a_time",
        "sessions",
        ["participation_id", "learning_trajectory_id", "enrolment_id", "kind", "starts_at"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("status <> 'cancelled' AND NOT parallel"),
    )
