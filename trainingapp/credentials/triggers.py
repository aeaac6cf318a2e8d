"""The database itself refuses to change what was signed, and what happened to it.

Only a document and its title may be emptied, and the free text of a reason, when somebody leaves.
"""

from __future__ import annotations

_REFUSAL = "what was signed is never changed"
_SENTENCES = {
    "ce_allocation_fits": "an entry counts in a cycle of its person and its day",
    "ce_allocation_unchangeable": "where an entry counts is not rewritten",
}
_FITS = (
    "SELECT 1 FROM ce_entry JOIN registration_cycle ON registration_cycle.user_id = ce_entry.user_id "
    "WHERE ce_entry.id = NEW.entry_id AND registration_cycle.id = NEW.cycle_id "
    "AND ce_entry.corrects_id IS NULL AND ce_entry.earned_on >= registration_cycle.starts_on "
    "AND ce_entry.earned_on < registration_cycle.ends_on"
)
_KEPT = (
    "id, public_id, short_code, kind, claim, key, version, facts_sha256, user_id, sha256, "
    "content_sha256, issuer_key_id, status_list_id, status_index, issued_at, supersedes_id"
)
_DECIDED = (
    "id, user_id, number, ruleset_id, target, year, outcome, from_on, document_sha256, "
    "facts_sha256, decided_at, decided_by_id, previous, hash"
)
_FOUND = (
    "id, degree_id, work_id, certificate_id, pass_id, evidence_id, method, outcome, fields, "
    "valid_until, verified_by_id, verified_at"
)

# name, table, event, condition
_GUARDS = [
    ("credential_unchangeable", "credential", f"UPDATE OF {_KEPT}", "TRUE"),
    (
        "credential_document",
        "credential",
        "UPDATE OF document",
        "NEW.document <> '' AND NEW.document <> OLD.document",
    ),
    (
        "credential_ended",
        "credential",
        "UPDATE OF state, ended_at",
        "OLD.state <> 'issued'",
    ),
    ("credential_undeletable", "credential", "DELETE", "TRUE"),
    (
        "credential_event_unchangeable",
        "credential_event",
        "UPDATE OF id, credential_id, act, at, actor_id",
        "TRUE",
    ),
    ("credential_event_reason", "credential_event", "UPDATE OF reason", "NEW.reason <> ''"),
    ("credential_event_undeletable", "credential_event", "DELETE", "TRUE"),
    ("credential_basis_unchangeable", "credential_basis", "UPDATE", "TRUE"),
    ("credential_basis_undeletable", "credential_basis", "DELETE", "TRUE"),
    ("decision_unchangeable", "decision", f"UPDATE OF {_DECIDED}", "TRUE"),
    ("decision_document", "decision", "UPDATE OF document", "NEW.document <> ''"),
    ("decision_undeletable", "decision", "DELETE", "TRUE"),
    ("verification_unchangeable", "verification", f"UPDATE OF {_FOUND}", "TRUE"),
    (
        "verification_second",
        "verification",
        "UPDATE OF second, second_by_id, second_at",
        "OLD.second <> 'waiting'",
    ),
    ("decision_evidence_unchangeable", "decision_evidence", "UPDATE", "TRUE"),
    ("decision_evidence_undeletable", "decision_evidence", "DELETE", "TRUE"),
    (
        "degree_batch_signed",
        "degree_batch",
        "UPDATE OF organisation_id, document, signature, issuer_key_id, loaded_by_id, loaded_at",
        "OLD.document <> ''",
    ),
    ("ruleset_unchangeable", "ruleset", "UPDATE", "TRUE"),
    ("ruleset_undeletable", "ruleset", "DELETE", "TRUE"),
    ("ce_allocation_fits", "ce_allocation", "INSERT", f"NOT EXISTS ({_FITS})"),
    ("ce_allocation_unchangeable", "ce_allocation", "UPDATE", "TRUE"),
]


def _sqlite(name: str, table: str, *, event: str, condition: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{_SENTENCES.get(name, _REFUSAL)}'); END"
    )


def _postgresql(name: str, table: str, *, event: str, condition: str) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{_SENTENCES.get(name, _REFUSAL)}' "
        "USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


TRIGGERS: dict[str, list[str]] = {
    "sqlite": [_sqlite(n, t, event=e, condition=c) for n, t, e, c in _GUARDS],
    "postgresql": [
        statement for n, t, e, c in _GUARDS for statement in _postgresql(n, t, event=e, condition=c)
    ],
}
