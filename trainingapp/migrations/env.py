"""Alembic's entry: migrations run on the application's own engine, in one transaction that holds the writer lock."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from flask import current_app

from trainingapp.extensions import Base, Instant, Points, db
from trainingapp.web.transactions import writing


def render_type(kind: str, value: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write our own column types as the plain ones they are kept in: a migration must not change with the code."""
    if kind == "type" and isinstance(value, Instant):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(value, Points):
        return "sa.Integer()"
    return False


def run() -> None:
    """Upgrade or downgrade the database of the application."""
    options = current_app.extensions["migrate"].configure_args
    with writing(), db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_type,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
