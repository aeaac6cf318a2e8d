"""Whether the database has the tables that this release expects, and bringing it there."""

from __future__ import annotations

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import upgrade

from trainingapp.extensions import db


def is_current() -> bool:
    """Whether the last migration of this release has run on the database."""
    with db.engine.connect() as connection:
        found = set(MigrationContext.configure(connection).get_current_heads())
    return found == set(_scripts(current_app).get_heads())


def migrate() -> None:
    """Run the migrations that have not run yet; all of them or none."""
    upgrade(sql=False)


def _scripts(app: Flask) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(app.extensions["migrate"].directory))
    return ScriptDirectory.from_config(config)
