"""Imports: what is to be known of a file as a whole, and how it is to be read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What the previous release does not know has a default, so that it goes on."""
    op.add_column(
        "imports",
        sa.Column("remarks", postgresql.JSONB(), nullable=True),
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_column("imports", "remarks", if_exists=True)
