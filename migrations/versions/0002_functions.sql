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
--
CREATE OR REPLACE FUNCTION ok_end_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE log_commits SET committed_at = clock_timestamp() WHERE id = NEW.id;
    RETURN NULL;
END $$
--
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
--
CREATE OR REPLACE FUNCTION ok_tell_import() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('ok_imports', NEW.id::text);
    RETURN NULL;
END $$
