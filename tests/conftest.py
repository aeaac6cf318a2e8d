"""An application on a real database for every test; SQLite always, PostgreSQL where a test asks for both."""

from __future__ import annotations

import atexit
import gc
import os
import runpy
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from hypothesis import settings as examples
from sqlalchemy import event, text
from werkzeug.test import TestResponse

from tests import services
from trainingapp.app import create_app
from trainingapp.config import Settings
from trainingapp.exams.lean.store import current_store
from trainingapp.extensions import Base, db, limiter
from trainingapp.itembank.keeping import memory
from trainingapp.web.transactions import writing

ROOT = Path(__file__).parent.parent

# The same examples in every run: what lands is not a matter of luck. `--hypothesis-profile=explore` looks for new ones.
examples.register_profile("steady", derandomize=True)
examples.register_profile("explore", derandomize=False, print_blob=True)
examples.load_profile("steady")

# What is imported by now never goes: that the collector does not count it again and again saves a fifth of the time.
gc.freeze()

# Servers that tests start compile the program once for all, also where the machine keeps no compiled files.
if "PYTHONPYCACHEPREFIX" not in os.environ:
    os.environ["PYTHONPYCACHEPREFIX"] = tempfile.mkdtemp(prefix="compiled-")
    atexit.register(shutil.rmtree, os.environ["PYTHONPYCACHEPREFIX"], ignore_errors=True)
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(scope="session", autouse=True)
def catalogs() -> None:
    """Bring messages.mo up to the .po files, as the build does."""
    runpy.run_path(str(ROOT / "trainingapp" / "translations" / "compile.py"))["compile_catalogs"]()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL server of this test process."""
    with services.postgres() as url:
        yield url


def make_app(tmp: Path, database_url: str = "", **changes: object) -> Flask:
    """An application as in real use, but on loopback http, without request logs and with open limits."""
    settings = Settings(
        data=tmp,
        database_url=database_url,
        secret_key="a secret key of tests, long enough to be real",
        base_url="http://localhost",
        **changes,  # type: ignore[arg-type]
    )
    app = create_app(settings)
    app.config.update(TESTING=True, LOG_REQUESTS=False)
    limiter.enabled = False  # tests of the limits switch it on
    app.test_client_class = Reader
    app.teardown_request(forget_request)
    return app


def forget_request(_error: BaseException | None) -> None:
    """Empty `g`: the context around a test outlives its requests, a real one does not."""
    for name in list(g):
        g.pop(name)


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = make_app(tmp_path_factory.mktemp("data"))
    with app.app_context():
        event.listen(db.engine, "connect", forgo_durability)
    create_tables(app)
    return app


def forgo_durability(connection: Any, _record: Any) -> None:
    """Wait for no disk: every test empties the tables, and the tests of durability run servers of their own."""
    connection.execute("PRAGMA synchronous=OFF").close()


@pytest.fixture(scope="session")
def postgres_app(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Flask]:
    app = make_app(tmp_path_factory.mktemp("data"), postgres_url)
    create_tables(app)
    yield app
    with app.app_context():
        current_store().close()
        db.engine.dispose()


def create_tables(app: Flask) -> None:
    """Make every table and trigger from the models."""
    with app.app_context(), writing():
        db.create_all()
        is_sqlite = db.engine.dialect.name == "sqlite"
        if is_sqlite:
            db.session.execute(text("CREATE TABLE clearing (now INTEGER)"))
        for statement in triggers(db.engine.dialect.name):
            db.session.execute(text(standing_aside(statement) if is_sqlite else statement))
        db.session.commit()
        db.session.remove()


def standing_aside(trigger: str) -> str:
    """The trigger, which lets rows go while a test's tables are cleared.

    To drop it and make it anew after each test would cost ten milliseconds: SQLite reads its whole schema again.
    """
    head, begin, rest = trigger.partition("BEGIN")
    event, _, condition = head.partition(" WHEN ")
    if " DELETE ON " not in event:
        return trigger
    aside = "NOT EXISTS (SELECT 1 FROM clearing)"
    return f"{event} WHEN {aside} AND ({condition or 'TRUE'}) {begin}{rest}"


def triggers(dialect: str) -> list[str]:
    """The triggers that the parts ask for."""
    found: list[str] = []
    for path in sorted((ROOT / "trainingapp").glob("*/triggers.py")):
        found += runpy.run_path(str(path))["TRIGGERS"][dialect]
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "app" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both_databases") is not None
        metafunc.parametrize(
            "database", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True
        )


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The name of the database a test runs on."""
    return str(request.param)


@pytest.fixture
def app(request: pytest.FixtureRequest, database: str) -> Iterator[Flask]:
    """The application inside its context; every row is deleted afterwards."""
    name = "postgres_app" if database == "postgresql" else "sqlite_app"
    app: Flask = request.getfixturevalue(name)
    with app.app_context():
        yield app
        db.session.remove()
        empty_tables()


class Reader(FlaskClient):
    """A client whose every request has a context of its own, as in real use.

    Flask would reuse the test's context, and with it the person signed in by the request before.
    """

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        with self.application.app_context():
            answer = super().open(*arguments, **options)
        if has_app_context():  # not so in a thread of its own
            db.session.remove()  # what the test has loaded is older than the answer
        return answer


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without script that has not signed in and sends a fitting CSRF token."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def empty_tables() -> None:
    """Delete every row; append-only triggers stand aside for this. Most tests fill few of the tables."""
    memory.forget()
    with writing():
        order = table_names()
        found = set(db.session.connection().exec_driver_sql(_filled(order)).scalars())
        names = [name for name in order if name in found]
        if db.engine.dialect.name == "postgresql":
            # TRUNCATE of sixty tables takes half a second, deleting the few rows some milliseconds.
            deletions = "; ".join(f'DELETE FROM "{name}"' for name in names)
            db.session.execute(text("SET session_replication_role = replica"))
            db.session.execute(text(deletions or "SELECT 1"))
            db.session.execute(text("SET session_replication_role = origin"))
        else:
            _empty_sqlite(names)
        db.session.commit()
        db.session.remove()


@cache
def table_names() -> tuple[str, ...]:
    """Every table, those that refer before those referred to. Sorting two hundred takes milliseconds."""
    return tuple(table.name for table in reversed(Base.metadata.sorted_tables))


@cache
def _filled(names: tuple[str, ...]) -> str:
    return " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names
    )


def _empty_sqlite(names: list[str]) -> None:
    connection = db.session.connection()
    connection.exec_driver_sql("INSERT INTO clearing VALUES (1)")
    for name in names:
        connection.exec_driver_sql(f'DELETE FROM "{name}"')
    connection.exec_driver_sql("DELETE FROM clearing")
