"""What PostgreSQL itself does for us: text folding, version counting, and refusing to forget.

Both the migrations and the tests' schema comparison read these statements from here.
"""

from sqlalchemy import MetaData

EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist")

FUNCTIONS = (
    # unaccent() is only STABLE because its dictionary may be exchanged; ours is fixed by name.
    """
    CREATE OR REPLACE FUNCTION ok_fold(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(public.unaccent('public.unaccent'::regdictionary, value))
    """,
    # "'t Kompas" and "De Regenboog" stand under k and r, as in a Dutch telephone book.
    """
    CREATE OR REPLACE FUNCTION ok_sort_key(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN regexp_replace(
        ltrim(ok_fold(name), ' "''`.-('), '^(t |s[ -]|de |het |een |the )', ''
    )
    """,
    """
    CREATE OR REPLACE FUNCTION ok_touch() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.version := OLD.version + 1;
        NEW.updated_at := now();
        RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE FUNCTION ok_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = TG_TABLE_NAME || '_are_kept';
    END $$
    """,
    # A place is taken while an enrolment is enrolled or completed. Counting it in the rows of the
    # trajectory and the year makes their CHECKs the ceiling, also for enrolments at the same time.
    """
    CREATE OR REPLACE FUNCTION ok_count_place() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE change integer;
    BEGIN
        change := (TG_OP <> 'DELETE' AND NEW.status IN ('enrolled', 'completed'))::integer
                - (TG_OP <> 'INSERT' AND OLD.status IN ('enrolled', 'completed'))::integer;
        IF change <> 0 THEN
            UPDATE learning_trajectories SET enrolled_count = enrolled_count + change
                WHERE id = coalesce(NEW.learning_trajectory_id, OLD.learning_trajectory_id);
            UPDATE programme_years y SET guided_school_count = guided_school_count + change
                FROM learning_trajectories t
                WHERE t.id = coalesce(NEW.learning_trajectory_id, OLD.learning_trajectory_id)
                  AND y.participation_id = t.participation_id AND y.school_year = t.school_year;
        END IF;
        RETURN NULL;
    END $$
    """,
    # Whose sessions a school reads follows from how far it came, and when it left.
    """
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
    """,
    # Schools are recruited, and may enrol, before the year they will be guided in is granted.
    """
    CREATE OR REPLACE FUNCTION ok_count_guided() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM learning_trajectories
            WHERE participation_id = NEW.participation_id AND school_year = NEW.school_year
            FOR UPDATE;
        SELECT coalesce(sum(enrolled_count), 0) INTO NEW.guided_school_count
            FROM learning_trajectories
            WHERE participation_id = NEW.participation_id AND school_year = NEW.school_year;
        RETURN NEW;
    END $$
    """,
    # The plan is one row per member, so its ceiling needs a look at the whole year.
    # Locking the year makes two simultaneous changes of one plan wait for each other.
    """
    CREATE OR REPLACE FUNCTION ok_plan_within_grant() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE granted numeric; planned numeric; year_id uuid;
    BEGIN
        IF TG_TABLE_NAME = 'programme_years' THEN
            year_id := NEW.id;
        ELSE
            year_id := NEW.programme_year_id;
        END IF;
        SELECT granted_days INTO granted FROM programme_years WHERE id = year_id FOR UPDATE;
        SELECT coalesce(sum(days), 0) INTO planned FROM plan_entries
            WHERE programme_year_id = year_id;
        IF planned > granted THEN
            RAISE EXCEPTION 'planned % of % granted days', planned, granted
                USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_within_grant';
        END IF;
        RETURN NULL;
    END $$
    """,
    # The commit that the changes of this transaction belong to; made when the first one asks.
    """
    CREATE OR REPLACE FUNCTION ok_log_commit() RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE known text := current_setting('ok.log_commit', true); made bigint;
    BEGIN
        IF known <> '' THEN
            RETURN known::bigint;
        END IF;
        INSERT INTO log_commits DEFAULT VALUES RETURNING id INTO made;
        PERFORM set_config('ok.log_commit', made::text, true);
        RETURN made;
    END $$
    """,
    # What is done at the commit is done in rounds, and this asks for a round of its own: a check
    # that has to wait for another transaction would else deadlock with it over the head.
    """
    CREATE OR REPLACE FUNCTION ok_end_commit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE log_commits SET committed_at = clock_timestamp() WHERE id = NEW.id;
        RETURN NULL;
    END $$
    """,
    # Runs while the transaction commits, after all else. The lock on the head is held until the
    # commit is there for all to see, so a higher number is never seen before a lower one. A
    # rollback takes its number back.
    """
    CREATE OR REPLACE FUNCTION ok_number_commit() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE number bigint;
    BEGIN
        INSERT INTO log_head AS head (position) VALUES (1)
            ON CONFLICT (singleton) DO UPDATE SET position = head.position + 1
            RETURNING head.position INTO number;
        UPDATE log_commits SET position = number, committed_at = clock_timestamp()
            WHERE id = NEW.id;
        PERFORM pg_notify('ok_log', number::text);
        RETURN NULL;
    END $$
    """,
    # Whoever watches an import is woken by each step that it takes.
    """
    CREATE OR REPLACE FUNCTION ok_tell_import() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('ok_imports', NEW.id::text);
        RETURN NULL;
    END $$
    """,
)

APPEND_ONLY = ("audit_records", "go_no_go_decisions", "application_steps")

STAY_TRIGGERS = (
    "CREATE TRIGGER keep_stay BEFORE INSERT OR UPDATE OF status ON enrolments"
    " FOR EACH ROW EXECUTE FUNCTION ok_keep_stay()",
)

COMPLETED_TRIGGERS = (
    "CREATE TRIGGER keep_completed BEFORE UPDATE OR DELETE ON evaluations FOR EACH ROW"
    " WHEN (OLD.status = 'completed') EXECUTE FUNCTION ok_refuse_change()",
)

CONSTRAINT_TRIGGERS = tuple(
    f"CREATE CONSTRAINT TRIGGER plan_within_grant AFTER {event} ON {table}"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ok_plan_within_grant()"
    for table, event in (
        ("plan_entries", "INSERT OR UPDATE"),
        ("programme_years", "UPDATE OF granted_days"),
    )
)

LOG_TRIGGERS = (
    "CREATE CONSTRAINT TRIGGER end_commit AFTER INSERT ON log_commits"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ok_end_commit()",
    "CREATE CONSTRAINT TRIGGER number_commit AFTER UPDATE OF committed_at ON log_commits"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.position IS NULL)"
    " EXECUTE FUNCTION ok_number_commit()",
    "CREATE TRIGGER tell_import AFTER UPDATE ON imports"
    " FOR EACH ROW EXECUTE FUNCTION ok_tell_import()",
)

STORAGE = ("ALTER TABLE import_parts ALTER COLUMN content SET STORAGE EXTERNAL",)
"""Parts of files are read once: compressing them costs more than the space."""

COUNTING_TRIGGERS = (
    "CREATE TRIGGER count_place AFTER INSERT OR UPDATE OF status OR DELETE ON enrolments"
    " FOR EACH ROW EXECUTE FUNCTION ok_count_place()",
    "CREATE TRIGGER count_guided BEFORE INSERT ON programme_years"
    " FOR EACH ROW EXECUTE FUNCTION ok_count_guided()",
)


def before_tables() -> list[str]:
    return [*(f"CREATE EXTENSION IF NOT EXISTS {name}" for name in EXTENSIONS), *FUNCTIONS]


def after_tables(metadata: MetaData) -> list[str]:
    touched = [table.name for table in metadata.sorted_tables if "version" in table.columns]
    return [
        *(_trigger("touch", "UPDATE", table, "ok_touch") for table in touched),
        *(
            _trigger("refuse_change", "UPDATE OR DELETE", table, "ok_refuse_change")
            for table in APPEND_ONLY
        ),
        *COUNTING_TRIGGERS,
        *STAY_TRIGGERS,
        *COMPLETED_TRIGGERS,
        *CONSTRAINT_TRIGGERS,
        *LOG_TRIGGERS,
        *STORAGE,
    ]


def _trigger(name: str, event: str, table: str, function: str) -> str:
    when = f"BEFORE {event} ON {table} FOR EACH ROW"
    return f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {function}()"
