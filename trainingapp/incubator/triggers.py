"""What the database itself refuses in the incubator's tables: history is only ever added to."""

from __future__ import annotations

TRIGGERS: dict[str, list[str]] = {
    "sqlite": [
        """
        CREATE TRIGGER stage_record_unchangeable BEFORE UPDATE ON stage_record
        BEGIN SELECT RAISE(ABORT, 'stage records are only added'); END
        """,
        """
        CREATE TRIGGER workflow_version_unchangeable BEFORE UPDATE ON workflow_version
        BEGIN SELECT RAISE(ABORT, 'a published workflow never changes'); END
        """,
    ],
    "postgresql": [
        """
        CREATE FUNCTION stage_record_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'stage records are only added'; END $$
        """,
        """
        CREATE TRIGGER stage_record_unchangeable BEFORE UPDATE ON stage_record
        FOR EACH ROW EXECUTE FUNCTION stage_record_unchangeable()
        """,
        """
        CREATE FUNCTION workflow_version_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a published workflow never changes'; END $$
        """,
        """
        CREATE TRIGGER workflow_version_unchangeable BEFORE UPDATE ON workflow_version
        FOR EACH ROW EXECUTE FUNCTION workflow_version_unchangeable()
        """,
    ],
}
