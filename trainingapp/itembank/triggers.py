"""Database triggers: whatever a candidate may have seen never changes, not even by a slip in our own code."""

from __future__ import annotations

_REVISION_COLUMNS = (
    "item_id, number, kind, content, content_sha256, key, level, chapter, expected_facility"
)
_FORM_COLUMNS = (
    "code, version, subject, title, specification_id, policy_id, origin, plan_sha256, document, "
    "document_sha256, answer_key, published_at, exam_year"
)
_IS_ON_A_FORM = "EXISTS (SELECT 1 FROM test_form_slot WHERE item_revision_id = OLD.id)"
_IS_PUBLISHED = "OLD.document_sha256 <> ''"


def _sqlite(name: str, event: str, *, condition: str, sentence: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    )


def _postgresql(name: str, event: str, *, condition: str, sentence: str) -> list[str]:
    # A WHEN clause may not hold a subquery on PostgreSQL, so the function asks.
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


_GUARDS = [
    (
        "item_revision_unchangeable",
        f"UPDATE OF {_REVISION_COLUMNS} ON item_revision",
        _IS_ON_A_FORM,
        "an item revision on a test form never changes",
    ),
    (
        "test_form_unchangeable",
        f"UPDATE OF {_FORM_COLUMNS} ON test_form",
        _IS_PUBLISHED,
        "a published test form never changes",
    ),
    (
        "test_form_slot_unchangeable",
        "UPDATE ON test_form_slot",
        "TRUE",
        "a slot of a test form never changes",
    ),
    (
        "test_form_slot_undeletable",
        "DELETE ON test_form_slot",
        "TRUE",
        "a slot of a test form is never deleted",
    ),
    (
        "test_form_undeletable",
        "DELETE ON test_form",
        _IS_PUBLISHED,
        "a published test form is never deleted",
    ),
    (
        "policy_version_unchangeable",
        "UPDATE OF code, version, content ON policy_version",
        "TRUE",
        "a scoring policy never changes",
    ),
    (
        "blind_answer_unchangeable",
        "UPDATE ON blind_answer",
        "TRUE",
        "an answer given blind never changes",
    ),
    (
        "blind_answer_undeletable",
        "DELETE ON blind_answer",
        "TRUE",
        "an answer given blind is never deleted",
    ),
]

TRIGGERS: dict[str, list[str]] = {
    "sqlite": [
        _sqlite(name, event, condition=condition, sentence=sentence)
        for name, event, condition, sentence in _GUARDS
    ],
    "postgresql": [
        statement
        for name, event, condition, sentence in _GUARDS
        for statement in _postgresql(name, event, condition=condition, sentence=sentence)
    ],
}
