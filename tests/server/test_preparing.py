"""Before the start: the stamp that spares a second preparation, the tables, a word while something takes long."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
import time_machine
from flask import Flask
from sqlalchemy import inspect

from tests.conftest import make_app
from tests.server.test_commands import run
from trainingapp.config import Settings
from trainingapp.extensions import Base, db
from trainingapp.server import backup, preparation, prepare, progress, schema, wsgi
from trainingapp.server.demo_people import PEOPLE
from trainingapp.server.preparation import fingerprint, is_prepared, note_prepared


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings beside a small program with a question bank."""
    program = tmp_path / "program"
    for name in ("migrations/versions/0001.py", "server/demo_people.py", "server/serve.py"):
        file = program / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("first")
    bank = tmp_path / "bank"
    (bank / "items").mkdir(parents=True)
    (bank / "items" / "a.yaml").write_text("first")
    monkeypatch.setattr(preparation, "PACKAGE", program)
    (tmp_path / "data").mkdir()
    return Settings(data=tmp_path / "data", bank=str(bank))


def rewrite(file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text("second!")


@pytest.mark.parametrize(
    ("changed", "is_noticed"),
    [
        ("bank/items/a.yaml", True),
        ("bank/items/b.yaml", True),
        ("program/migrations/versions/0001.py", True),
        ("program/migrations/versions/0002.py", True),
        ("program/server/demo_people.py", True),
        ("program/server/demo_more.py", True),
        ("program/server/serve.py", False),
        ("program/migrations/versions/__pycache__/0001.pyc", False),
        ("data/trainingapp.sqlite3", False),
    ],
)
def test_what_the_demonstration_is_made_of_makes_it_be_made_anew(
    settings: Settings, tmp_path: Path, changed: str, is_noticed: bool
) -> None:
    assert not is_prepared(settings)
    note_prepared(settings)
    assert is_prepared(settings)
    rewrite(tmp_path / changed)
    assert is_prepared(settings) is not is_noticed


def test_a_file_of_the_same_size_written_later_is_noticed(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "bank" / "items" / "a.yaml"
    before = fingerprint(settings)
    status = file.stat()
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert fingerprint(settings) != before


def test_a_file_that_has_gone_is_noticed(settings: Settings, tmp_path: Path) -> None:
    note_prepared(settings)
    (tmp_path / "bank" / "items" / "a.yaml").unlink()
    assert not is_prepared(settings)


def test_another_database_is_prepared_by_itself(settings: Settings, tmp_path: Path) -> None:
    other = Settings(data=tmp_path / "other", bank=settings.bank)
    assert fingerprint(other) != fingerprint(settings)
    assert not is_prepared(other)


def test_without_a_setting_the_bank_beside_the_program_is_taken(tmp_path: Path) -> None:
    assert preparation.bank_folder(Settings(data=tmp_path)).name == "question_bank"
    assert preparation.bank_folder(Settings(data=tmp_path, bank="/a/b")) == Path("/a/b")


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Flask]:
    """A site whose database has no table yet."""
    made = make_app(tmp_path)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def test_the_migrations_make_every_table_and_column_of_the_models(empty_site: Flask) -> None:
    assert not schema.is_current()
    schema.migrate()
    assert schema.is_current()
    found = inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        columns = {column["name"] for column in found.get_columns(table.name)}
        assert columns == {column.name for column in table.columns}, table.name
    schema.migrate()
    assert schema.is_current(), "a second run changes nothing"


@pytest.mark.parametrize("is_current", [True, False])
def test_the_demonstration_is_prepared_step_by_step(
    app: Flask, monkeypatch: pytest.MonkeyPatch, is_current: bool
) -> None:
    done: list[str] = []
    monkeypatch.setattr(schema, "is_current", lambda: is_current)
    monkeypatch.setattr(schema, "migrate", lambda: done.append("tables"))
    monkeypatch.setattr(prepare, "load_folder", lambda *_a, **_k: done.append("bank"))
    monkeypatch.setattr(prepare, "make_demonstration", lambda **_k: done.append("people"))
    monkeypatch.setattr(prepare, "run_all", lambda: done.append("jobs"))
    monkeypatch.setattr(prepare, "note_prepared", lambda _settings: done.append("stamp"))
    assert run("prepare-demo", app=app).exit_code == 0
    assert done == [*(["tables"] if not is_current else []), "bank", "people", "jobs", "stamp"]


def test_what_could_not_be_prepared_gets_no_stamp(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamped: list[Settings] = []

    def fail(*_arguments: object, **_options: object) -> None:
        raise click.ClickException("The question bank has problems.")

    monkeypatch.setattr(schema, "is_current", lambda: True)
    monkeypatch.setattr(prepare, "load_folder", fail)
    monkeypatch.setattr(prepare, "note_prepared", stamped.append)
    done = run("prepare-demo", app=app)
    assert done.exit_code == 1
    assert "The question bank has problems." in done.output
    assert stamped == []


def test_what_is_quick_is_done_without_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.step("Copying"):
        pass
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("is_terminal", "sign"), [(False, "  Copying … "), (True, "\r\033[K")])
def test_what_takes_long_is_told_at_its_start_and_its_end(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool, sign: str
) -> None:
    told = threading.Event()
    lines: list[tuple[str, bool]] = []

    def echo(line: str, *, nl: bool = True) -> None:
        lines.append((line, nl))
        told.set()

    monkeypatch.setattr(progress, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(click, "echo", echo)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal, raising=False)
    with progress.step("Copying"):
        assert told.wait(10)
    assert lines[0] == (
        f"{sign}  Copying … 0 s" if is_terminal else "  Copying … 0 s",
        not is_terminal,
    )
    assert lines[-1][0].startswith(sign)
    assert lines[-1][0].endswith("0.0 s")
    assert lines[-1][1], "the line of the end is ended"
    assert is_terminal or len(lines) == 2


def test_a_step_that_fails_is_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = threading.active_count()
    with pytest.raises(click.ClickException, match="no room"), progress.step("Copying"):
        raise click.ClickException("no room")
    assert threading.active_count() == threads


def test_a_backup_of_postgresql_is_the_work_of_its_own_tool(tmp_path: Path) -> None:
    env = {"TRAININGAPP_DATABASE_URL": "postgresql+psycopg://x/y"}
    done = run("backup", str(tmp_path / "copy"), env=env)
    assert done.exit_code == 1
    assert "pg_dump --format=custom" in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_is_found_damaged_takes_no_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Doubtful(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            wanted = "SELECT 'row 7 missing'" if sql == "PRAGMA integrity_check" else sql
            return super().execute(wanted, *values)

    with closing(sqlite3.connect(tmp_path / "a.sqlite3")) as made:
        made.execute("CREATE TABLE note (body TEXT)")
    (tmp_path / "copy").write_text("yesterday's")
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *place, **said: connect(*place, factory=Doubtful, **said)
    )
    with pytest.raises(click.ClickException, match="The copy is damaged: row 7 missing"):
        backup.copy_database(tmp_path / "a.sqlite3", tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "yesterday's"
    assert not (tmp_path / "copy.part").exists()


def test_a_backup_is_read_by_its_owner_alone_and_needs_no_other_file(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.sqlite3")) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE note (body TEXT)")
        (tmp_path / "copy.part").write_text("left behind by a copy that was cut off")
        backup.copy_database(tmp_path / "a.sqlite3", tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.parametrize(("second", "left"), [(0, 30), (1, 29), (29, 1), (30, 30), (59, 1)])
def test_the_codes_of_the_demonstration_say_how_long_they_are_good(second: int, left: int) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 4, 0, second, tzinfo=UTC), tick=False):
        shown = run("demo-codes").output
    staff = [person for person in PEOPLE if person.totp_secret]
    assert shown.count("@demo.example") == len(staff) == len(PEOPLE) - 2
    assert f"Good for another {left} seconds." in shown


def test_a_web_process_is_made_from_the_environment_and_warmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warmed: list[Flask] = []
    monkeypatch.setattr(wsgi, "warm_up", warmed.append)
    monkeypatch.setenv("TRAININGAPP_DATA", str(tmp_path))
    monkeypatch.setenv("TRAININGAPP_SITE_OPERATOR", "滨江社会工作协会")
    monkeypatch.setenv("TRAININGAPP_SECRET_KEY", "x" * 40)
    made = wsgi.make_app()
    assert warmed == [made]
    assert made.config["SITE_OPERATOR"] == "滨江社会工作协会"
