"""Imports: how a file is to be read, and which sheet of it was."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
KNOWN = "unknown_columns IN ('refuse', 'ignore')"
CHECK = "ck_imports_unknown_columns"


def upgrade() -> None:
    """What the previous release does not know has a default, so that it goes on."""
    for name in ("charset", "sheet"):
        op.add_column("imports", sa.Column(name, sa.Text(), nullable=True), if_not_exists=True)
    op.add_column(
        "imports",
        sa.Column(
            "unknown_columns",
            sa.String(length=40),
            server_default=sa.text("'refuse'"),
            nullable=False,
        ),
        if_not_exists=True,
    )
    op.execute(f"ALTER TABLE imports DROP CONSTRAINT IF EXISTS {CHECK}")
    op.create_check_constraint(op.f(CHECK), "imports", KNOWN)


def downgrade() -> None:
    for name in ("charset", "sheet", "unknown_columns"):
        op.drop_column("imports", name, if_exists=True)
