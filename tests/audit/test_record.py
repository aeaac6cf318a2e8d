"""Entries come with their transaction, go with it, and form one chain whoever writes."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from tests.audit.writing import NOON, all_entries, write_entries
from trainingapp.audit.actions import record
from trainingapp.audit.chain import entry_hash
from trainingapp.audit.queries import verify_chain
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.both_databases


def note(action: str, **detail: object) -> None:
    record(action, actor_id=7, subject="thing", subject_id=1, detail=detail, now=NOON)


def test_an_entry_is_written_when_the_transaction_commits(app: Flask) -> None:
    with writing():
        note("thing.make", colour="红", size=3)
        db.session.commit()
    (entry,) = all_entries()
    assert (entry.number, entry.actor_id, entry.action) == (1, 7, "thing.make")
    assert (entry.subject, entry.subject_id, entry.at) == ("thing", 1, NOON)
    assert entry.detail == '{"colour":"红","size":3}'
    assert entry.previous == ""
    assert entry.hash == entry_hash(entry)


def test_nothing_is_written_when_the_transaction_rolls_back(app: Flask) -> None:
    with writing():
        note("thing.make")
        db.session.rollback()
        db.session.commit()
    assert all_entries() == []


def test_a_rollback_to_a_savepoint_drops_only_what_came_after_it(app: Flask) -> None:
    with writing():
        note("before")
        savepoint = db.session.begin_nested()
        note("inside")
        savepoint.rollback()
        with db.session.begin_nested():
            note("in a savepoint that holds")
        note("after")
        db.session.commit()
    assert [e.action for e in all_entries()] == ["before", "in a savepoint that holds", "after"]


def test_a_savepoint_inside_one_that_is_rolled_back_goes_with_it(app: Flask) -> None:
    with writing():
        outer = db.session.begin_nested()
        with db.session.begin_nested():
            note("innermost")
        outer.rollback()
        note("after")
        db.session.commit()
    assert [entry.action for entry in all_entries()] == ["after"]


def test_each_entry_carries_the_hash_of_the_one_before(app: Flask) -> None:
    with writing():
        note("first")
        note("second")
        db.session.commit()
    write_entries(2)
    entries = all_entries()
    assert [entry.number for entry in entries] == [1, 2, 3, 4]
    assert [e.previous for e in entries] == ["", *(entry.hash for entry in entries[:-1])]


def test_a_commit_without_entries_writes_none(app: Flask) -> None:
    with writing():
        db.session.commit()
    assert all_entries() == []


def test_writers_side_by_side_never_fork_the_chain(app: Flask) -> None:
    write_entries(1)
    failures: list[Exception] = []

    def write(name: int) -> None:
        try:
            with app.app_context():
                write_entries(5, action=f"writer.{name}")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(all_entries()) == 41
    assert verify_chain().fault is None


def test_the_very_first_writers_may_come_together(app: Flask) -> None:
    failures: list[Exception] = []
    together = threading.Barrier(4)

    def write() -> None:
        try:
            with app.app_context():
                together.wait()
                write_entries(1)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert verify_chain().checked == 4
