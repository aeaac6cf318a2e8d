"""Commands around the site: settings, backup, people, audit retention, the timetable."""

from __future__ import annotations

import base64
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import select

from tests.audit.writing import all_entries, write_entries
from trainingapp import cli
from trainingapp.accounts.models import User
from trainingapp.accounts.passwords import is_right_password
from trainingapp.extensions import db
from trainingapp.jobs.registry import TIMETABLE
from trainingapp.rules.permissions import Role
from trainingapp.server import backup, timetable
from trainingapp.web.transactions import writing

SAFE = {
    "TRAININGAPP_SECRET_KEY": "x" * 40,
    "TRAININGAPP_FIELD_KEYS": f"k1:{base64.b64encode(b'0' * 32).decode()}",
    "TRAININGAPP_BASE_URL": "https://learn.example.org",
    "TRAININGAPP_MAIL_HOST": "mail.example.org",
    "TRAININGAPP_SITE_OPERATOR": "滨江社会工作协会",
    "TRAININGAPP_SITE_CONTACT": "privacy@example.org",
}


def run(*arguments: str, env: dict[str, str] | None = None, app: Flask | None = None) -> Result:
    info = ScriptInfo(create_app=lambda: app) if app else None
    return CliRunner().invoke(cli.main, list(arguments), env=env, obj=info)


def test_every_command_can_be_loaded() -> None:
    shown = run("--help")
    assert shown.exit_code == 0
    for name in cli.COMMANDS:
        assert run(name, "--help").exit_code == 0
    assert run("nonsense").exit_code == 2


def test_safe_settings_pass(tmp_path: Path) -> None:
    done = run("check-settings", env={**SAFE, "TRAININGAPP_DATA": str(tmp_path)})
    assert done.exit_code == 0
    assert "Every setting is safe." in done.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", ""),
        ("FIELD_KEYS", "k1:ZGVtby1vbmx5LWZpZWxkLWtleS0zMi1ieXRlcy0wMDA="),
        ("BASE_URL", "http://learn.example.org"),
        ("MAIL_HOST", ""),
        ("SITE_OPERATOR", ""),
        ("SITE_CONTACT", ""),
        ("DEBUG", "1"),
        ("DEMO", "yes"),
        ("AUDIT_KEEP_MONTHS", "6"),
    ],
)
@pytest.mark.parametrize("command", ["check-settings", "serve"])
def test_an_unsafe_setting_is_refused_by_name(
    app: Flask, command: str, name: str, value: str
) -> None:
    done = run(command, env={**SAFE, f"TRAININGAPP_{name}": value}, app=app)
    assert done.exit_code == 1
    assert f"TRAININGAPP_{name} " in done.output
    others = set(SAFE) - {f"TRAININGAPP_{name}"}
    assert not any(f"{other} " in done.output for other in others)


def test_a_setting_that_cannot_be_read_is_named() -> None:
    done = run("check-settings", env={**SAFE, "TRAININGAPP_PORT": "eighty"})
    assert done.exit_code == 1
    assert "TRAININGAPP_PORT must be a whole number, not 'eighty'" in done.output


def test_several_processes_on_an_old_sqlite_are_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    many = {**SAFE, "TRAININGAPP_WORKERS": "4"}
    assert "use PostgreSQL" in run("check-settings", env=many).output
    assert "use PostgreSQL" not in run("check-settings", env=SAFE).output
    on_postgresql = {**many, "TRAININGAPP_DATABASE_URL": "postgresql+psycopg://x/y"}
    shown = run("check-settings", env=on_postgresql).output
    assert "use PostgreSQL" not in shown
    assert "REDIS_URL is empty" in shown


def test_serve_refuses_an_outdated_database(app: Flask) -> None:
    # The tables of this application were made without migrations, so none has run.
    done = run("serve", env=SAFE, app=app)
    assert done.exit_code == 1
    assert "not up to date" in done.output
    assert "--migrate" in done.output


def test_a_worker_refuses_an_outdated_database(app: Flask) -> None:
    done = run("worker", app=app)
    assert done.exit_code == 1
    assert "not up to date" in done.output


@pytest.mark.parametrize("roles", [[], ["administrator"], ["marker", "item-editor"]])
def test_a_user_is_made_with_a_temporary_password(app: Flask, roles: list[str]) -> None:
    options = [part for role in roles for part in ("--role", role)]
    arguments = ["user", "create", "--name", "韩立", "--email", "Han@Example.org", *options]
    done = run(*arguments, app=app)
    assert done.exit_code == 0, done.output
    password = done.output.split("temporary password ")[1].split()[0]
    user = db.session.scalars(select(User)).one()
    assert (user.email, user.must_change_password) == ("han@example.org", True)
    assert is_right_password(user.password_hash, password)
    held = {grant.role for grant in user.grants if grant.role is not Role.CANDIDATE}
    assert held == {Role(role) for role in roles}
    assert "account.create" in [entry.action for entry in all_entries()]


@pytest.mark.parametrize(
    "options",
    [
        ["--name", "韩立"],
        ["--name", "韩立", "--email", "no address"],
        ["--name", "韩立", "--email", "taken@example.org"],
        [
            "--name",
            "韩立",
            "--email",
            "a@example.org",
            "--role",
            "administrator",
            "--role",
            "auditor",
        ],
    ],
)
def test_a_user_that_cannot_be_is_refused_and_nothing_stays(app: Flask, options: list[str]) -> None:
    run("user", "create", "--name", "先来的", "--email", "taken@example.org", app=app)
    done = run("user", "create", *options, app=app)
    assert done.exit_code == 1
    assert "Error: " in done.output
    assert [u.display_name for u in db.session.scalars(select(User))] == ["先来的"]


def test_a_backup_is_a_whole_and_checked_copy(app: Flask, tmp_path: Path) -> None:
    write_entries(3)
    source = app.config["SETTINGS"].data
    target = tmp_path / "copy.sqlite3"
    done = run("backup", str(target), env={"TRAININGAPP_DATA": str(source)})
    assert done.exit_code == 0, done.output
    assert target.stat().st_mode & 0o077 == 0
    copy = sqlite3.connect(target)
    assert copy.execute("SELECT count(*) FROM audit_entry").fetchone() == (3,)
    copy.close()
    assert list(tmp_path.iterdir()) == [target]


def test_a_backup_is_taken_while_somebody_writes(app: Flask, tmp_path: Path) -> None:
    write_entries(1)
    source = app.config["SETTINGS"].data / "trainingapp.sqlite3"
    writer = sqlite3.connect(source, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("CREATE TABLE half_done (x)")
    try:
        backup.copy_database(source, tmp_path / "copy.sqlite3")
    finally:
        writer.execute("ROLLBACK")
        writer.close()
    copy = sqlite3.connect(tmp_path / "copy.sqlite3")
    assert copy.execute("SELECT count(*) FROM audit_entry").fetchone() == (1,)
    assert copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'half_done'").fetchone() is None
    copy.close()


def test_a_backup_says_what_stands_in_its_way(tmp_path: Path) -> None:
    target = str(tmp_path / "copy")
    nothing = run("backup", target, env={"TRAININGAPP_DATA": str(tmp_path / "nowhere")})
    assert nothing.exit_code == 1
    assert "There is no database" in nothing.output
    other = run("backup", target, env={"TRAININGAPP_DATABASE_URL": "postgresql+psycopg://x/y"})
    assert other.exit_code == 1
    assert "pg_dump" in other.output
    assert not Path(target).exists()


def test_the_timetable_knows_the_work_of_every_part() -> None:
    assert timetable.MODULES
    parts = {name.split(".")[0] for name in TIMETABLE}
    assert {"accounts", "audit", "exams", "jobs", "notices"} <= parts


def test_audit_entries_go_after_the_time_that_is_set(app: Flask) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    write_entries(2, at=long_ago)
    with writing():
        timetable.remove_expired_entries(now=long_ago + timedelta(days=380))
        db.session.commit()
    assert [entry.action for entry in all_entries()] == ["audit.remove_expired"]


def loaded_by(command: str) -> set[str]:
    """The packages that are loaded once a command has been found."""
    words = (
        "import click, sys; from trainingapp.cli import main; "
        f"main.get_command(click.Context(main), {command!r}); "
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", words], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_a_command_that_starts_processes_loads_no_application() -> None:
    assert not {"flask", "sqlalchemy"} & loaded_by("demo")
    assert {"flask", "sqlalchemy"} <= loaded_by("bank")  # or the line above would prove nothing
