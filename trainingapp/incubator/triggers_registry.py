"""What the database refuses in registers and documents: an entry is struck once, and never changed otherwise."""

from __future__ import annotations

REGISTERS = (
    "agency_authority",
    "agency_change",
    "agency_charter",
    "agency_contact",
    "agency_credit_event",
    "agency_filing",
    "agency_founder",
    "agency_grade",
    "agency_licence",
    "agency_organ_member",
    "agency_party_unit",
    "agency_premises",
    "agency_registration",
    "agency_site",
    "agency_statement",
    "agency_step",
    "agency_tax_status",
)

# table, condition under which a change is refused, sentence
_GUARDS = [
    *(
        (
            table,
            "OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL",
            "an entry is struck out, never changed",
        )
        for table in REGISTERS
    ),
    ("incubator_document_access", "TRUE", "who opened a document is only added"),
    (
        "incubator_document_version",
        "OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL",
        "a version is erased, never changed",
    ),
]


def _on_sqlite(table: str, condition: str, sentence: str) -> str:
    return f"""
        CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{sentence}'); END
        """


def _on_postgresql(table: str, condition: str, sentence: str) -> list[str]:
    function = f"""
        CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{sentence}'; END $$
        """
    trigger = f"""
        CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table}
        FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {table}_kept()
        """
    return [function, trigger]


REGISTRY: dict[str, list[str]] = {
    "sqlite": [_on_sqlite(*guard) for guard in _GUARDS],
    "postgresql": [statement for guard in _GUARDS for statement in _on_postgresql(*guard)],
}
