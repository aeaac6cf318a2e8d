"""What the database refuses in matters of residence: submitted sheets stay, attempts are only added."""

from __future__ import annotations

SUBMITTED = ("maturity_assessment", "case_evaluation")

_SQLITE = [
    f"""
    CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table}
    WHEN OLD.submitted_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a submitted sheet stays'); END
    """
    for table in SUBMITTED
]
_POSTGRESQL = [
    statement
    for table in SUBMITTED
    for statement in (
        f"""
    CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'a submitted sheet stays'; END $$
    """,
        f"""
    CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table}
    FOR EACH ROW WHEN (OLD.submitted_at IS NOT NULL) EXECUTE FUNCTION {table}_stays()
    """,
    )
]

RESIDING: dict[str, list[str]] = {
    "sqlite": [
        *_SQLITE,
        """
        CREATE TRIGGER follow_up_contact_unchangeable BEFORE UPDATE ON follow_up_contact
        BEGIN SELECT RAISE(ABORT, 'attempts are only added'); END
        """,
    ],
    "postgresql": [
        *_POSTGRESQL,
        """
        CREATE FUNCTION follow_up_contact_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'attempts are only added'; END $$
        """,
        """
        CREATE TRIGGER follow_up_contact_unchangeable BEFORE UPDATE ON follow_up_contact
        FOR EACH ROW EXECUTE FUNCTION follow_up_contact_unchangeable()
        """,
    ],
}
