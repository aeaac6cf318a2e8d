"""Database triggers: a marking is added to and never changed."""

from __future__ import annotations

_SENTENCE = "a marking never changes"

TRIGGERS: dict[str, list[str]] = {
    "sqlite": [
        f"CREATE TRIGGER submission_marking_unchangeable BEFORE UPDATE ON submission_marking "
        f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION submission_marking_unchangeable() RETURNS trigger "
        f"LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_SENTENCE}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER submission_marking_unchangeable BEFORE UPDATE ON submission_marking "
        "FOR EACH ROW EXECUTE FUNCTION submission_marking_unchangeable()",
    ],
}
