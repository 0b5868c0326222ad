-- Leases and answers; see 0002.sql on locks.

-- Leases that are past their time give their places back; then those of one person that can be are revived.
CREATE FUNCTION op_expire(me BIGINT, t BIGINT, lease_ms BIGINT, revive BOOLEAN) RETURNS VOID
LANGUAGE plpgsql AS $$
DECLARE
  due BIGINT[];
  mine BIGINT[];
  one RECORD;
BEGIN
  SELECT array_agg(id) INTO mine FROM (
    SELECT id FROM lease
    WHERE person = me AND state IN ('open', 'expired') AND (state = 'expired' OR expires <= t)
    ORDER BY id FOR NO KEY UPDATE) AS waiting;
  SELECT array_agg(id) INTO due FROM (
    SELECT id FROM lease WHERE state = 'open' AND expires <= t FOR NO KEY UPDATE SKIP LOCKED) AS late;
  IF due IS NULL AND mine IS NULL THEN
    RETURN;
  END IF;
  PERFORM id FROM question WHERE id IN (SELECT question FROM lease WHERE id = ANY (due || mine))
    ORDER BY id FOR NO KEY UPDATE;
  UPDATE lease SET state = 'expired' WHERE id = ANY (due);
  UPDATE question SET leased = leased - held.n
    FROM (SELECT lease.question AS q, count(*) AS n FROM lease JOIN question ON question.id = lease.question
        JOIN pool ON pool.id = question.pool
      WHERE lease.id = ANY (due) AND turn = 0 AND role = 'vote' GROUP BY lease.question) AS held
    WHERE question.id = held.q;
  IF NOT revive THEN
    RETURN;
  END IF;
  FOR one IN
    SELECT lease.id, question, turn = 0 AND role = 'vote' AS holds FROM lease
      JOIN question ON question.id = lease.question JOIN pool ON pool.id = question.pool
    WHERE lease.id = ANY (mine) AND lease.state = 'expired' ORDER BY slot, lease.id
  LOOP
    IF one.holds THEN
      UPDATE question SET leased = leased + 1 WHERE id = one.question AND counted + leased < wanted;
      CONTINUE WHEN NOT FOUND;
    END IF;
    UPDATE lease SET state = 'open', expires = t + lease_ms WHERE id = one.id;
  END LOOP;
END $$;

-- A question of a pool that a person was never asked and that has a place. If all such are locked by others,
-- `busy` is true and nothing is settled; with `may_wait`, the first is waited for.
--
-- Whether it was asked is a subquery and no join, because few questions are looked at.
CREATE FUNCTION op_unasked(
  me BIGINT, place BIGINT, its_role TEXT, chance DOUBLE PRECISION, fixed BOOLEAN, may_wait BOOLEAN,
  OUT found_question BIGINT, OUT busy BOOLEAN
) LANGUAGE plpgsql AS $$
DECLARE
  begin_at DOUBLE PRECISION := '-Infinity';
BEGIN
  busy := false;
  IF its_role <> 'vote' THEN
    SELECT id INTO found_question FROM question WHERE pool = place AND wanted = 0 AND (
        SELECT 1 FROM lease WHERE lease.person = me AND lease.question = question.id AND turn = 0) IS NULL
      ORDER BY NOT fixed AND rank < chance * (SELECT CASE WHEN rank < 1 THEN 1 ELSE floor(rank) + 1 END
        FROM question WHERE pool = place AND wanted = 0 ORDER BY rank DESC LIMIT 1), rank, id LIMIT 1;
    RETURN;
  END IF;
  IF NOT fixed THEN
    -- Ranks that are places of a fixed order are met as well as those in [0, 1).
    SELECT chance * CASE WHEN rank < 1 THEN 1 ELSE floor(rank) + 1 END INTO begin_at
      FROM question WHERE pool = place AND free ORDER BY rank DESC LIMIT 1;
  END IF;
  IF may_wait THEN
    SELECT id INTO found_question FROM question WHERE pool = place AND free AND (
        SELECT 1 FROM lease WHERE lease.person = me AND lease.question = question.id AND turn = 0) IS NULL
      ORDER BY rank, id LIMIT 1;
    SELECT id INTO found_question FROM question WHERE id = found_question AND free FOR NO KEY UPDATE;
    IF FOUND THEN
      RETURN;
    END IF;
  END IF;
  SELECT id INTO found_question FROM question WHERE pool = place AND free AND rank >= begin_at AND (
      SELECT 1 FROM lease WHERE lease.person = me AND lease.question = question.id AND turn = 0) IS NULL
    ORDER BY rank, id LIMIT 1 FOR NO KEY UPDATE OF question SKIP LOCKED;
  IF NOT FOUND AND NOT fixed THEN
    SELECT id INTO found_question FROM question WHERE pool = place AND free AND rank < begin_at AND (
        SELECT 1 FROM lease WHERE lease.person = me AND lease.question = question.id AND turn = 0) IS NULL
      ORDER BY rank, id LIMIT 1 FOR NO KEY UPDATE OF question SKIP LOCKED;
  END IF;
  IF found_question IS NULL THEN
    busy := EXISTS (SELECT 1 FROM question WHERE pool = place AND free AND (
      SELECT 1 FROM lease WHERE lease.person = me AND lease.question = question.id AND turn = 0) IS NULL);
  END IF;
END $$;

-- The same, then in the other vote pools of the kind.
CREATE FUNCTION op_new(
  me BIGINT, place BIGINT, chance DOUBLE PRECISION, fixed BOOLEAN, may_wait BOOLEAN,
  OUT found_question BIGINT, OUT its_kind TEXT, OUT holds BOOLEAN, OUT busy BOOLEAN
) LANGUAGE plpgsql AS $$
DECLARE
  one RECORD;
  found RECORD;
  wait_now BOOLEAN := may_wait;
BEGIN
  busy := false;
  FOR one IN
    SELECT pool.id, pool.kind, pool.role FROM pool JOIN pool AS first_pool ON first_pool.id = place
    WHERE pool.id = place OR (first_pool.role = 'vote' AND pool.kind = first_pool.kind AND pool.role = 'vote')
    ORDER BY pool.id <> place, pool.id
  LOOP
    SELECT * INTO found FROM op_unasked(me, one.id, one.role, chance, fixed, wait_now);
    wait_now := false;
    found_question := found.found_question;
    busy := found.busy;
    its_kind := one.kind;
    holds := one.role = 'vote';
    EXIT WHEN busy OR found_question IS NOT NULL;
  END LOOP;
END $$;

-- A vote question that a person answered at least `gap` slots before, and that was not repeated.
CREATE FUNCTION op_to_repeat(me BIGINT, before BIGINT, OUT found_question BIGINT, OUT its_kind TEXT)
LANGUAGE plpgsql AS $$
BEGIN
  SELECT lease.question, kind INTO found_question, its_kind FROM lease
    JOIN question ON question.id = lease.question JOIN pool ON pool.id = question.pool
  WHERE person = me AND turn = 0 AND lease.state = 'answered' AND role = 'vote' AND slot <= before
    AND NOT EXISTS (SELECT 1 FROM lease AS again
      WHERE again.person = me AND again.question = lease.question AND again.turn = 1)
  ORDER BY slot, lease.id LIMIT 1;
END $$;

-- Fill up to `most` slots of the plan; true if places are free but locked by others, so that it has to be
-- called again after this transaction, which then waits.
CREATE FUNCTION op_fill(
  me BIGINT, t BIGINT, most BIGINT, lease_ms BIGINT, gap BIGINT, fixed BOOLEAN,
  chances DOUBLE PRECISION[], sides TEXT[], again BOOLEAN
) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
  his_plan BIGINT[];
  place BIGINT;
  wanted_total BIGINT;
  filled BIGINT := 0;
  may_wait BOOLEAN := again;
  stuck BOOLEAN := false;
  found RECORD;
BEGIN
  SELECT translate(plan, '[]', '{}'), next, total INTO his_plan, place, wanted_total FROM person WHERE id = me;
  IF place >= cardinality(his_plan) THEN
    RETURN false;
  END IF;
  FOREACH place IN ARRAY op_slots(me, place) || cardinality(his_plan)::BIGINT LOOP
    EXIT WHEN filled = most OR place = cardinality(his_plan);
    IF his_plan[place + 1] = -1 THEN
      SELECT *, false AS holds, false AS busy INTO found FROM op_to_repeat(me, place - gap);
    ELSE
      SELECT * INTO found FROM op_new(me, his_plan[place + 1], chances[filled + 1], fixed, may_wait);
      may_wait := false;
    END IF;
    stuck := found.busy;
    EXIT WHEN stuck;
    IF found.found_question IS NULL THEN
      wanted_total := wanted_total - 1;
    ELSE
      IF found.holds THEN
        UPDATE question SET leased = leased + 1 WHERE id = found.found_question;
      END IF;
      INSERT INTO lease (person, question, turn, slot, side, state, issued, expires)
        VALUES (me, found.found_question, (his_plan[place + 1] = -1)::INTEGER, place,
          CASE found.its_kind WHEN 'triplet' THEN sides[filled + 1] ELSE '' END, 'open', t, t + lease_ms);
      filled := filled + 1;
    END IF;
  END LOOP;
  UPDATE person SET next = place, total = wanted_total WHERE id = me;
  RETURN stuck;
END $$;

-- Open leases by slot, each with the person's progress; one row without a lease if there is none.
CREATE FUNCTION op_claim(
  me BIGINT, now BIGINT, most BIGINT, lease_ms BIGINT, gap BIGINT, fixed BOOLEAN,
  chances DOUBLE PRECISION[], sides TEXT[], again BOOLEAN
) RETURNS TABLE (
  state TEXT, answered BIGINT, total BIGINT, busy BOOLEAN, lease BIGINT, slot BIGINT, kind TEXT, anchor TEXT,
  first TEXT, second TEXT, side TEXT, turn SMALLINT
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  t BIGINT := op_time(now);
  his_state TEXT := op_lock(me);
  there BIGINT;
  stuck BOOLEAN := false;
  o RECORD;
BEGIN
  IF NOT again THEN
    PERFORM op_expire(me, t, lease_ms, his_state = 'working');
  END IF;
  IF his_state = 'working' THEN
    SELECT count(*) INTO there FROM lease AS l WHERE l.person = me AND l.state = 'open';
    IF there < most THEN
      stuck := op_fill(me, t, most - there, lease_ms, gap, fixed, chances, sides, again);
    END IF;
    UPDATE person SET seen = t WHERE id = me;
  END IF;
  SELECT * INTO o FROM op_progress(me);
  RETURN QUERY
    SELECT o.state, o.answered, o.total, stuck, l.id, l.slot, p.kind, q.anchor, q.first, q.second, l.side, l.turn
    FROM (SELECT 1) AS one
      LEFT JOIN lease AS l ON l.person = me AND l.state = 'open' AND o.state = 'working'
      LEFT JOIN question AS q ON q.id = l.question LEFT JOIN pool AS p ON p.id = q.pool
    ORDER BY l.slot, l.id;
END $$;

-- Store one answer; the person's row and, if there are several answers, leases and questions are locked.
CREATE FUNCTION op_answer(
  me BIGINT, t BIGINT, his_state TEXT, its_lease BIGINT, its_choice TEXT, its_ms BIGINT,
  OUT fate TEXT, OUT choice TEXT, OUT counted BOOLEAN
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  l RECORD;
  held BOOLEAN;
  counts BOOLEAN := his_state IN ('working', 'finished');
BEGIN
  fate := 'unknown';
  choice := '';
  counted := false;
  SELECT lease.question, turn, slot, side, state, kind, role INTO l FROM lease
      JOIN question ON question.id = lease.question JOIN pool ON pool.id = question.pool
    WHERE lease.id = its_lease AND person = me FOR NO KEY UPDATE OF lease;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF l.state = 'answered' THEN
    SELECT answer.choice, answer.counted = 1 AND counts INTO choice, counted FROM answer
      WHERE answer.lease = its_lease;
  END IF;
  IF its_choice <> ALL (
    CASE l.kind WHEN 'triplet' THEN ARRAY['first', 'second'] ELSE ARRAY['negative', 'neutral', 'positive'] END
  ) THEN
    fate := 'invalid';
  ELSIF l.state = 'answered' THEN
    fate := CASE its_choice WHEN choice THEN 'duplicate' ELSE 'conflict' END;
  ELSIF his_state = 'withdrawn' THEN
    fate := 'withdrawn';
  ELSE
    fate := 'stored';
    choice := its_choice;
    held := l.state = 'open';
    IF l.turn = 0 AND l.role = 'vote' THEN
      UPDATE question SET leased = leased - held::INTEGER, counted = question.counted + counts::INTEGER
        WHERE id = l.question AND (held OR counts AND question.counted + leased < wanted);
      counted := FOUND AND counts;
    END IF;
    INSERT INTO answer (lease, question, person, turn, choice, side, ms, late, counted, received)
      VALUES (its_lease, l.question, me, l.turn, its_choice, l.side, its_ms, (NOT held)::INTEGER,
        counted::INTEGER, t);
    IF l.state = 'released' THEN
      -- One answer more than was planned, unless the slot was still to be asked.
      UPDATE person SET total = total + 1 WHERE id = me AND (next > l.slot OR EXISTS (
        SELECT 1 FROM lease WHERE lease.person = me AND slot = l.slot AND lease.state <> 'released'));
    END IF;
    UPDATE lease SET state = 'answered' WHERE id = its_lease;
  END IF;
END $$;

CREATE FUNCTION op_submit(me BIGINT, now BIGINT, leases BIGINT[], choices TEXT[], times BIGINT[])
RETURNS TABLE (fate TEXT, choice TEXT, counted BOOLEAN) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  t BIGINT := op_time(now);
  his_state TEXT;
  stored BIGINT := 0;
BEGIN
  SELECT state INTO his_state FROM person WHERE id = me FOR NO KEY UPDATE;
  IF cardinality(leases) > 1 THEN
    PERFORM id FROM lease WHERE id = ANY (leases) AND person = me ORDER BY id FOR NO KEY UPDATE;
    PERFORM id FROM question WHERE id IN (
        SELECT question FROM lease WHERE id = ANY (leases) AND person = me AND state <> 'answered')
      ORDER BY id FOR NO KEY UPDATE;
  END IF;
  FOR place IN 1 .. cardinality(leases) LOOP
    SELECT * INTO fate, choice, counted
      FROM op_answer(me, t, his_state, leases[place], choices[place], times[place]);
    stored := stored + (fate = 'stored')::INTEGER;
    RETURN NEXT;
  END LOOP;
  IF stored > 0 THEN
    UPDATE person SET answered = answered + stored, seen = t WHERE id = me;
  END IF;
END $$;

CREATE FUNCTION op_heartbeat(me BIGINT, now BIGINT, lease_ms BIGINT)
RETURNS TABLE (state TEXT, answered BIGINT, total BIGINT) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  t BIGINT := op_time(now);
BEGIN
  PERFORM op_lock(me);
  UPDATE lease SET expires = t + lease_ms WHERE person = me AND state = 'open';
  UPDATE person SET seen = t WHERE id = me;
  RETURN QUERY SELECT * FROM op_progress(me);
END $$;

-- Release one lease of a person, or all, and let the plan go on from the first of their slots; how many.
CREATE FUNCTION op_give_back(me BIGINT, only_lease BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  gone BIGINT[];
  place BIGINT;
BEGIN
  SELECT array_agg(id), min(slot) INTO gone, place FROM (
    SELECT id, slot FROM lease
    WHERE person = me AND state IN ('open', 'expired') AND (only_lease IS NULL OR id = only_lease)
    ORDER BY id FOR NO KEY UPDATE) AS mine;
  IF gone IS NULL THEN
    RETURN 0;
  END IF;
  UPDATE question SET leased = leased - 1 WHERE id IN (
    SELECT lease.question FROM lease JOIN question ON question.id = lease.question
      JOIN pool ON pool.id = question.pool
    WHERE lease.id = ANY (gone) AND lease.state = 'open' AND turn = 0 AND role = 'vote');
  UPDATE lease SET state = 'released' WHERE id = ANY (gone);
  SELECT least(next, place) INTO place FROM person WHERE id = me;
  -- Slots from here on that were skipped are tried again too.
  UPDATE person SET next = place, total = cardinality(op_slots(me, place)) + (
      SELECT count(*) FROM lease WHERE lease.person = me AND lease.state <> 'released')
    WHERE id = me;
  RETURN cardinality(gone);
END $$;

CREATE FUNCTION op_release(me BIGINT, now BIGINT, its_lease BIGINT, what TEXT, more TEXT)
RETURNS TABLE (state TEXT, answered BIGINT, total BIGINT) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  t BIGINT := op_time(now);
BEGIN
  PERFORM op_lock(me);
  IF op_give_back(me, its_lease) > 0 THEN
    INSERT INTO trouble (person, kind, detail, at) VALUES (me, what, more, t);
  END IF;
  UPDATE person SET seen = t WHERE id = me;
  RETURN QUERY SELECT * FROM op_progress(me);
END $$;
