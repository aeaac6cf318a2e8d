"""Database triggers: the record of what candidates answered is appended to and never changed."""

from __future__ import annotations

_SENTENCE = "an answer event never changes"

TRIGGERS: dict[str, list[str]] = {
    "sqlite": [
        f"CREATE TRIGGER answer_event_unchangeable BEFORE UPDATE ON answer_event "
        f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END",
        f"CREATE TRIGGER answer_event_undeletable BEFORE DELETE ON answer_event "
        f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION answer_event_unchangeable() RETURNS trigger "
        f"LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_SENTENCE}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER answer_event_unchangeable BEFORE UPDATE OR DELETE ON answer_event "
        "FOR EACH ROW EXECUTE FUNCTION answer_event_unchangeable()",
    ],
}
