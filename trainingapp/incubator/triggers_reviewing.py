"""What the database refuses in reviews and decisions: what was submitted, decided and answered stays as it is."""

from __future__ import annotations

_SENTENCES = {
    "rubric_version_kept": "a published scoring sheet never changes",
    "case_review_kept": "a submitted review never changes",
    "review_moderation_kept": "notes on reviews are only added",
    "case_interview_kept": "interviews are only added",
    "ranking_record_kept": "a closed ranking is ended, never changed",
    "determination_kept": "decisions are only added",
    "determination_decider_kept": "decisions are only added",
    "notice_objection_kept": "a settled objection stays settled",
    "case_appeal_kept": "an answered appeal stays answered",
}

# name, table, event, condition. What people wrote may only be emptied when they leave.
_GUARDS = [
    ("rubric_version_kept", "rubric_version", "UPDATE", "TRUE"),
    (
        "case_review_kept",
        "case_review",
        "UPDATE OF id, seat_id, number, scores, vetoes, recommendation, total, submitted_at",
        "OLD.submitted_at IS NOT NULL",
    ),
    ("review_moderation_kept", "review_moderation", "UPDATE", "TRUE"),
    ("case_interview_kept", "case_interview", "UPDATE", "TRUE"),
    (
        "ranking_record_kept",
        "ranking_record",
        "UPDATE OF id, case_id, revision, rubric_id, total, bonus, spread, passes, findings",
        "TRUE",
    ),
    ("determination_kept", "determination", "UPDATE", "TRUE"),
    ("determination_decider_kept", "determination_decider", "UPDATE", "TRUE"),
    (
        "notice_objection_kept",
        "notice_objection",
        "UPDATE OF notice_id, is_upheld, settlement, settled_by_id, settled_at",
        "OLD.settled_at IS NOT NULL",
    ),
    (
        "case_appeal_kept",
        "case_appeal",
        "UPDATE OF case_id, is_upheld, answer, answered_by_id, answered_at",
        "OLD.answered_at IS NOT NULL",
    ),
]


def _on_sqlite(name: str, table: str, event: str, condition: str) -> str:
    return f"""
        CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{_SENTENCES[name]}'); END
        """


def _on_postgresql(name: str, table: str, event: str, condition: str) -> list[str]:
    function = f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{_SENTENCES[name]}'; END $$
        """
    trigger = f"""
        CREATE TRIGGER {name} BEFORE {event} ON {table}
        FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()
        """
    return [function, trigger]


REVIEWING: dict[str, list[str]] = {
    "sqlite": [_on_sqlite(*guard) for guard in _GUARDS],
    "postgresql": [statement for guard in _GUARDS for statement in _on_postgresql(*guard)],
}
