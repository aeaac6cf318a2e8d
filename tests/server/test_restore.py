"""The restore drill: what was backed up answers the same on another machine; settings that cannot work are named."""

from __future__ import annotations

import base64
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import make_app
from tests.factories_accounts import PASSWORD, make_user, sign_in
from tests.factories_exams import Device, make_sitting, read_attempt
from tests.server.test_commands import SAFE, run
from trainingapp.accounts import queries
from trainingapp.accounts.models import User
from trainingapp.audit.queries import verify_chain
from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.server.backup import copy_database
from trainingapp.web.sqlite import writer_lock

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"


def rows_of(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    copy = sqlite3.connect(file)
    names = [name for (name,) in copy.execute(TABLES)]
    found = {name: sorted(copy.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}
    copy.close()
    return found


@pytest.fixture
def restored(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """A second site on a restored backup of a site that has been used."""
    lin = make_user("林美华", email="lin@example.org", mobile="13800138000")
    browser = sign_in(app.test_client(), lin)
    app.config["WTF_CSRF_ENABLED"] = False
    device = Device(browser)
    device.start(make_sitting())
    device.answer(1, "A")
    device.submit()
    db.session.remove()
    source = app.config["SETTINGS"].data
    folder = tmp_path / "restored"
    folder.mkdir()
    file = tmp_path / "backup.sqlite3"
    assert run("backup", str(file), env={"TRAININGAPP_DATA": str(source)}).exit_code == 0
    shutil.move(file, folder / "trainingapp.sqlite3")
    other = make_app(folder)
    other.config["WTF_CSRF_ENABLED"] = False
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_restored_site_knows_the_same_people_results_and_log(app: Flask, restored: Flask) -> None:
    source = app.config["SETTINGS"].data / "trainingapp.sqlite3"
    assert rows_of(source) == rows_of(restored.config["SETTINGS"].data / "trainingapp.sqlite3")
    with restored.app_context():
        user = queries.find_user_by_login("13800138000")
        assert user is not None
        assert queries.mobile_of(user) == "13800138000"
        found = verify_chain()
        assert found.fault is None
        assert found.checked > 0
        assert db.session.query(User).count() == 1


def test_people_go_on_where_they_were_on_a_restored_site(app: Flask, restored: Flask) -> None:
    browser = restored.test_client()
    data = {"login": "lin@example.org", "password": PASSWORD}
    assert browser.post("/accounts/sign-in", data=data).location == "/home"
    with restored.app_context():
        number = db.session.execute(db.text("SELECT id FROM attempt")).scalar_one()
        assert read_attempt(number).state == "submitted"
        db.session.remove()
    assert browser.get(f"/exams/attempts/{number}").status_code == 200
    changed = browser.post("/accounts/profile", data={"display_name": "林"})
    assert changed.status_code == 303
    db.session.remove()
    assert db.session.query(User).one().display_name == "林美华"  # the first site is another one


def test_a_backup_cannot_take_the_place_of_the_database(app: Flask) -> None:
    source = app.config["SETTINGS"].data
    file = source / "trainingapp.sqlite3"
    inode = file.stat().st_ino
    env = {"TRAININGAPP_DATA": str(source)}
    for name in (file, source / "." / "trainingapp.sqlite3"):
        done = run("backup", str(name), env=env)
        assert done.exit_code == 1
        assert "the database itself" in done.output
    assert file.stat().st_ino == inode


def test_a_backup_into_a_folder_that_is_not_there_says_so(app: Flask, tmp_path: Path) -> None:
    env = {"TRAININGAPP_DATA": str(app.config["SETTINGS"].data)}
    done = run("backup", str(tmp_path / "nowhere" / "copy"), env=env)
    assert done.exit_code == 1
    assert "There is no folder" in done.output
    assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize("name", ["plain", "with blanks", "50%25 off?", "a#b", "中文"])
def test_a_folder_of_any_name_can_be_backed_up(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    source = sqlite3.connect(folder / "a.sqlite3")
    source.execute("CREATE TABLE note (body TEXT)")
    source.execute("INSERT INTO note VALUES ('kept')")
    source.commit()
    source.close()
    copy_database(folder / "a.sqlite3", folder / "copy")
    assert rows_of(folder / "copy") == {"note": [("kept",)]}


def test_a_backup_replaces_an_older_one_as_a_whole(tmp_path: Path) -> None:
    source = sqlite3.connect(tmp_path / "a.sqlite3")
    source.execute("CREATE TABLE note (body TEXT)")
    for body in ("first", "second"):
        source.execute("INSERT INTO note VALUES (?)", (body,))
        source.commit()
        copy_database(tmp_path / "a.sqlite3", tmp_path / "copy")
    source.close()
    assert rows_of(tmp_path / "copy") == {"note": [("first",), ("second",)]}
    assert not (tmp_path / "copy.part").exists()


def test_a_damaged_database_does_not_replace_a_good_backup(tmp_path: Path) -> None:
    good = tmp_path / "copy"
    good.write_bytes(b"yesterday's copy")
    bad = tmp_path / "a.sqlite3"
    bad.write_bytes(b"SQLite format 3\0" + b"\xff" * 8192)
    with pytest.raises(Exception, match=r"malformed|not a database|damaged|corrupt"):
        copy_database(bad, good)
    assert good.read_bytes() == b"yesterday's copy"


def test_a_backup_waits_for_no_writer(app: Flask, tmp_path: Path) -> None:
    source = app.config["SETTINGS"].data / "trainingapp.sqlite3"
    lock = writer_lock(str(source))
    lock.acquire()
    try:
        copy_database(source, tmp_path / "copy")
    finally:
        lock.release()
    assert rows_of(tmp_path / "copy")


KEY = base64.b64encode(b"0" * 32).decode()


@pytest.mark.parametrize(
    ("keys", "is_safe"),
    [
        (f"k1:{KEY}", True),
        (f"k2:{KEY}, k1:{KEY}", True),
        ("", False),
        ("garbage", False),
        (KEY, False),
        (f":{KEY}", False),
        ("k1:", False),
        ("k1:short", False),
        (f"k1:{KEY[:-4]}", False),
        (f"k1:{KEY},", False),
        (f"k1:{KEY},k2", False),
        (f"k1:{KEY},k1:{KEY}", False),
        (f"k1:{base64.b64encode(b'0' * 16).decode()}", False),
        (f"k1:{base64.b64encode(b'0' * 33).decode()}", False),
        ("k1:" + "!" * 44, False),
    ],
)
def test_keys_that_could_not_encrypt_are_named_before_the_start(keys: str, is_safe: bool) -> None:
    done = run("check-settings", env={**SAFE, "TRAININGAPP_FIELD_KEYS": keys})
    assert ("TRAININGAPP_FIELD_KEYS" not in done.output) is is_safe
    assert done.exit_code == (0 if is_safe else 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", ""),
        ("WORKERS", "2.5"),
        ("IDLE_MINUTES", "ten"),
        ("AUDIT_KEEP_MONTHS", "a year"),
    ],
)
@pytest.mark.parametrize("command", ["check-settings", "serve"])
def test_a_number_that_is_none_is_named(app: Flask, command: str, name: str, value: str) -> None:
    done = run(command, env={**SAFE, f"TRAININGAPP_{name}": value}, app=app)
    assert done.exit_code == 1
    assert f"TRAININGAPP_{name} must be a whole number" in done.output


@pytest.mark.parametrize(
    ("value", "is_on"),
    [("1", True), ("TRUE", True), (" yes ", True), ("on", True), ("0", False), ("", False)],
)
def test_a_switch_is_on_only_when_it_says_so(
    monkeypatch: pytest.MonkeyPatch, value: str, is_on: bool
) -> None:
    monkeypatch.setenv("TRAININGAPP_DEBUG", value)
    assert Settings.load().debug is is_on


def test_no_setting_prints_a_secret(tmp_path: Path) -> None:
    env = {**SAFE, "TRAININGAPP_SECRET_KEY": "tooshort-secret", "TRAININGAPP_MAIL_PASSWORD": "pw77"}
    output = run("check-settings", env=env).output
    for secret in ("tooshort-secret", "pw77", KEY):
        assert secret not in output


@pytest.mark.parametrize(
    "options",
    [
        ["--name", "", "--email", "a@example.org"],
        ["--name", " ", "--email", "a@example.org"],
        ["--name", "韩" * 61, "--email", "a@example.org"],
        ["--name", "韩立", "--email", "a@example.org", "--role", "candidate"],
        ["--name", "韩立", "--email", "a@example.org", "--role", "root"],
        ["--name", "韩立", "--mobile", "12345"],
        ["--name", "韩立", "--email", "a b@example.org"],
        ["--email", "a@example.org"],
    ],
)
def test_no_account_is_made_of_half_the_facts(app: Flask, options: list[str]) -> None:
    done = run("user", "create", *options, app=app)
    assert done.exit_code in {1, 2}
    assert "temporary password" not in done.output
    assert db.session.query(User).count() == 0


def test_each_account_gets_a_password_of_its_own(app: Flask) -> None:
    shown = set()
    for number in range(3):
        arguments = ["--name", "韩立", "--email", f"a{number}@example.org"]
        shown.add(
            run("user", "create", *arguments, app=app).output.split("password ")[1].split()[0]
        )
    assert len(shown) == 3
