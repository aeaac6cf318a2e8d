"""Migrations lead from nothing to the models, on both databases."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

from tests.conftest import make_app, triggers
from trainingapp.extensions import Base, db


def differences(app: Flask) -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": False}
        )
        return [
            d for d in compare_metadata(context, Base.metadata) if "alembic_version" not in str(d)
        ]


def migrate(app: Flask) -> tuple[list[object], int, int, set[str]]:
    """Up and down again: what differs from the models, triggers found and wanted, tables left over."""
    with app.app_context():
        upgrade()
        found = differences(app), trigger_count(), wanted_triggers()
        downgrade(revision="base")
        left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
        db.session.remove()
        db.engine.dispose()
    return *found, left


def wanted_triggers() -> int:
    return sum("CREATE TRIGGER" in t.upper() for t in triggers(db.engine.dialect.name))


def trigger_count() -> int:
    if db.engine.dialect.name == "sqlite":
        return int(
            db.session.scalar(text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"))
            or 0
        )
    return int(
        db.session.scalar(text("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")) or 0
    )


def test_migrations_lead_to_the_models_on_sqlite(tmp_path: Path) -> None:
    differing, found, wanted, left = migrate(make_app(tmp_path))
    assert differing == []
    assert found == wanted > 0
    assert left == set()


def test_migrations_lead_to_the_models_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    differing, found, wanted, left = migrate(make_app(tmp_path, fresh_database(postgres_url)))
    assert differing == []
    assert found == wanted > 0
    assert left == set()


def fresh_database(url: str) -> str:
    """An empty database on the same server."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS fresh"))
        connection.execute(text("CREATE DATABASE fresh"))
    engine.dispose()
    return url.replace("/postgres?", "/fresh?")
