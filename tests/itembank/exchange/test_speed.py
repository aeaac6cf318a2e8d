"""A thousand rows are checked and stored in a few seconds, in a number of statements that does not grow with them."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.itembank.exchange.books import GOOD, bring, confirm, get_batch, make_book, undo
from tests.statements import count_statements
from trainingapp.extensions import db

WORDS = (
    "社区居民老人儿童家庭小组个案评估介入目标资源志愿服务机构督导倡导危机哀伤康复就业矫正学校医务"
)


def make_rows(count: int) -> list[dict[str, Any]]:
    """Items of which no two resemble each other."""
    chance = random.Random(7)

    def text(length: int) -> str:
        return "".join(chance.choices(WORDS, k=length))

    return [
        {
            **GOOD,
            "stem": f"{text(40)}，最恰当的做法是（　　）。",
            **{letter: text(10) for letter in "ABCD"},
            "rationale": text(60),
        }
        for _ in range(count)
    ]


def seconds(act: Any) -> float:
    start = time.process_time()  # of this process alone: other tests run beside it
    act()
    return time.process_time() - start


@pytest.mark.slow
def test_a_thousand_rows_take_a_few_seconds(chen: FlaskClient) -> None:
    data = make_book(*make_rows(1000))
    batches: list[int] = []
    assert seconds(lambda: batches.append(bring(chen, data))) < 8
    (batch,) = batches
    assert {row["act"] for row in get_batch(batch).rows} == {"new"}
    assert seconds(lambda: chen.get(f"/bank/imports/{batch}")) < 0.5
    assert seconds(lambda: confirm(chen, batch)) < 4
    assert get_batch(batch).state == "done"
    assert seconds(lambda: chen.get("/bank/items.xlsx")) < 4
    assert seconds(lambda: undo(chen, batch)) < 4
    assert get_batch(batch).state == "undone"


def statements_of(act: Any) -> int:
    found: list[object] = []

    def note(*arguments: object) -> None:
        found.append(arguments[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(found)


def test_statements_do_not_grow_with_the_rows(chen: FlaskClient) -> None:
    rows = make_rows(42)
    few, many = make_book(*rows[:2]), make_book(*rows[2:])
    bring(chen, make_book(GOOD))  # whatever only the first request does
    batches: list[int] = []
    checks = [statements_of(lambda d=data: batches.append(bring(chen, d))) for data in (few, many)]
    assert checks[0] == checks[1]
    pages = [count_statements(chen, f"/bank/imports/{batch}") for batch in batches]
    assert pages[0] == pages[1]
    stored = [statements_of(lambda b=batch: confirm(chen, b)) for batch in batches]
    assert stored[0] == stored[1]
    taken_back = [statements_of(lambda b=batch: undo(chen, b)) for batch in batches]
    assert taken_back[0] == taken_back[1]


def test_the_list_of_imports_takes_a_constant_number_of_statements(chen: FlaskClient) -> None:
    rows = make_rows(6)
    bring(chen, make_book(rows[0]))
    before = count_statements(chen, "/bank/imports")
    for row in rows[1:]:
        bring(chen, make_book(row))
    assert count_statements(chen, "/bank/imports") == before
