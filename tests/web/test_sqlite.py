"""One writer at a time: it waits its turn, gives the lock back whatever happens, and even when it is killed."""

from __future__ import annotations

import fcntl
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from tests.conftest import make_app
from trainingapp.extensions import db
from trainingapp.web import sqlite
from trainingapp.web.sqlite import WriterBusy, WriterLock, writer_lock
from trainingapp.web.transactions import committing, writing


@pytest.fixture
def lock(tmp_path: Path) -> WriterLock:
    return WriterLock(tmp_path / "a.lock")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    """A database of one table."""
    app = make_app(tmp_path)
    with app.app_context():
        with committing():
            db.session.execute(text("CREATE TABLE note (body TEXT)"))
        yield app
        db.session.remove()
        db.engine.dispose()


def is_free(path: Path) -> bool:
    """Whether another process could write now."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def lock_file(app: Flask) -> Path:
    return Path(f"{app.config['SETTINGS'].data / 'trainingapp.sqlite3'}.lock")


def bodies() -> list[str]:
    db.session.rollback()
    found = [str(row[0]) for row in db.session.execute(text("SELECT body FROM note"))]
    db.session.rollback()
    return found


def write(body: str) -> None:
    db.session.execute(text("INSERT INTO note VALUES (:body)"), {"body": body})


def test_the_second_writer_waits_for_the_first(lock: WriterLock) -> None:
    order: list[str] = []
    lock.acquire()

    def second() -> None:
        lock.acquire()
        order.append("second")
        lock.release()

    thread = threading.Thread(target=second)
    thread.start()
    thread.join(0.03)
    assert thread.is_alive()
    order.append("first")
    lock.release()
    thread.join(5)
    assert order == ["first", "second"]


def test_who_waits_too_long_is_told(lock: WriterLock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "WAIT_SECONDS", 0.02)
    lock.acquire()
    with pytest.raises(WriterBusy):
        lock.acquire()
    lock.release()
    lock.acquire()
    lock.release()


def test_two_locks_of_one_file_exclude_each_other(tmp_path: Path, lock: WriterLock) -> None:
    lock.acquire()
    assert not is_free(tmp_path / "a.lock")
    lock.release()
    assert is_free(tmp_path / "a.lock")


def test_a_lock_that_cannot_be_opened_blocks_nobody_for_ever(tmp_path: Path) -> None:
    broken = WriterLock(tmp_path / "no such folder" / "a.lock")
    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            broken.acquire()


def test_the_lock_file_is_for_its_owner_only(tmp_path: Path, lock: WriterLock) -> None:
    lock.acquire()
    lock.release()
    assert (tmp_path / "a.lock").stat().st_mode & 0o077 == 0


def test_a_database_has_one_lock_in_a_process(tmp_path: Path) -> None:
    assert writer_lock(str(tmp_path / "x")) is writer_lock(str(tmp_path / "x"))
    assert writer_lock(str(tmp_path / "x")) is not writer_lock(str(tmp_path / "y"))


def test_a_killed_process_frees_the_lock(tmp_path: Path, lock: WriterLock) -> None:
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - ends by being killed
        WriterLock(tmp_path / "a.lock").acquire()
        os.write(told, b"x")
        while True:
            signal.pause()
    try:
        assert os.read(ready, 1) == b"x"
        assert not is_free(tmp_path / "a.lock")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ready)
        os.close(told)
    lock.acquire()
    lock.release()


def test_a_forked_child_does_not_hold_its_parents_lock(tmp_path: Path, lock: WriterLock) -> None:
    lock.acquire()
    lock.release()
    child = os.fork()
    if child == 0:  # pragma: no cover - the child only says how it ended
        lock.acquire()
        time.sleep(0)
        os._exit(0 if not is_free(tmp_path / "a.lock") else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert is_free(tmp_path / "a.lock")


def test_a_killed_writer_leaves_the_last_commit_and_nothing_half(site: Flask) -> None:
    with committing():
        write("committed")
    db.engine.dispose()
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - ends by being killed
        own = sqlite3.connect(lock_file(site).with_suffix(""), isolation_level=None)
        writer_lock(str(lock_file(site).with_suffix(""))).acquire()
        own.execute("BEGIN IMMEDIATE")
        own.execute("INSERT INTO note VALUES ('half done')")
        os.write(told, b"x")
        while True:
            signal.pause()
    assert os.read(ready, 1) == b"x"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(ready)
    os.close(told)
    with committing():
        write("after")
    assert bodies() == ["committed", "after"]


def test_reading_takes_no_lock(site: Flask) -> None:
    assert bodies() == []
    db.session.execute(text("SELECT 1"))
    assert is_free(lock_file(site))
    db.session.rollback()


def test_a_reader_sees_the_last_commit_while_somebody_writes(site: Flask) -> None:
    with committing():
        write("before")
    seen: list[list[str]] = []

    def look() -> None:
        with site.app_context():
            seen.append(bodies())
            db.session.remove()

    with committing():
        write("unseen")
        thread = threading.Thread(target=look)
        thread.start()
        thread.join(5)
    assert seen == [["before"]]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_exception_undoes_the_write_and_frees_the_lock(
    site: Flask, error: type[BaseException]
) -> None:
    def fail() -> None:
        with committing():
            write("lost")
            assert not is_free(lock_file(site))
            raise error

    with pytest.raises(error):
        fail()
    assert is_free(lock_file(site))
    assert bodies() == []


def test_a_wrong_statement_frees_the_lock(site: Flask) -> None:
    with pytest.raises(Exception, match="no such table"), committing():
        db.session.execute(text("INSERT INTO nowhere VALUES (1)"))
    assert is_free(lock_file(site))


def test_a_connection_that_is_given_up_frees_the_lock(site: Flask) -> None:
    with writing():
        write("lost")
        db.session().invalidate()
    db.session.remove()
    assert is_free(lock_file(site))
    assert bodies() == []


def test_writing_ends_with_its_block(site: Flask) -> None:
    with writing():
        write("kept")
        db.session.commit()
    db.session.execute(text("SELECT 1"))
    assert is_free(lock_file(site))
    db.session.rollback()


def test_a_transaction_within_a_transaction_takes_the_lock_once(site: Flask) -> None:
    with committing():
        write("outer")
        inner = db.session.begin_nested()
        write("inner")
        inner.rollback()
        write("outer again")
    assert bodies() == ["outer", "outer again"]
    assert is_free(lock_file(site))


def test_what_was_committed_is_durable_and_referenced(site: Flask) -> None:
    found = {
        name: db.session.execute(text(f"PRAGMA {name}")).scalar()
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
