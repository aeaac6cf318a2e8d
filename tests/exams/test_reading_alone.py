"""Busy pages that only read open no transaction, and cannot write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import bindparam, delete, insert, select, update

from tests.factories_accounts import make_user
from tests.factories_exams import Device, make_sitting, make_test_form
from trainingapp.accounts.models import User
from trainingapp.extensions import WroteWhileReading, db, reading_alone
from trainingapp.web.transactions import writing
from trainingapp.web.words import Words, is_among


@contextmanager
def alone() -> Iterator[None]:
    db.session.remove()
    token = reading_alone.set(True)
    try:
        yield
    finally:
        reading_alone.reset(token)
        db.session.remove()


def is_without_transaction() -> bool:
    held = db.session.connection().connection.driver_connection
    found = getattr(held, "autocommit", None) is True
    db.session.remove()
    return found


@pytest.mark.both_databases
def test_reading_alone_opens_no_transaction_and_leaves_no_trace_on_the_connection(
    app: Flask, database: str
) -> None:
    assert not is_without_transaction()
    with alone():
        found = is_without_transaction()
    assert found is (database == "postgresql")
    assert not is_without_transaction()


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "statement",
    [
        insert(User).values(display_name="Wang"),
        update(User).values(display_name="Wang"),
        delete(User),
    ],
    ids=["insert", "update", "delete"],
)
def test_a_statement_that_writes_is_refused(app: Flask, statement: object) -> None:
    with alone(), pytest.raises(WroteWhileReading):
        db.session.execute(statement)  # type: ignore[call-overload]


@pytest.mark.both_databases
def test_a_changed_row_is_refused(app: Flask) -> None:
    lin = make_user("Lin")
    number = lin.id
    with alone():
        db.session.get_one(User, number).display_name = "Wang"
        with pytest.raises(WroteWhileReading):
            db.session.flush()
    assert db.session.get_one(User, number).display_name == "Lin"


@pytest.mark.both_databases
def test_the_next_request_writes_again(phone: Device) -> None:
    sitting = make_sitting(make_test_form().id)
    phone.start(sitting)
    assert phone.client.get(f"/exams/attempts/{phone.attempt}").status_code == 200
    assert reading_alone.get() is False
    with writing():
        db.session.execute(update(User).values(display_name="Wang"))
        db.session.commit()
    assert set(db.session.scalars(select(User.display_name))) == {"Wang"}


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], set()),
        (["Lin"], {"Lin"}),
        (["Lin", "Wang", "nobody"], {"Lin", "Wang"}),
        (['O\'Neil "x" \\ {}'], {'O\'Neil "x" \\ {}'}),
    ],
)
def test_any_number_of_words_is_one_statement(
    app: Flask, words: list[str], found: set[str]
) -> None:
    for name in ("Lin", "Wang", 'O\'Neil "x" \\ {}'):
        make_user(name)
    query = select(User.display_name).where(
        is_among(User.display_name, bindparam("words", type_=Words()))
    )
    assert set(db.session.scalars(query, {"words": words})) == found
