"""The group commit: everybody's work in one transaction, nobody's failure on anybody else; few statements."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.exams.conftest import Person
from tests.factories_accounts import sign_in
from tests.factories_exams import Device, at_once, make_event, make_sitting
from trainingapp.exams.lean import sqlite
from trainingapp.exams.lean.saving import StoreBusy
from trainingapp.exams.lean.sqlite import SqliteStore
from trainingapp.exams.lean.store import Link, Store, current_store
from trainingapp.extensions import db
from trainingapp.web.sqlite import WriterBusy, writer_lock

INSERT = "INSERT INTO pulse (at, process) VALUES (:at, 'store')"
COUNT = "SELECT COUNT(*) AS found FROM pulse"


def count(store: Store) -> int:
    def work(link: Link) -> int:
        row = link.one(COUNT, {})
        return int(row["found"]) if row else -1

    return store.read(work)


@pytest.mark.both_databases
def test_a_write_is_there_for_the_next_read(app: Flask) -> None:
    store = current_store()
    assert store.write(lambda link: link.run(INSERT, {"at": 1})) == 1
    assert count(store) == 1


@pytest.mark.both_databases
def test_work_that_fails_leaves_nothing_behind(app: Flask) -> None:
    def fail(link: Link) -> None:
        link.run(INSERT, {"at": 1})
        raise LookupError("changed my mind")

    with pytest.raises(LookupError):
        current_store().write(fail)
    assert count(current_store()) == 0


@pytest.mark.both_databases
def test_a_failure_in_a_group_does_not_touch_the_others(app: Flask) -> None:
    store = current_store()

    def act(number: int) -> str:
        def work(link: Link) -> int:
            link.run(INSERT, {"at": number})
            if number % 3 == 0:
                raise LookupError(str(number))
            return number

        try:
            return str(store.write(work))
        except LookupError as error:
            return f"failed {error}"

    done = at_once(app, act, list(range(30)))
    assert done == [f"failed {n}" if n % 3 == 0 else str(n) for n in range(30)]
    assert count(store) == 20


def test_a_group_is_one_commit(app: Flask) -> None:
    """While another writer holds the lock the requests pile up; then they go through together."""
    store = current_store()
    assert isinstance(store, SqliteStore)
    store.write(lambda link: link.run(INSERT, {"at": 0}))
    groups: list[int] = []
    commit = sqlite._commit_group

    def note(connection: Any, group: list[Any]) -> None:
        groups.append(len(group))
        commit(connection, group)

    lock = writer_lock(str(db.engine.url.database))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_commit_group", note)
        lock.acquire()
        threads = [
            threading.Thread(target=lambda n=n: store.write(lambda k: k.run(INSERT, {"at": n})))
            for n in range(20)
        ]
        threads[0].start()
        wait_for(lambda: store._queue.qsize() == 0)  # the writer has it and waits for its turn
        for thread in threads[1:]:
            thread.start()
        wait_for(lambda: store._queue.qsize() == 19)
        lock.release()
        for thread in threads:
            thread.join()
    assert groups == [1, 19]
    assert count(store) == 21


def wait_for(condition: Callable[[], bool]) -> None:
    """Return as soon as another thread has brought something about."""
    for _ in range(2000):
        if condition():
            return
        threading.Event().wait(0.005)
    raise AssertionError("it never happened")


def test_a_write_that_waits_too_long_is_busy_and_never_happens(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = current_store()
    store.write(lambda link: link.run(INSERT, {"at": 0}))
    lock = writer_lock(str(db.engine.url.database))
    monkeypatch.setattr(sqlite, "WAIT_SECONDS", 0.05)
    lock.acquire()
    try:
        with pytest.raises(StoreBusy):
            store.write(lambda link: link.run(INSERT, {"at": 1}))
        with pytest.raises(StoreBusy):
            store.write(lambda link: link.run(INSERT, {"at": 2}))
    finally:
        lock.release()
    monkeypatch.setattr(sqlite, "WAIT_SECONDS", 10)
    store.write(lambda link: link.run(INSERT, {"at": 3}))
    assert count(store) <= 3  # the first was in the writer's hands already, the second was not


def test_a_lock_that_never_comes_is_busy(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    store = current_store()
    assert isinstance(store, SqliteStore)

    def never() -> None:
        raise WriterBusy("somebody")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store._lock, "acquire", never)
        with pytest.raises(StoreBusy):
            store.write(lambda link: link.run(INSERT, {"at": 1}))
    assert count(store) == 0


def test_a_busy_store_asks_the_room_to_send_again(
    phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.start(make_sitting())

    def busy(*_arguments: object) -> None:
        raise StoreBusy

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqliteStore, "save", busy)
        reply = phone.answer(1, "A")
    assert (reply.status_code, reply.json["error"]) == (503, "busy")
    assert reply.headers["Retry-After"] == "2"
    assert phone.answer(1, "A").json["acked"] == 1


def test_a_child_process_starts_its_own_writer(app: Flask) -> None:
    store = SqliteStore(str(db.engine.url.database))
    store.write(lambda link: link.run(INSERT, {"at": 1}))
    store._pid = -1  # as after a fork: the thread stayed with the parent
    store.write(lambda link: link.run(INSERT, {"at": 2}))
    assert count(store) == 2


@pytest.mark.both_databases
def test_a_start_takes_one_read_and_one_write(
    app: Flask, phone: Device, other: Any, statements: list[str], database: str
) -> None:
    """The write is one statement on PostgreSQL; on SQLite the attempt and its lease, in one commit."""
    sitting = make_sitting()
    phone.start(sitting)  # loads the paper
    statements.clear()
    Device(other, "device-other").start(sitting)
    assert len(statements) == (2 if database == "postgresql" else 3), statements


@pytest.mark.both_databases
def test_a_save_takes_one_statement_or_the_three_of_one_transaction(
    phone: Device, statements: list[str], database: str
) -> None:
    phone.start(make_sitting())
    statements.clear()
    phone.send(*[make_event(seq, seq, "A") for seq in (1, 2, 3)])
    assert len(statements) == (1 if database == "postgresql" else 3), statements


@pytest.mark.both_databases
def test_a_hand_in_takes_as_few_statements_whatever_its_length(
    phone: Device, statements: list[str], database: str
) -> None:
    phone.start(make_sitting())
    statements.clear()
    phone.submit(*[make_event(seq, seq, "A") for seq in (1, 2, 3)])
    assert len(statements) == (4 if database == "postgresql" else 6), statements


def test_hot_routes_never_load_the_user_or_the_session(
    app: Flask, client: Any, lin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Device(sign_in(client, lin))  # type: ignore[arg-type]
    phone.start(make_sitting())

    def forbidden(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a hot route asked who is signed in")

    monkeypatch.setattr(app.login_manager, "_user_callback", forbidden)  # type: ignore[attr-defined]
    reply = phone.answer(1, "A")
    assert reply.status_code == 200
    assert "Set-Cookie" not in reply.headers
    assert phone.pulse().status_code == 200
    assert phone.submit().status_code == 200
