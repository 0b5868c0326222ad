-- One function an operation, so that each is one round trip and one commit. Here those of people and the rest;
-- leases and answers are in 0003.sql.
--
-- Locks are taken in this order and no other, so that nobody waits in a circle: the clock; the person's row;
-- leases of that person; leases of others that are past their time, without waiting; questions, all that are
-- known to be needed at once, in the order of their numbers; further questions without waiting.
--
-- What the caller did wrong is raised as MN001.

-- The time of what is written now. `clock.last` is one to two seconds ahead, and nothing of a later time is
-- written: so it changes about once a second, and is waited for only after a pause. A process whose clock is
-- behind is lifted to the time of the last change.
CREATE FUNCTION op_time(now BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  reached BIGINT;
BEGIN
  SELECT last INTO reached FROM clock;
  IF now > reached THEN
    SELECT last INTO reached FROM clock FOR NO KEY UPDATE;
    IF now > reached THEN
      UPDATE clock SET last = now + 2000;
    END IF;
  ELSIF now >= reached - 1000 THEN
    UPDATE clock SET last = now + 2000
      WHERE id = (SELECT id FROM clock WHERE last <= now + 1000 FOR NO KEY UPDATE SKIP LOCKED);
  END IF;
  RETURN greatest(now, reached - 2000);
END $$;

-- A time that all that was written is not after; close to the latest of them.
CREATE FUNCTION op_latest() RETURNS BIGINT LANGUAGE sql STABLE AS $$
  SELECT coalesce(greatest((SELECT max(seen) FROM person), (SELECT max(at) FROM audit),
    (SELECT max(at) FROM trouble), (SELECT max(at) FROM exclusion), (SELECT max(at) FROM platform_id)), 0)
$$;

CREATE FUNCTION op_refuse(message TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'MN001', MESSAGE = message;
END $$;

-- State of a person, whose row is then locked.
CREATE FUNCTION op_lock(me BIGINT) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE
  found_state TEXT;
BEGIN
  SELECT state INTO found_state FROM person WHERE id = me FOR NO KEY UPDATE;
  IF found_state IS NULL THEN
    PERFORM op_refuse('there is no person ' || me);
  END IF;
  RETURN found_state;
END $$;

-- Slots of a person's plan from one on that have no lease, or only released ones.
CREATE FUNCTION op_slots(me BIGINT, begin_at BIGINT) RETURNS BIGINT[] LANGUAGE plpgsql AS $$
DECLARE
  length BIGINT := (SELECT cardinality(translate(plan, '[]', '{}')::BIGINT[]) FROM person WHERE id = me);
BEGIN
  RETURN ARRAY(SELECT s FROM generate_series(begin_at, length - 1) AS s
    WHERE s NOT IN (SELECT slot FROM lease WHERE person = me AND state <> 'released') ORDER BY s);
END $$;

-- Leases of a person whose place is lost for good; they are not wanted any more.
CREATE FUNCTION op_lost(me BIGINT, his_state TEXT) RETURNS BIGINT LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT count(*) FROM lease JOIN question ON question.id = lease.question
      JOIN pool ON pool.id = question.pool
    WHERE person = me AND state IN ('open', 'expired') AND state = 'expired'
      AND (his_state <> 'working' OR turn = 0 AND role = 'vote' AND counted + leased >= wanted));
END $$;

CREATE FUNCTION op_progress(me BIGINT) RETURNS TABLE (state TEXT, answered BIGINT, total BIGINT)
LANGUAGE sql STABLE AS $$
  SELECT p.state, p.answered, p.total - op_lost(me, p.state) FROM person AS p WHERE id = me
$$;

CREATE FUNCTION op_person(me BIGINT) RETURNS TABLE (
  id BIGINT, pseudonym TEXT, platform TEXT, state TEXT, language TEXT, consent TEXT, total BIGINT,
  answered BIGINT, code TEXT, entered BIGINT, finished BIGINT
) LANGUAGE sql STABLE AS $$
  SELECT p.id, p.pseudonym, p.platform, p.state, p.language,
    coalesce((SELECT version FROM consent WHERE person = me ORDER BY at DESC, consent.ctid DESC LIMIT 1), ''),
    p.total - op_lost(me, p.state), p.answered, p.code, p.entered, p.finished
  FROM person AS p WHERE p.id = me
$$;

CREATE FUNCTION op_enter(
  now BIGINT, his_identity TEXT, his_pseudonym TEXT, his_platform TEXT, his_external TEXT, his_session TEXT,
  his_study TEXT, his_language TEXT, his_version TEXT, his_plan TEXT
) RETURNS TABLE (
  id BIGINT, pseudonym TEXT, platform TEXT, state TEXT, language TEXT, consent TEXT, total BIGINT,
  answered BIGINT, code TEXT, entered BIGINT, finished BIGINT
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  me BIGINT;
  bad BIGINT;
  t BIGINT := op_time(now);
  slots BIGINT[] := translate(his_plan, '[]', '{}');
BEGIN
  SELECT id INTO me FROM person WHERE identity = his_identity FOR NO KEY UPDATE;
  IF me IS NULL THEN
    SELECT wanted INTO bad FROM unnest(slots) AS wanted
      WHERE wanted <> -1 AND NOT EXISTS (SELECT 1 FROM pool WHERE id = wanted AND role <> 'practice')
      ORDER BY wanted LIMIT 1;
    IF FOUND THEN
      PERFORM op_refuse('a plan names pool ' || bad || ', of which nothing can be asked');
    ELSIF EXISTS (SELECT 1 FROM person WHERE pseudonym = his_pseudonym) THEN
      PERFORM op_refuse('the pseudonym ''' || his_pseudonym || ''' is taken');
    ELSIF EXISTS (SELECT 1 FROM platform_id WHERE platform = his_platform AND external = his_external) THEN
      PERFORM op_refuse(
        'a ' || his_platform || ' ID is known under another identity; was secret.key exchanged?'
      );
    END IF;
    -- Somebody who does the same at this moment is waited for; it then fails and is tried again.
    INSERT INTO person (identity, pseudonym, platform, language, state, plan, total, entered, seen)
      VALUES (his_identity, his_pseudonym, his_platform, his_language, 'working', his_plan,
        cardinality(slots), t, t) RETURNING id INTO me;
    INSERT INTO platform_id (person, platform, external, session, study, at)
      VALUES (me, his_platform, his_external, his_session, his_study, t);
  ELSE
    UPDATE person SET language = his_language, seen = t WHERE id = me;
    IF his_session <> '' OR his_study <> '' THEN
      UPDATE platform_id SET session = his_session, study = his_study WHERE person = me;
    END IF;
  END IF;
  INSERT INTO consent VALUES (me, his_version, t) ON CONFLICT DO NOTHING;
  RETURN QUERY SELECT * FROM op_person(me);
END $$;

CREATE FUNCTION op_finish(me BIGINT, now BIGINT, given TEXT)
RETURNS TABLE (state TEXT, answered BIGINT, total BIGINT, code TEXT) LANGUAGE plpgsql AS $$
DECLARE
  t BIGINT := op_time(now);
  his_state TEXT := op_lock(me);
  p person%ROWTYPE;
BEGIN
  SELECT * INTO p FROM person WHERE id = me;
  IF his_state IN ('working', 'excluded') AND p.finished IS NULL
    AND NOT (his_state = 'working' AND cardinality(op_slots(me, p.next)) > 0)
    AND NOT EXISTS (
      SELECT 1 FROM lease JOIN question ON question.id = lease.question JOIN pool ON pool.id = question.pool
      WHERE lease.person = me AND lease.state IN ('open', 'expired') AND (lease.state = 'open'
        OR turn = 1 OR role <> 'vote' OR counted + leased < wanted))
  THEN
    UPDATE person SET state = CASE his_state WHEN 'working' THEN 'finished' ELSE his_state END,
      code = given, finished = t, seen = t WHERE id = me;
    p.code := given;
  END IF;
  RETURN QUERY SELECT o.state, o.answered, o.total, p.code FROM op_progress(me) AS o;
END $$;

-- Give all places of a person back, of leases and of answers; how many answers were counted.
CREATE FUNCTION op_leave(me BIGINT, new_state TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  freed BIGINT := 0;
BEGIN
  PERFORM id FROM lease WHERE person = me AND state IN ('open', 'expired') ORDER BY id FOR NO KEY UPDATE;
  PERFORM id FROM question WHERE id IN (
      SELECT question FROM lease WHERE person = me AND state = 'open'
      UNION SELECT question FROM answer WHERE person = me AND answer.counted = 1)
    ORDER BY id FOR NO KEY UPDATE;
  PERFORM op_give_back(me, NULL);
  IF NOT EXISTS (SELECT 1 FROM exclusion WHERE person = me) THEN
    UPDATE question SET counted = counted - 1
      WHERE id IN (SELECT question FROM answer WHERE person = me AND answer.counted = 1);
    GET DIAGNOSTICS freed = ROW_COUNT;
  END IF;
  UPDATE person SET state = new_state WHERE id = me;
  RETURN freed;
END $$;

CREATE FUNCTION op_exclude(me BIGINT, now BIGINT, why TEXT, who TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  t BIGINT := op_time(now);
  freed BIGINT;
BEGIN
  PERFORM op_lock(me);
  IF EXISTS (SELECT 1 FROM exclusion WHERE person = me) THEN
    PERFORM op_refuse('person ' || me || ' is excluded already');
  END IF;
  freed := op_leave(me, 'excluded');
  INSERT INTO exclusion VALUES (me, why, who, t);
  RETURN freed;
END $$;

CREATE FUNCTION op_withdraw(me BIGINT, now BIGINT) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
  t BIGINT := op_time(now);
BEGIN
  PERFORM op_lock(me);
  PERFORM op_leave(me, 'withdrawn');
  INSERT INTO exclusion VALUES (me, 'withdrawn', 'participant', t) ON CONFLICT DO NOTHING;
  UPDATE person SET seen = t WHERE id = me;
END $$;

-- A person's platform IDs, and where they were written into texts; a short one would be found within words.
CREATE FUNCTION op_delete_ids(me BIGINT) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
  its_text TEXT;
BEGIN
  UPDATE trouble SET detail = '' WHERE person = me;
  FOR its_text IN SELECT unnest(ARRAY[external, session]) FROM platform_id WHERE person = me LOOP
    IF length(its_text) >= 6 THEN
      UPDATE trouble SET detail = replace(detail, its_text, '[erased]') WHERE strpos(detail, its_text) > 0;
      UPDATE exclusion SET reason = replace(reason, its_text, '[erased]') WHERE strpos(reason, its_text) > 0;
      UPDATE audit SET detail = replace(detail, its_text, '[erased]') WHERE strpos(detail, its_text) > 0;
    END IF;
  END LOOP;
  DELETE FROM platform_id WHERE person = me;
END $$;

CREATE FUNCTION op_erase(me BIGINT, new_pseudonym TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
  PERFORM op_lock(me);
  IF EXISTS (SELECT 1 FROM person WHERE pseudonym = new_pseudonym AND id <> me) THEN
    PERFORM op_refuse('the pseudonym ''' || new_pseudonym || ''' is taken');
  END IF;
  -- The platform knows who got which code.
  UPDATE person SET identity = NULL, code = '', pseudonym = new_pseudonym WHERE id = me;
  PERFORM op_delete_ids(me);
END $$;

CREATE FUNCTION op_forget(before BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  people BIGINT[];
BEGIN
  SELECT coalesce(array_agg(id), '{}') INTO people FROM (
    SELECT id FROM person
    WHERE seen < before AND (identity IS NOT NULL OR id IN (SELECT person FROM platform_id))
    ORDER BY id FOR NO KEY UPDATE) AS old;
  UPDATE person SET identity = NULL, code = '' WHERE id = ANY (people);
  PERFORM op_delete_ids(id) FROM unnest(people) AS id;
  -- Notes that name nobody may still hold an ID of somebody who was never let in.
  UPDATE trouble SET detail = '' WHERE at < before AND detail <> '';
  RETURN cardinality(people);
END $$;

CREATE FUNCTION op_note_platform(now BIGINT, its_name TEXT, its_external TEXT, its_session TEXT, its_status TEXT)
RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
  t BIGINT := op_time(now);
BEGIN
  UPDATE platform_id SET status = its_status, at = t,
    session = CASE its_session WHEN '' THEN session ELSE its_session END
    WHERE platform = its_name AND external = its_external;
  RETURN FOUND;
END $$;

CREATE FUNCTION op_trouble(me BIGINT, now BIGINT, what TEXT, more TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
  t BIGINT := op_time(now);
BEGIN
  IF me IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person WHERE id = me) THEN
    PERFORM op_refuse('there is no person ' || me);
  END IF;
  INSERT INTO trouble (person, kind, detail, at) VALUES (me, what, more, t);
END $$;

CREATE FUNCTION op_audit(now BIGINT, by_whom TEXT, what TEXT, more TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
  t BIGINT := op_time(now);
BEGIN
  INSERT INTO audit (at, who, action, detail) VALUES (t, by_whom, what, more);
END $$;

CREATE FUNCTION op_set_setting(name TEXT, new_value TEXT, old_value TEXT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
BEGIN
  IF old_value IS NULL THEN
    INSERT INTO setting VALUES (name, new_value) ON CONFLICT DO NOTHING;
  ELSE
    UPDATE setting SET value = new_value WHERE key = name AND value = old_value;
  END IF;
  RETURN FOUND;
END $$;

CREATE FUNCTION op_want(k BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  changed BIGINT;
BEGIN
  PERFORM question.id FROM question JOIN pool ON pool.id = question.pool WHERE role = 'vote'
    ORDER BY question.id FOR NO KEY UPDATE OF question;
  UPDATE question SET wanted = greatest(k, counted + leased)
    WHERE wanted <> greatest(k, counted + leased) AND pool IN (SELECT id FROM pool WHERE role = 'vote');
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed;
END $$;
