"""Every SQL statement of the hot routes, for SQLite and PostgreSQL alike; values are named `:name`.

`{lock}` becomes FOR UPDATE where the database locks rows. The tables are in `exams/models.py`.
"""

# ruff: noqa: S608 - the statements are put together from constants only
from __future__ import annotations

MOST_EVENTS = 20_000  # of one attempt; ten times what a restless candidate makes

SIGNED_IN = """
SELECT u.id AS user_id, u.display_name, u.language, u.must_change_password, u.notice_version,
  s.secret_hash
FROM sign_in s JOIN "user" u ON u.id = s.user_id
WHERE s.id = :sign_in AND s.user_id = :user AND s.ended_at IS NULL AND u.anonymised_at IS NULL
"""

# Who asks and what they may begin, in one round trip; no row when the sign-in has ended.
ARRIVAL = """
SELECT u.id AS user_id, u.display_name, u.language, u.must_change_password, u.notice_version,
  s.secret_hash, si.id AS sitting_id, si.kind, si.owner_id, si.test_form_id, si.minutes,
  si.grace_seconds, si.opens_at, si.last_start_at, si.closes_at, si.closed_at, si.needs_seat,
  si.access_code, si.is_shuffled, si.earliest_hand_in_minutes, si.most_attempts,
  se.number AS seat_number, COALESCE(se.extra_seconds, 0) AS extra_seconds, a.id AS attempt_id,
  a.state, a.ordinal, f.document_sha256
FROM sign_in s
JOIN "user" u ON u.id = s.user_id
LEFT JOIN sitting si ON si.id = :sitting
LEFT JOIN test_form f ON f.id = si.test_form_id
LEFT JOIN seat se ON se.sitting_id = si.id AND se.candidate_id = u.id
LEFT JOIN attempt a ON a.sitting_id = si.id AND a.candidate_id = u.id AND a.ordinal =
  (SELECT MAX(ordinal) FROM attempt WHERE sitting_id = si.id AND candidate_id = u.id)
WHERE s.id = :sign_in AND s.user_id = :user AND s.ended_at IS NULL AND u.anonymised_at IS NULL
"""

# Two starts at once compute the same ordinal: one inserts, the other finds the row.
INSERT_ATTEMPT = """
INSERT INTO attempt (sitting_id, candidate_id, ordinal, test_form_id, is_first, state, minutes,
  shuffle_seed, started_at, deadline_at, extra_seconds, outage_seconds, paused_seconds,
  lease_number, lease_device, lease_taken_at, lease_seen_at, lease_sequence, event_count,
  chain_head)
VALUES (:sitting, :user, :ordinal, :form, NOT EXISTS (SELECT 1 FROM attempt
  WHERE candidate_id = :user AND test_form_id = :form AND state NOT IN ('created', 'voided')),
  'running', :minutes, :seed, :now,
  :deadline, :extra, 0, 0, :lease, :device, :leased, :leased, 0, 0, '')
ON CONFLICT (sitting_id, candidate_id, ordinal) DO NOTHING
RETURNING id
"""

BEGIN_CREATED = """
UPDATE attempt SET state = 'running', started_at = :now, deadline_at = :deadline,
  is_first = NOT EXISTS (SELECT 1 FROM attempt o WHERE o.candidate_id = :user
    AND o.test_form_id = :form AND o.state NOT IN ('created', 'voided'))
WHERE id = :attempt AND state = 'created'
"""

FIND_ATTEMPT = """
SELECT id FROM attempt
WHERE sitting_id = :sitting AND candidate_id = :user AND ordinal = :ordinal
"""

OPEN_ATTEMPT = """
SELECT a.id, a.candidate_id, a.test_form_id, a.state, a.shuffle_seed, a.started_at, a.deadline_at,
  a.lease_number, a.lease_device, a.lease_seen_at, a.lease_sequence, a.chain_head,
  a.extra_seconds, a.outage_seconds, a.paused_seconds, si.kind, si.grace_seconds,
  si.earliest_hand_in_minutes, se.number AS seat_number, f.document_sha256
FROM attempt a JOIN sitting si ON si.id = a.sitting_id
JOIN test_form f ON f.id = a.test_form_id
LEFT JOIN seat se ON se.sitting_id = si.id AND se.candidate_id = a.candidate_id
WHERE a.id = :attempt AND a.candidate_id = :user {lock}
"""

TAKE_LEASE = """
UPDATE attempt SET lease_number = :lease, lease_device = :device, lease_taken_at = :now,
  lease_seen_at = :now, lease_sequence = 0
WHERE id = :attempt
"""

KEEP_LEASE = "UPDATE attempt SET lease_seen_at = :now WHERE id = :attempt"

INSERT_LEASE = """
INSERT INTO attempt_lease (attempt_id, number, device, taken_at)
VALUES (:attempt, :lease, :device, :now)
"""

# Attempt and lease in one statement, for PostgreSQL.
BEGIN_AT_ONCE = f"""
WITH a AS ({INSERT_ATTEMPT}),
l AS (
  INSERT INTO attempt_lease (attempt_id, number, device, taken_at)
  SELECT a.id, :lease, CAST(:device AS text), CAST(:now AS bigint) FROM a
  WHERE CAST(:device AS text) IS NOT NULL
)
SELECT id FROM a
"""

RESPONSES = """
SELECT slot, selected, flagged, struck, seconds, client_at FROM item_response
WHERE attempt_id = :attempt ORDER BY slot
"""

# The one guard of a save: lease, sequence, chain, state and time in a single statement.
ADVANCE = f"""
UPDATE attempt SET lease_sequence = :last, chain_head = :head, event_count = event_count + :count,
  lease_seen_at = :now
WHERE id = :attempt AND lease_number = :lease AND lease_sequence = :after
  AND chain_head = :after_head AND state = 'running' AND deadline_at >= :limit
  AND event_count < {MOST_EVENTS}
RETURNING deadline_at, event_count
"""

INSERT_EVENT = """
INSERT INTO answer_event (attempt_id, lease_number, seq, position, kind, slot, selected, flagged,
  struck, seconds, client_at, server_at, is_late, is_grace, is_stray, hash)
VALUES (:attempt, :lease, :seq, :position, :kind, :slot, :selected, :flagged, :struck, :seconds,
  :client_at, :server_at, :late, :grace, :stray, :hash)
"""

_APPLY = """
ON CONFLICT (attempt_id, slot) DO UPDATE SET selected = excluded.selected,
  flagged = excluded.flagged, struck = excluded.struck, seconds = excluded.seconds,
  client_at = excluded.client_at, lease_number = excluded.lease_number, seq = excluded.seq,
  saved_at = excluded.saved_at
WHERE (item_response.lease_number, item_response.seq) < (excluded.lease_number, excluded.seq)
"""

# Whatever comes in under an earlier lease never hides what a later one wrote.
APPLY_EVENT = f"""
INSERT INTO item_response (attempt_id, slot, selected, flagged, struck, seconds, client_at,
  lease_number, seq, saved_at)
VALUES (:attempt, :slot, :selected, :flagged, :struck, :seconds, :client_at, :lease, :seq,
  :server_at)
{_APPLY}
"""

# The whole save in one statement, for PostgreSQL: no round trip between guard, events and answers.
SAVE_AT_ONCE = f"""
WITH a AS ({ADVANCE}),
sent AS (
  SELECT * FROM json_to_recordset(CAST(:events AS json)) AS x(seq int, kind text, slot int,
    selected text, flagged boolean, struck text, seconds int, client_at bigint, hash text)
),
stored AS (
  INSERT INTO answer_event (attempt_id, lease_number, seq, position, kind, slot, selected,
    flagged, struck, seconds, client_at, server_at, is_late, is_grace, is_stray, hash)
  SELECT :attempt, :lease, x.seq, a.event_count - (:last - x.seq), x.kind, x.slot, x.selected,
    x.flagged, x.struck, x.seconds, x.client_at, :now, FALSE, CAST(:now AS bigint) > a.deadline_at,
    FALSE, x.hash
  FROM a, sent x
),
applied AS (
  INSERT INTO item_response (attempt_id, slot, selected, flagged, struck, seconds, client_at,
    lease_number, seq, saved_at)
  SELECT DISTINCT ON (x.slot) :attempt, x.slot, x.selected, x.flagged, x.struck, x.seconds,
    x.client_at, :lease, x.seq, CAST(:now AS bigint)
  FROM a, sent x ORDER BY x.slot, x.seq DESC
  {_APPLY}
)
SELECT deadline_at FROM a
"""

RECORD = """
SELECT a.state, a.started_at, a.deadline_at, a.lease_number, a.lease_sequence, a.chain_head,
  a.event_count, a.test_form_id, si.grace_seconds, si.earliest_hand_in_minutes
FROM attempt a JOIN sitting si ON si.id = a.sitting_id
WHERE a.id = :attempt {lock}
"""

LAST_OF_LEASE = """
SELECT COALESCE(MAX(seq), 0) AS seq FROM answer_event
WHERE attempt_id = :attempt AND lease_number = :lease
"""

LEASE_TAKEN = "SELECT taken_at FROM attempt_lease WHERE attempt_id = :attempt AND number = :lease"

EXTEND_CHAIN = """
UPDATE attempt SET chain_head = :head, event_count = event_count + :count WHERE id = :attempt
"""

EXTEND_LEASE = """
UPDATE attempt SET chain_head = :head, event_count = event_count + :count, lease_sequence = :last,
  lease_seen_at = :now
WHERE id = :attempt
"""

SUBMIT = """
UPDATE attempt SET state = 'submitted', submitted_at = :submitted_at, finish_reason = :reason,
  paused_at = NULL, score = :score, is_passed = :is_passed, outcome = :outcome, policy = :policy
WHERE id = :attempt
"""

PULSE = """
SELECT a.state, a.deadline_at, a.lease_number, a.extra_seconds, a.outage_seconds,
  a.paused_seconds, u.language
FROM attempt a JOIN "user" u ON u.id = a.candidate_id
WHERE a.id = :attempt
"""

TEST_FORM = """
SELECT f.id, f.document, f.document_sha256, f.answer_key, p.code AS policy_code,
  p.version AS policy_version, p.content AS policy, s.content AS specification
FROM test_form f JOIN test_specification s ON s.id = f.specification_id
JOIN policy_version p ON p.id = f.policy_id
WHERE f.id = :form
"""

HAS_ATTEMPT = """
SELECT 1 AS found FROM attempt
WHERE candidate_id = :user AND test_form_id = :form AND state <> 'created' LIMIT 1
"""
