"""What is looked up by its words is kept in the one form in which it is now asked for.

Text came in as it was written: composed or not, with signs that cannot be seen, with double spaces.
A municipality can be asked for by its name, so that each that a school names is one of the regions.
Each change stands in the audit trail, so that who follows the changes has it too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LOOKED_UP = (
    ("expertises", "title"),
    ("expertises", "theme"),
    ("learning_trajectories", "title"),
    ("selection_rounds", "title"),
    ("team_members", "name"),
)
BLANK = r"[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
UNSEEN = r"[\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
CONTROL = r"[\u0001-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f]"
ONE_LINE = (
    "btrim(regexp_replace(regexp_replace(normalize({column}, NFC),"
    f" '{UNSEEN}|{CONTROL}', '', 'g'), '{BLANK}', ' ', 'g'))"
)
PROVINCE = "CASE lower({column}) WHEN 'friesland' THEN 'Fryslân' ELSE {column} END"
REWRITTEN = """
WITH was AS (
    SELECT {key} AS key, {column} AS old, {form} AS new FROM {table} WHERE {column} <> {form}
), rewritten AS (
    UPDATE {table} kept SET {column} = was.new FROM was
    WHERE kept.{key} = was.key AND was.new <> '' RETURNING was.*
)
INSERT INTO audit_records
    (actor, roles, action, resource, key, before, after, reason, log_commit_id)
SELECT 'system', '{{}}', 'update', replace('{table}', '_', '-'), key::text,
       jsonb_build_object('{column}', old), jsonb_build_object('{column}', new),
       'Eén schrijfwijze voor tekst', (SELECT ok_log_commit())
FROM rewritten
"""
MUNICIPALITIES = """
WITH made AS (
    INSERT INTO regions (kind, code, name)
    SELECT DISTINCT ON (municipality_code) 'municipality', municipality_code, municipality_name
    FROM schools WHERE municipality_code <> ''
    ORDER BY municipality_code, municipality_name NULLS LAST
    ON CONFLICT DO NOTHING RETURNING kind, code, name
)
INSERT INTO audit_records (actor, roles, action, resource, key, after, reason, log_commit_id)
SELECT 'system', '{}', 'create', 'regions', kind || '/' || code, jsonb_build_object('name', name),
       'Gemeenten van scholen die met de hand zijn ingevoerd', (SELECT ok_log_commit())
FROM made
"""


def upgrade() -> None:
    for table, column in LOOKED_UP:
        _rewrite(table, "id", column, ONE_LINE)
    _rewrite("schools", "establishment_code", "province", PROVINCE)
    op.execute(MUNICIPALITIES)


def downgrade() -> None:
    """The text reads the same; how it was written before stands in the audit trail."""


def _rewrite(table: str, key: str, column: str, form: str) -> None:
    statement = REWRITTEN.format(
        table=table, key=key, column=column, form=form.format(column=column)
    )
    op.execute(sa.text(statement.replace(":", r"\:")))
