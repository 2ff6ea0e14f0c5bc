"""Enrolments: since when a school takes part, and when it left, for what it reads of sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FUNCTION = """
CREATE OR REPLACE FUNCTION ok_keep_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status IN ('enrolled', 'completed') THEN
        NEW.enrolled_at := coalesce(NEW.enrolled_at, now());
    END IF;
    IF NEW.status IN ('rejected', 'withdrawn') THEN
        NEW.left_at := coalesce(NEW.left_at, now());
    ELSE
        NEW.left_at := NULL;
    END IF;
    RETURN NEW;
END $$
"""
TRIGGER = """
CREATE OR REPLACE TRIGGER keep_stay BEFORE INSERT OR UPDATE OF status ON enrolments
FOR EACH ROW EXECUTE FUNCTION ok_keep_stay()
"""
# By the trail; of what it does not tell, a school that is in it came with its row, and one that
# left did so with the last change. Whether that one had been enrolled nobody knows: it was not.
KNOWN = """
UPDATE enrolments e SET enrolled_at = told.enrolled_at, left_at = told.left_at
FROM (
    SELECT e.id,
        coalesce(
            min(r.occurred_at) FILTER (WHERE r.after->>'status' IN ('enrolled', 'completed')),
            CASE WHEN e.status IN ('enrolled', 'completed') THEN e.created_at END
        ) AS enrolled_at,
        CASE WHEN e.status IN ('rejected', 'withdrawn') THEN coalesce(
            max(r.occurred_at) FILTER (WHERE r.after->>'status' IN ('rejected', 'withdrawn')), e.updated_at
        ) END AS left_at
    FROM enrolments e
    LEFT JOIN audit_records r
        ON r.resource = 'enrolments' AND r.key = e.id::text AND r.action <> 'refuse'
    GROUP BY e.id
) told
WHERE told.id = e.id AND num_nonnulls(told.enrolled_at, told.left_at) > 0
"""


def upgrade() -> None:
    """The trigger keeps them for the previous release too, which does not know of them."""
    for name in ("enrolled_at", "left_at"):
        column = sa.Column(name, sa.DateTime(timezone=True), nullable=True)
        op.add_column("enrolments", column, if_not_exists=True)
    op.execute(FUNCTION)
    op.execute(TRIGGER)
    # It is no change of theirs, so their versions stay.
    op.execute("ALTER TABLE enrolments DISABLE TRIGGER touch")
    op.execute(KNOWN)
    op.execute("ALTER TABLE enrolments ENABLE TRIGGER touch")


def downgrade() -> None:
    op.execute("DROP TRIGGER IF EXISTS keep_stay ON enrolments")
    op.execute("DROP FUNCTION IF EXISTS ok_keep_stay()")
    for name in ("left_at", "enrolled_at"):
        op.drop_column("enrolments", name, if_exists=True)
