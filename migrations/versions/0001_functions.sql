CREATE EXTENSION IF NOT EXISTS unaccent
--
CREATE EXTENSION IF NOT EXISTS pg_trgm
--
CREATE EXTENSION IF NOT EXISTS btree_gist
--
CREATE OR REPLACE FUNCTION ok_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(public.unaccent('public.unaccent'::regdictionary, value))
--
CREATE OR REPLACE FUNCTION ok_sort_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(
    ltrim(ok_fold(name), ' "''`.-('), '^(t |s[ -]|de |het |een |the )', ''
)
--
CREATE OR REPLACE FUNCTION ok_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.updated_at := now();
    RETURN NEW;
END $$
--
CREATE OR REPLACE FUNCTION ok_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation',
              CONSTRAINT = TG_TABLE_NAME || '_are_kept';
END $$
--
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
--
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
--
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
