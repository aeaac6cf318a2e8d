"""What the database refuses in waivers, in the site's rules of places, and in who read which law."""

from __future__ import annotations

# table, columns that never change ("" for all), condition under which any change is refused, sentence
_GUARDS = [
    (
        "compliance_waiver",
        "agency_id, code, reason, document_id, starts_on, ends_on, given_by_id, given_at",
        "OLD.ended_at IS NOT NULL",
        "a waiver is ended once, never changed",
    ),
    (
        "place_rule",
        "area, key, value, document, article, confidence, note, valid_from, entered_at, entered_by_id",
        "OLD.withdrawn_at IS NOT NULL OR"
        " (OLD.valid_to IS NOT NULL AND (NEW.valid_to IS NULL OR NEW.valid_to > OLD.valid_to))",
        "a rule of a place is ended or taken back, never changed",
    ),
    ("basis_reading", "", "TRUE", "readings of the law are only added"),
]


def _heads(table: str, columns: str, condition: str) -> list[tuple[str, str, str]]:
    """Name, event and condition of each trigger of a table."""
    found = [(f"{table}_closed", f"BEFORE UPDATE ON {table}", f"WHEN ({condition})")]
    if columns:
        found.append((f"{table}_kept", f"BEFORE UPDATE OF {columns} ON {table}", ""))
    return found


def _on_sqlite(table: str, columns: str, condition: str, sentence: str) -> list[str]:
    return [
        f"""
        CREATE TRIGGER {name}
        {f"{event} {when}".strip()}
        BEGIN SELECT RAISE(ABORT, '{sentence}'); END
        """
        for name, event, when in _heads(table, columns, condition)
    ]


def _on_postgresql(table: str, columns: str, condition: str, sentence: str) -> list[str]:
    function = f"""
        CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{sentence}'; END $$
        """
    return [
        function,
        *(
            f"""
        CREATE TRIGGER {name} {event}
        FOR EACH ROW {when} EXECUTE FUNCTION {table}_kept()
        """
            for name, event, when in _heads(table, columns, condition)
        ),
    ]


CHECKS: dict[str, list[str]] = {
    "sqlite": [statement for guard in _GUARDS for statement in _on_sqlite(*guard)],
    "postgresql": [statement for guard in _GUARDS for statement in _on_postgresql(*guard)],
}
