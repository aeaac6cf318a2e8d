"""The database itself refuses to change the log, whoever asks.

Entries may only go when an anchor covers them and they are a year old; the head only moves forward.
"""

from __future__ import annotations

_REFUSAL = "the audit log is append-only"
_YEAR_SECONDS = 365 * 24 * 60 * 60


def _sqlite(name: str, event: str, condition: str = "") -> str:
    when = f" WHEN {condition}" if condition else ""
    table = name.rsplit("_", 1)[0]
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table}{when} "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )


def _postgresql(name: str, event: str, function: str, *, each: str = "ROW") -> str:
    table = name.rsplit("_", 1)[0]
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION {function}()"
    )


def _function(name: str, refuse_when: str, *, otherwise: str = "NEW") -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {refuse_when} THEN RAISE EXCEPTION '{_REFUSAL}'; END IF; RETURN {otherwise}; END $$"
    )


_COVERED = "(SELECT coalesce(max(number), 0) FROM audit_anchor)"
_SQLITE_YOUNG = f"OLD.at > (CAST(strftime('%s', 'now') AS INTEGER) - {_YEAR_SECONDS}) * 1000"
_POSTGRESQL_YOUNG = f"OLD.at > (extract(epoch FROM now()) - {_YEAR_SECONDS}) * 1000"

TRIGGERS: dict[str, list[str]] = {
    "sqlite": [
        _sqlite("audit_entry_update", "UPDATE"),
        _sqlite("audit_entry_delete", "DELETE", f"OLD.number > {_COVERED} OR {_SQLITE_YOUNG}"),
        _sqlite("audit_anchor_update", "UPDATE"),
        _sqlite("audit_anchor_delete", "DELETE"),
        _sqlite("audit_head_update", "UPDATE", "NEW.number <= OLD.number"),
        _sqlite("audit_head_delete", "DELETE"),
    ],
    "postgresql": [
        _function("audit_refuse", "true"),
        _function(
            "audit_refuse_early", f"OLD.number > {_COVERED} OR {_POSTGRESQL_YOUNG}", otherwise="OLD"
        ),
        _function("audit_refuse_back", "NEW.number <= OLD.number"),
        _postgresql("audit_entry_update", "UPDATE", "audit_refuse"),
        _postgresql("audit_entry_delete", "DELETE", "audit_refuse_early"),
        _postgresql("audit_entry_truncate", "TRUNCATE", "audit_refuse", each="STATEMENT"),
        _postgresql("audit_anchor_update", "UPDATE OR DELETE", "audit_refuse"),
        _postgresql("audit_anchor_truncate", "TRUNCATE", "audit_refuse", each="STATEMENT"),
        _postgresql("audit_head_update", "UPDATE", "audit_refuse_back"),
        _postgresql("audit_head_delete", "DELETE", "audit_refuse"),
        _postgresql("audit_head_truncate", "TRUNCATE", "audit_refuse", each="STATEMENT"),
    ],
}
