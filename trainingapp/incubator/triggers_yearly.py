"""What the database refuses in yearly reports: their figures are frozen, another report is another row."""

from __future__ import annotations

YEARLY: dict[str, list[str]] = {
    "sqlite": [
        f"""
        CREATE TRIGGER yearly_snapshot_no_{event} BEFORE {event.upper()} ON yearly_snapshot
        BEGIN SELECT RAISE(ABORT, 'figures of a yearly report stay as they are'); END
        """
        for event in ("update", "delete")
    ],
    "postgresql": [
        """
        CREATE FUNCTION yearly_snapshot_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'figures of a yearly report stay as they are'; END $$
        """,
        """
        CREATE TRIGGER yearly_snapshot_frozen BEFORE UPDATE OR DELETE ON yearly_snapshot
        FOR EACH ROW EXECUTE FUNCTION yearly_snapshot_frozen()
        """,
    ],
}
