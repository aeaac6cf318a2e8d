"""The database itself refuses to change the ledger, and to correct an entry below nothing or above what it granted.

Only the free text of a correction's reason may be emptied, when somebody leaves.
"""

from __future__ import annotations

_REFUSAL = "the ledger of continuing education is append-only"
_BOUNDS = "a correction leaves between nothing and what was granted"
_KEPT = (
    "id, user_id, number, minutes, category, title, provider, earned_on, course_id, rule_id, unit, "
    "source_key, corrects_id, snapshot, snapshot_sha256, recorded_at, recorded_by_id, previous, hash"
)
_LEFT = (
    "(SELECT coalesce(sum(minutes), 0) FROM ce_entry "
    "WHERE id = NEW.corrects_id OR corrects_id = NEW.corrects_id) + NEW.minutes"
)
_GRANTED = (
    "(SELECT minutes FROM ce_entry WHERE id = NEW.corrects_id AND corrects_id IS NULL "
    "AND user_id = NEW.user_id)"
)
# A missing original gives NULL, which is outside the bounds too.
_IS_OUTSIDE = (
    f"NEW.corrects_id IS NOT NULL AND coalesce({_LEFT} NOT BETWEEN 0 AND {_GRANTED}, TRUE)"
)

# name, event, condition, sentence
_GUARDS = [
    ("ce_entry_unchangeable", f"UPDATE OF {_KEPT}", "TRUE", _REFUSAL),
    ("ce_entry_reason", "UPDATE OF reason", "NEW.reason <> ''", _REFUSAL),
    ("ce_entry_undeletable", "DELETE", "TRUE", _REFUSAL),
    ("ce_entry_bounds", "INSERT", _IS_OUTSIDE, _BOUNDS),
]


def _sqlite(name: str, event: str, *, condition: str, sentence: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON ce_entry FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    )


def _postgresql(name: str, event: str, *, condition: str, sentence: str) -> list[str]:
    # A WHEN clause may not hold a subquery on PostgreSQL, so the function asks.
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON ce_entry FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


TRIGGERS: dict[str, list[str]] = {
    "sqlite": [
        _sqlite(name, event, condition=condition, sentence=sentence)
        for name, event, condition, sentence in _GUARDS
    ],
    "postgresql": [
        *(
            statement
            for name, event, condition, sentence in _GUARDS
            for statement in _postgresql(name, event, condition=condition, sentence=sentence)
        ),
        "CREATE TRIGGER ce_entry_truncate BEFORE TRUNCATE ON ce_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION ce_entry_undeletable()",
    ],
}
