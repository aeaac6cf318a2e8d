"""The result, the review, the receipt and the history: right figures, as far as the sitting releases them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.exams.conftest import Person
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
from trainingapp.exams.models import Attempt, Sitting
from trainingapp.extensions import db
from trainingapp.rules.answer_events import RecordedEvent, find_break
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

ENGLISH = {"Accept-Language": "en"}


def finish(phone: Device, sitting: int | None = None) -> int:
    """Right, wrong, half, spoiled, flagged blank, blank."""
    phone.start(sitting or make_sitting())
    phone.submit(
        make_event(1, 1, "A", seconds=20),
        make_event(2, 2, "C", seconds=400),
        make_event(3, 4, "A", seconds=30),
        make_event(4, 5, "ABD", seconds=30),
        make_event(5, 3, "", flagged=True, seconds=10),
    )
    return phone.attempt


def page(client: FlaskClient, path: str) -> str:
    reply = client.get(path, headers=ENGLISH)
    assert reply.status_code == 200, reply.text
    return re.sub(r"<svg.*?</svg>", "", " ".join(reply.text.split()))  # figures, not drawings


def test_the_result_says_score_line_and_distance(phone: Device) -> None:
    shown = page(phone.client, f"/exams/attempts/{finish(phone)}")
    assert "1.5" in shown
    assert "58.5 points are missing to the line" in shown
    assert "no promise" not in shown


def test_a_pass_is_told_kindly_and_never_as_a_promise(phone: Device) -> None:
    phone.start(make_sitting(make_test_form(tuple("A" * 70))))
    events = [make_event(slot, slot, "A") for slot in range(1, 66)]
    phone.send(*events[:50])
    phone.submit(*events[50:])
    shown = page(phone.client, f"/exams/attempts/{phone.attempt}")
    assert "Above the line by 5 points" in shown
    assert "no promise for the real one" in shown


def test_the_result_says_what_half_answers_cost(phone: Device) -> None:
    shown = page(phone.client, f"/exams/attempts/{finish(phone)}")
    assert "Item 4: A brought 0.5; with B as well it would have been 2." in shown
    assert "Item 5: ABD brought 0; without D it would have been 1." in shown
    assert "would have brought 1.5 more points" in shown


def test_the_result_adds_up_by_kind_and_chapter(phone: Device) -> None:
    shown = page(phone.client, f"/exams/attempts/{finish(phone)}")
    assert "1 of 3 points, 1 right, 0 half, 1 wrong, 1 blank" in shown
    assert "0.5 of 6 points, 0 right, 1 half, 1 wrong, 1 blank" in shown
    assert "1.5 of 9 points" in shown


def test_a_slow_item_is_marked(phone: Device) -> None:
    shown = page(phone.client, f"/exams/attempts/{finish(phone)}")
    assert "1 items took more than twice your usual time" in shown


def add_scores(sitting: int, count: int, points: int) -> None:
    """Submitted first attempts of other people, written straight into the table."""
    form = read_sitting(sitting).test_form_id
    people = [make_user(f"考生{n}").id for n in range(count)]
    db.session.rollback()
    with writing():
        db.session.add_all(
            Attempt(
                sitting_id=sitting,
                candidate_id=candidate,
                ordinal=1,
                test_form_id=form,
                is_first=True,
                state="submitted",
                minutes=120,
                score=points,
                submitted_at=NINE,
            )
            for candidate in people
        )
        db.session.commit()
        db.session.rollback()


def read_sitting(number: int) -> Sitting:
    db.session.rollback()
    return db.session.get_one(Sitting, number)


@pytest.mark.parametrize(("others", "is_compared"), [(28, False), (29, True)])
def test_others_are_compared_from_thirty_first_attempts(
    phone: Device, others: int, is_compared: bool
) -> None:
    sitting = make_sitting()
    add_scores(sitting, others, 1)
    shown = page(phone.client, f"/exams/attempts/{finish(phone, sitting)}")
    assert ("Their first attempts average" in shown) is is_compared
    assert ("yours is above 96% of them" in shown) is is_compared


def test_the_history_of_a_form_is_a_chart(phone: Device) -> None:
    sitting = make_sitting()
    finish(phone, sitting)
    assert "Your attempts at this form" not in page(
        phone.client, f"/exams/attempts/{phone.attempt}"
    )
    finish(phone, sitting)
    shown = page(phone.client, f"/exams/attempts/{phone.attempt}")
    assert "Your attempts at this form" in shown
    assert "16.7" in shown


def test_the_review_shows_answer_key_and_every_why(phone: Device) -> None:
    shown = page(phone.client, f"/exams/attempts/{finish(phone)}/review")
    assert "Your answer: ABD" in shown
    assert "Key: ABC" in shown
    assert shown.count("做法E的理由") == 3
    assert "JC01.1.01" in shown


@pytest.mark.parametrize(
    ("only", "slots"),
    [
        ("wrong", {2, 5}),
        ("half", {4}),
        ("flagged", {3}),
        ("slow", {2}),
        ("unanswered", {3, 6}),
        ("nonsense", {1, 2, 3, 4, 5, 6}),
    ],
)
def test_the_review_can_be_narrowed(phone: Device, only: str, slots: set[int]) -> None:
    shown = page(phone.client, f"/exams/attempts/{finish(phone)}/review?only={only}")
    assert {slot for slot in range(1, 7) if f'id="item-{slot}"' in shown} == slots


def test_the_review_can_be_printed(phone: Device) -> None:
    shown = page(phone.client, f"/exams/attempts/{finish(phone)}/review?print=1")
    assert 'class="print-page"' in shown
    assert "Key: ABC" in shown


FEEDBACK = [
    ("nothing", "nothing", False, 409, False),
    ("score", "nothing", False, 409, True),
    ("review", "nothing", False, 200, True),
    ("nothing", "score", True, 409, True),
    ("nothing", "review", True, 200, True),
    ("review", "nothing", True, 409, False),
]


@pytest.mark.parametrize(("hand_in", "close", "is_closed", "review", "has_score"), FEEDBACK)
def test_the_feedback_of_the_sitting_decides_what_is_seen(
    phone: Device, hand_in: str, close: str, is_closed: bool, review: int, has_score: bool
) -> None:
    sitting = make_organised(feedback_after_hand_in=hand_in, feedback_after_close=close)
    finish(phone, sitting)
    if is_closed:
        change(Sitting, sitting, closed_at=now())
    assert phone.client.get(f"/exams/attempts/{phone.attempt}/review").status_code == review
    shown = page(phone.client, f"/exams/attempts/{phone.attempt}")
    assert ("points are missing" in shown) is has_score
    assert ("has not been released" in shown) is not has_score
    listed = page(phone.client, "/exams/attempts")
    assert ("1.5" in listed) is has_score


def test_nothing_is_released_while_somebody_with_extra_time_is_writing(
    phone: Device, other: FlaskClient
) -> None:
    sitting = make_organised(feedback_after_close="review")
    finish(phone, sitting)
    Device(other, "device-other").start(sitting)
    change(Sitting, sitting, closed_at=now())
    assert phone.client.get(f"/exams/attempts/{phone.attempt}/review").status_code == 409


def test_before_handing_in_there_is_no_review(phone: Device) -> None:
    phone.start(make_sitting())
    assert phone.client.get(f"/exams/attempts/{phone.attempt}/review").status_code == 409
    assert "room-data" in phone.client.get(f"/exams/attempts/{phone.attempt}").text


def test_a_void_attempt_has_no_result(phone: Device) -> None:
    finish(phone)
    change(Attempt, phone.attempt, state="voided")
    assert "declared void" in page(phone.client, f"/exams/attempts/{phone.attempt}")


def test_the_receipt_proves_itself(phone: Device) -> None:
    finish(phone)
    reply = phone.client.get(f"/exams/attempts/{phone.attempt}/receipt.json")
    assert "attachment" in reply.headers["Content-Disposition"]
    receipt = json.loads(reply.data)
    assert (receipt["count"], receipt["last_seq"], receipt["is_whole"]) == (5, 5, True)
    links: list[tuple[RecordedEvent, str]] = []
    for event in receipt["events"]:
        event.pop("position")
        link = event.pop("hash")
        links.append((RecordedEvent(**event), link))
    assert find_break(links) is None
    assert links[-1][1] == receipt["head"] == read_attempt(phone.attempt).chain_head


def test_the_receipt_page_shows_every_entry(phone: Device) -> None:
    finish(phone)
    shown = page(phone.client, f"/exams/attempts/{phone.attempt}/receipt")
    assert "The chain of entries is whole" in shown
    assert "ABD" in shown


def test_a_changed_entry_breaks_the_receipt(phone: Device) -> None:
    finish(phone)
    db.session.rollback()
    with writing():
        db.session.execute(text("DROP TRIGGER answer_event_unchangeable"))
        db.session.execute(text("UPDATE answer_event SET selected = 'B' WHERE seq = 2"))
        db.session.commit()
    restore_trigger()
    shown = page(phone.client, f"/exams/attempts/{phone.attempt}/receipt")
    assert "The chain does not hold at entry 2" in shown


def restore_trigger() -> None:
    from trainingapp.exams.triggers import TRIGGERS

    with writing():
        # This connection may not be the one that dropped it; a look makes it read the schema again.
        db.session.execute(text("SELECT count(*) FROM sqlite_master"))
        db.session.execute(text(TRIGGERS["sqlite"][0]))
        db.session.commit()


@pytest.mark.both_databases
def test_an_entry_can_never_be_changed(app: Flask, phone: Device) -> None:
    finish(phone)
    for statement in ("UPDATE answer_event SET selected = 'B'", "DELETE FROM answer_event"):
        db.session.rollback()
        with writing(), pytest.raises(Exception, match="an answer event never changes"):
            db.session.execute(text(statement))
    db.session.rollback()


@pytest.mark.parametrize("path", ["", "/review", "/receipt", "/receipt.json"])
def test_an_attempt_is_seen_only_by_its_candidate(
    app: Flask, phone: Device, other: FlaskClient, path: str
) -> None:
    finish(phone)
    assert other.get(f"/exams/attempts/{phone.attempt}{path}").status_code == 404
    stranger = app.test_client().get(f"/exams/attempts/{phone.attempt}{path}")
    assert stranger.status_code == 302


def test_a_created_attempt_leads_to_the_lobby(phone: Device, lin: Person) -> None:
    from tests.factories_exams import make_created

    sitting = make_organised()
    attempt = make_created(sitting, lin.id)
    reply = phone.client.get(f"/exams/attempts/{attempt}")
    assert (reply.status_code, reply.location) == (303, f"/exams/sittings/{sitting}")


def test_the_list_of_attempts_is_empty_at_first(phone: Device) -> None:
    assert "No results yet" in page(phone.client, "/exams/attempts")


def test_the_lobby_says_the_rules_in_plain_words(phone: Device) -> None:
    shown = page(phone.client, f"/exams/sittings/{make_sitting()}")
    assert "3 single choice items" in shown
    assert "One wrong option: 0 points" in shown
    assert "Start now" in shown


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"opens_at": timedelta(minutes=5)}, "has not opened yet"),
        ({"closes_at": timedelta(minutes=-5)}, "no longer possible"),
    ],
)
def test_the_lobby_says_why_one_cannot_start(
    phone: Device, changes: dict[str, Any], sentence: str
) -> None:
    sitting = make_organised(**{name: now() + span for name, span in changes.items()})
    shown = page(phone.client, f"/exams/sittings/{sitting}")
    assert sentence in shown
    assert "Start now" not in shown


def test_the_lobby_leads_back_into_a_running_exam(phone: Device) -> None:
    sitting = make_sitting()
    phone.start(sitting)
    shown = page(phone.client, f"/exams/sittings/{sitting}")
    assert "Your exam is running" in shown
    assert "Start now" not in shown


def test_the_lobby_asks_for_the_code(phone: Device) -> None:
    shown = page(phone.client, f"/exams/sittings/{make_organised(access_code='spring7')}")
    assert "Access code" in shown
    assert "spring7" not in shown


def test_the_list_shows_what_is_for_me(phone: Device, lin: Person, wang: Person) -> None:
    form = make_test_form().id
    make_sitting(form, title={"zh": "甲", "en": "For all"})
    make_sitting(form, title={"zh": "乙", "en": "Only mine"}, owner_id=lin.id)
    make_sitting(form, title={"zh": "丙", "en": "Of Wang"}, owner_id=wang.id)
    make_organised(form, title={"zh": "丁", "en": "With seats"}, needs_seat=True)
    make_organised(form, title={"zh": "戊", "en": "Closed"}, closed_at=now())
    make_organised(form, title={"zh": "己", "en": "Organised"})
    shown = page(phone.client, "/exams/sittings")
    assert [name for name in ("For all", "Only mine", "Organised") if name in shown] == [
        "For all",
        "Only mine",
        "Organised",
    ]
    assert not [name for name in ("Of Wang", "With seats", "Closed") if name in shown]


def test_a_sitting_for_others_has_no_lobby(phone: Device, wang: Person) -> None:
    sitting = make_sitting(owner_id=wang.id)
    assert phone.client.get(f"/exams/sittings/{sitting}").status_code == 404
