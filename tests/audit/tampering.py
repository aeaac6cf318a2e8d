"""What only somebody with the database in hand can do: change the log behind the triggers' back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from tests.conftest import standing_aside
from trainingapp.audit.triggers import TRIGGERS
from trainingapp.extensions import db
from trainingapp.web.transactions import writing


@contextmanager
def behind_the_triggers() -> Iterator[None]:
    """Statements inside run without the triggers and are committed."""
    db.session.rollback()
    is_sqlite = db.engine.dialect.name == "sqlite"
    with writing():
        if is_sqlite:
            for statement in TRIGGERS["sqlite"]:
                db.session.execute(text(f"DROP TRIGGER {statement.split()[2]}"))
        else:
            db.session.execute(text("SET session_replication_role = replica"))
        yield
        if is_sqlite:
            for statement in TRIGGERS["sqlite"]:
                db.session.execute(text(standing_aside(statement)))
        else:
            db.session.execute(text("SET session_replication_role = origin"))
        db.session.commit()
        db.session.remove()


def tamper(statement: str) -> None:
    """Run one statement behind the triggers."""
    with behind_the_triggers():
        db.session.execute(text(statement))
