"""What a candidate learns when: every pair of feedback policies in every phase, on every page that could tell."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.exams.conftest import Person
from tests.exams.test_result_pages import finish, page
from tests.factories_accounts import make_user
from tests.factories_exams import (
    NINE,
    Device,
    change,
    make_event,
    make_organised,
    make_sitting,
    make_test_form,
    read_attempt,
)
from trainingapp.exams.export import _attempts
from trainingapp.exams.models import Attempt, Sitting
from trainingapp.exams.queries.attempts import list_history
from trainingapp.exams.queries.results import get_result
from trainingapp.extensions import db
from trainingapp.itembank.keeping import memory
from trainingapp.rules.results import Comparison
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

POLICIES = ("nothing", "score", "review")
CHINESE = {"Accept-Language": "zh"}


def learned(phone: Device, lin: Person) -> dict[str, bool]:
    """Which pages tell the score, and whether the keys can be read."""
    attempt = phone.attempt
    shown = page(phone.client, f"/exams/attempts/{attempt}")
    review = phone.client.get(f"/exams/attempts/{attempt}/review")
    printed = phone.client.get(f"/exams/attempts/{attempt}/review?print=1&only=wrong")
    assert ("做法A的理由" in review.text) is (review.status_code == 200)
    assert review.status_code == printed.status_code
    db.session.rollback()
    (row,) = _attempts(lin.id)
    return {
        "result": "points are missing" in shown,
        "list": "below the line" in page(phone.client, "/exams/attempts"),
        "chart": bool(list_history(lin, now=now())),  # type: ignore[arg-type]
        "export": row["score"] is not None,
        "review": review.status_code == 200,
    }


def expected(policy: str) -> dict[str, bool]:
    has_score = policy != "nothing"
    return {
        **dict.fromkeys(("result", "list", "chart", "export"), has_score),
        "review": policy == "review",
    }


@pytest.mark.parametrize(
    "end",
    [
        pytest.param({"closed_at": timedelta(0)}, id="closed by the officer"),
        pytest.param({"closes_at": timedelta(seconds=-1)}, id="past its end"),
    ],
)
def test_every_pair_of_policies_is_kept_in_every_phase(
    phone: Device, lin: Person, other: FlaskClient, end: dict[str, timedelta]
) -> None:
    sitting = make_organised()
    wang = Device(other, "device-other")
    wang.start(sitting)
    finish(phone, sitting)
    closes = now() + timedelta(hours=1)
    over = {name: now() + offset for name, offset in end.items()}
    for hand_in, close in product(POLICIES, POLICIES):
        policy = {"feedback_after_hand_in": hand_in, "feedback_after_close": close}
        change(Attempt, wang.attempt, state="running")
        change(Sitting, sitting, **policy, closed_at=None, closes_at=closes)
        assert learned(phone, lin) == expected(hand_in), (policy, "open")
        change(Sitting, sitting, **over)
        assert learned(phone, lin) == expected(hand_in), (policy, "over, somebody writes")
        change(Attempt, wang.attempt, state="paused")
        assert learned(phone, lin) == expected(hand_in), (policy, "over, somebody is paused")
        change(Attempt, wang.attempt, state="submitted")
        assert learned(phone, lin) == expected(close), (policy, "all is over")


def test_in_self_service_nobody_waits_for_others(
    phone: Device, lin: Person, other: FlaskClient
) -> None:
    sitting = make_sitting()
    Device(other, "device-other").start(sitting)
    finish(phone, sitting)
    assert learned(phone, lin) == expected("review")


@pytest.mark.parametrize("state", ["running", "paused"])
def test_while_one_writes_nothing_is_told(phone: Device, lin: Person, state: str) -> None:
    phone.start(make_sitting())
    phone.answer(1, "A")
    change(Attempt, phone.attempt, state=state)
    assert phone.client.get(f"/exams/attempts/{phone.attempt}/review").status_code == 409
    room = phone.client.get(f"/exams/attempts/{phone.attempt}").text
    assert "answer_key" not in room
    assert "做法A的理由" not in room
    assert list_history(lin, now=now()) == []  # type: ignore[arg-type]


def test_a_void_attempt_tells_nothing_anywhere(phone: Device, lin: Person) -> None:
    finish(phone)
    change(Attempt, phone.attempt, state="voided")
    assert learned(phone, lin) == expected("nothing")


def test_neither_hand_in_nor_receipt_tells_the_score(phone: Device) -> None:
    phone.start(make_organised())
    reply = phone.submit(make_event(1, 1, "A"))
    receipt = phone.client.get(f"/exams/attempts/{phone.attempt}/receipt.json").json
    again = phone.lease().json
    for told in (reply.json, receipt, again):
        text = json.dumps(told)
        assert "score" not in text
        assert "is_passed" not in text


def test_a_paper_counted_anew_shows_its_new_score(phone: Device, officer: FlaskClient) -> None:
    phone.start(make_organised(feedback_after_hand_in="score"))
    phone.submit()
    phone.send(make_event(1, 1, "A"), make_event(2, 4, "AB"))
    assert "60 points are missing" in page(phone.client, f"/exams/attempts/{phone.attempt}")
    act = f"/exams/office/attempts/{phone.attempt}/late-answers"
    officer.post(act, data={"act-reason": "断网"})
    assert "57 points are missing" in page(phone.client, f"/exams/attempts/{phone.attempt}")


# Half answers, in both languages


HALF = [  # slot, key, selected, what is said
    (4, "AB", "B", "第 4 题：选 B 得 0.5 分，若敢选 A 得 2 分；多选一个错项得 0 分。"),
    (5, "ABC", "AC", "第 5 题：选 AC 得 1 分，若敢选 B 得 2 分；多选一个错项得 0 分。"),
    (6, "ABCD", "ABD", "第 6 题：选 ABD 得 1.5 分，若敢选 C 得 2 分；多选一个错项得 0 分。"),
    (6, "ABCD", "A", "第 6 题：选 A 得 0.5 分，若敢选 BCD 得 2 分；多选一个错项得 0 分。"),
    (4, "AB", "ABC", "第 4 题：选 ABC 得 0 分，若不选 C 得 2 分。"),
    (5, "ABC", "ADE", "第 5 题：选 ADE 得 0 分，若不选 DE 得 0.5 分。"),
]


def test_a_half_answer_is_explained_in_the_words_of_the_paper(phone: Device) -> None:
    sitting = make_sitting()
    for slot, _key, selected, sentence in HALF:
        phone.start(sitting)
        phone.submit(make_event(1, slot, selected))
        shown = phone.client.get(f"/exams/attempts/{phone.attempt}", headers=CHINESE).text
        assert sentence in " ".join(shown.split()), selected
        assert f"第 {slot} 题：" in shown


@pytest.mark.parametrize(
    ("slot", "selected"),
    [(4, "AB"), (4, "CDE"), (4, ""), (1, "A"), (1, "B"), (6, "E")],
)
def test_whole_wrong_and_blank_answers_are_not_called_half(
    phone: Device, slot: int, selected: str
) -> None:
    phone.start(make_sitting())
    phone.submit(make_event(1, slot, selected))
    assert "What half answers cost" not in page(phone.client, f"/exams/attempts/{phone.attempt}")


# Comparison


def add_attempts(sitting: int, form: int, count: int, **changes: object) -> None:
    """Attempts of as many other people, submitted and first unless it is said otherwise."""
    people = [make_user(f"考生{number}").id for number in range(count)]
    values = {"is_first": True, "state": "submitted", "score": 5, "submitted_at": NINE, **changes}
    db.session.rollback()
    with writing():
        db.session.add_all(
            Attempt(
                sitting_id=sitting,
                candidate_id=candidate,
                ordinal=1,
                test_form_id=form,
                minutes=120,
                **values,
            )
            for candidate in people
        )
        db.session.commit()
        db.session.rollback()


def compared(phone: Device) -> Comparison | None:
    return get_result(read_attempt(phone.attempt), now=now()).comparison


@pytest.mark.both_databases
def test_only_scored_first_attempts_at_this_form_are_compared(phone: Device) -> None:
    form, another = make_test_form().id, make_test_form(code="junior-comprehensive-2").id
    sitting = make_sitting(form)
    finish(phone, sitting)
    add_attempts(sitting, form, 28)
    add_attempts(sitting, form, 2, is_first=False)
    add_attempts(sitting, form, 2, state="voided")
    add_attempts(sitting, form, 2, state="running", score=None)
    add_attempts(make_sitting(another), another, 2)
    assert compared(phone) is None
    add_attempts(make_organised(form), form, 1, score=Decimal("0.5"))  # wherever it was sat
    assert (
        compared(phone) is None
    )  # for some seconds the scores that were read last serve everybody
    memory.forget()
    assert compared(phone) == Comparison(30, Decimal("4.7"), 3)


def test_a_second_attempt_is_compared_with_first_ones_and_is_none(phone: Device) -> None:
    form = make_test_form().id
    sitting = make_sitting(form)
    add_attempts(sitting, form, 29)
    finish(phone, sitting)
    phone.start(sitting)
    phone.submit(make_event(1, 1, "A"), make_event(2, 2, "B"), make_event(3, 6, "ABCD"))
    assert not read_attempt(phone.attempt).is_first
    found = compared(phone)
    assert found is not None
    assert (found.count, found.percent_below) == (30, 3)  # below 4: only one's own 1.5


# History


def test_the_chart_keeps_to_twelve_released_scores_of_ones_own(
    phone: Device, lin: Person, other: FlaskClient
) -> None:
    form = make_test_form().id
    sitting = make_sitting(form)
    Device(other, "device-other").start(sitting)
    for number in range(14):
        phone.start(sitting)
        change(Attempt, phone.attempt, started_at=NINE - timedelta(days=20 - number))
        phone.submit(make_event(1, 1, "A" if number >= 13 else "B"))
    phone.start(make_organised(form))
    phone.submit()
    history = list_history(lin, form_id=form, now=now())  # type: ignore[arg-type]
    assert [row.percent for row in history] == [Decimal(0)] * 10 + [Decimal("11.1")]
    starts = [row.attempt.started_at for row in history]
    assert starts == sorted(starts)  # type: ignore[type-var]
    assert {row.attempt.candidate_id for row in history} == {lin.id}


def test_the_chart_of_a_form_leaves_other_forms_out(phone: Device, lin: Person) -> None:
    forms = [make_test_form().id, make_test_form(code="junior-comprehensive-2").id]
    for form in forms:
        phone.start(make_sitting(form))
        phone.submit()
    assert len(list_history(lin, now=now())) == 2  # type: ignore[arg-type]
    assert len(list_history(lin, form_id=forms[0], now=now())) == 1  # type: ignore[arg-type]


# Slow items on the page


@pytest.mark.parametrize(
    ("seconds", "slow"),
    [
        ((60, 20, 20), set()),
        ((61, 20, 20), {1}),
        ((61, 31, 20), set()),
        ((62, 30, 31), set()),
        ((63, 31, 31), {1}),
        ((0, 0, 61), {3}),
        ((500, 500, 500), set()),
    ],
)
def test_slow_is_over_a_minute_and_over_twice_ones_usual(
    phone: Device, seconds: tuple[int, int, int], slow: set[int]
) -> None:
    phone.start(make_sitting())
    phone.submit(*[make_event(slot, slot, "A", seconds=s) for slot, s in enumerate(seconds, 1)])
    shown = page(phone.client, f"/exams/attempts/{phone.attempt}/review?only=slow")
    assert {slot for slot in range(1, 7) if f'id="item-{slot}"' in shown} == slow


# Languages


PAGES: list[tuple[str, str, str]] = [
    ("", "离合格线还差", "points are missing to the line"),
    ("/review", "做法A的理由", "Your answer"),
    ("/receipt", "回执", "Receipt"),
]


@pytest.mark.parametrize(("path", "zh", "en"), PAGES)
def test_each_page_speaks_the_language_of_its_reader(
    app: Flask, phone: Device, path: str, zh: str, en: str
) -> None:
    finish(phone)

    def read(language: str) -> str:
        address = f"/exams/attempts/{phone.attempt}{path}"
        return phone.client.get(address, headers={"Accept-Language": language}).text

    assert zh in read("zh-CN")
    assert en in " ".join(read("en").split())
    assert en not in " ".join(read("zh-CN").split())


def test_two_readers_of_one_review_read_their_own_language(
    phone: Device, other: FlaskClient
) -> None:
    """Drawn items are kept in memory: neither language nor marks may pass from one to the other."""
    sitting = make_sitting()
    wang = Device(other, "device-other")
    finish(phone, sitting)
    finish(wang, sitting)
    path = "/exams/attempts/{}/review"
    mine = phone.client.get(path.format(phone.attempt), headers=CHINESE).text
    theirs = page(other, path.format(wang.attempt))
    assert "Your answer" not in mine
    assert "Your answer: ABD" in theirs
    phone.start(sitting)
    phone.submit(make_event(1, 5, "ABC"))
    again = page(phone.client, path.format(phone.attempt))
    assert "Your answer: ABC" in again
    assert "Your answer: ABD" not in again
