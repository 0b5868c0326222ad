-- Somebody who has answered nothing and let leases run out holds few places from then on, until the first answer.

DROP FUNCTION op_expire(BIGINT, BIGINT, BIGINT, BOOLEAN);
-- Leases that have run out give their places back; up to `room` of this person's are opened again where there still
-- is one.
CREATE FUNCTION op_expire(me BIGINT, t BIGINT, lasts BIGINT, room BIGINT) RETURNS VOID
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
  FOR one IN
    SELECT lease.id, question, turn = 0 AND role = 'vote' AS holds FROM lease
      JOIN question ON question.id = lease.question JOIN pool ON pool.id = question.pool
    WHERE lease.id = ANY (mine) AND lease.state = 'expired' ORDER BY slot, lease.id
  LOOP
    EXIT WHEN room <= 0;
    IF one.holds THEN
      UPDATE question SET leased = leased + 1 WHERE id = one.question AND counted + leased < wanted;
      CONTINUE WHEN NOT FOUND;
    END IF;
    UPDATE lease SET state = 'open', expires = t + lasts WHERE id = one.id;
    room := room - 1;
  END LOOP;
END $$;

DROP FUNCTION op_claim(
  BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BOOLEAN, DOUBLE PRECISION[], TEXT[], BOOLEAN
);
-- Open leases by slot, each with the person's progress; one row without a lease if there is none. `first_most`
-- and `first_ms` are for somebody who has answered nothing yet, `lapsed_most` for who has also let leases run out.
-- The fourth argument of `op_expire` is how many leases of this person may be opened again.
CREATE FUNCTION op_claim(
  me BIGINT, now BIGINT, most BIGINT, lease_ms BIGINT, first_most BIGINT, first_ms BIGINT,
  lapsed_most BIGINT, gap BIGINT,
  give_backs BIGINT, fixed BOOLEAN, chances DOUBLE PRECISION[], sides TEXT[], again BOOLEAN
) RETURNS TABLE (
  state TEXT, answered BIGINT, total BIGINT, busy BOOLEAN, waiting BOOLEAN, lease BIGINT, slot BIGINT,
  kind TEXT, anchor TEXT, first TEXT, second TEXT, side TEXT, turn SMALLINT, attempt BIGINT
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  t BIGINT := op_time(now);
  his_state TEXT := op_lock(me);
  p person%ROWTYPE;
  his_plan BIGINT[];
  lasts BIGINT := lease_ms;
  there BIGINT;
  room BIGINT := 0;
  stuck BOOLEAN := false;
  waits BOOLEAN := false;
  o RECORD;
BEGIN
  SELECT * INTO p FROM person AS found WHERE found.id = me;
  his_plan := translate(p.plan, '[]', '{}');
  IF p.answered = 0 THEN
    lasts := first_ms;
    most := least(most, first_most);
  END IF;
  IF his_state = 'working' THEN
    room := cardinality(his_plan) + give_backs;
    IF p.answered = 0 AND EXISTS (SELECT 1 FROM lease AS l WHERE l.person = me
      AND (l.state = 'expired' OR l.state = 'open' AND l.expires <= t))
    THEN
      most := least(most, lapsed_most);
      room := lapsed_most - (
        SELECT count(*) FROM lease AS l WHERE l.person = me AND l.state = 'open' AND l.expires > t);
    END IF;
  END IF;
  IF NOT again THEN
    PERFORM op_expire(me, t, lasts, room);
  END IF;
  IF his_state = 'working' THEN
    SELECT count(*) INTO there FROM lease AS l WHERE l.person = me AND l.state = 'open';
    IF p.answered = 0 AND there = 0 AND NOT op_free(me, his_plan, false) THEN
      waits := op_wait(me, his_plan);
    ELSIF there < most THEN
      stuck := op_fill(me, t, most - there, lasts, gap, give_backs, fixed, chances, sides, again);
      IF p.answered = 0 AND NOT stuck AND NOT op_free(me, his_plan, false)
        AND NOT EXISTS (SELECT 1 FROM lease AS l WHERE l.person = me AND l.state = 'open')
      THEN
        -- The last free places went while they were looked for.
        UPDATE person SET next = p.next, total = p.total WHERE id = me;
        waits := op_wait(me, his_plan);
      END IF;
    END IF;
    UPDATE person SET seen = t WHERE id = me;
  END IF;
  SELECT * INTO o FROM op_progress(me);
  RETURN QUERY
    SELECT o.state, o.answered, o.total, stuck, waits, l.id, l.slot, p.kind, q.anchor, q.first, q.second,
      l.side, l.turn, (SELECT count(*) FROM undone AS u WHERE u.lease = l.id)
    FROM (SELECT 1) AS one
      LEFT JOIN lease AS l ON l.person = me AND l.state = 'open' AND o.state = 'working'
      LEFT JOIN question AS q ON q.id = l.question LEFT JOIN pool AS p ON p.id = q.pool
    ORDER BY l.slot, l.id;
END $$;
