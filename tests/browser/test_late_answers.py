"""Answers that were still on the device at collection: the next page delivers them as late and says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from tests.browser.live import LiveServer
from tests.browser.room import Room, make_room, read_attempt, stored
from tests.factories_accounts import make_user
from trainingapp.exams.actions.collecting import collect_overdue
from trainingapp.exams.models import AnswerEvent
from trainingapp.extensions import db
from trainingapp.rules.sittings import Feedback
from trainingapp.web.clock import now
from trainingapp.web.transactions import commit_now, writing

# How many entries the journal holds, and of how many attempts it still knows something else.
JOURNAL = """() => new Promise(resolve => {
  const opening = indexedDB.open('trainingapp-exam')
  opening.onsuccess = () => {
    const reading = opening.result.transaction(['events', 'facts'])
    const entries = reading.objectStore('events').count()
    const facts = reading.objectStore('facts').getAllKeys()
    reading.oncomplete = () => {
      opening.result.close()
      resolve([entries.result, facts.result.filter(name => name !== 'device').length])
    }
  }
})"""
HELD = {"status": 423, "json": {"error": "lease_lost", "acked": 0}}


def leave_two_answers_behind(room: Room) -> None:
    """One answer arrives, two more are given without a network; then the page is gone."""
    room.choose(1, "A")
    room.wait_until_saved()
    with room.without_network():
        for slot in (2, 3):
            room.go(slot)
            room.choose(slot, "B")
        assert room.marks()[3] == "device"
        # The browser sends a word of parting behind the page's back; here even that is lost.
        room.page.evaluate("void (window.fetch = () => Promise.reject(new TypeError('cut')))")
        room.page.goto("about:blank")


def collect(room: Room) -> None:
    """The collector comes after the deadline and finds nobody."""
    with room.server.app.app_context():
        db.session.rollback()
        with writing():
            assert collect_overdue(now=now() + timedelta(hours=3)) == 1
            commit_now()
        db.session.remove()


def late_slots(room: Room) -> list[int]:
    with room.server.app.app_context():
        rows = db.session.scalars(
            select(AnswerEvent.slot).where(
                AnswerEvent.attempt_id == room.attempt,
                AnswerEvent.is_late,
                AnswerEvent.kind == "answer",
            )
        ).all()
        db.session.remove()
    return sorted(rows)


def journal(page: Page) -> list[int]:
    held: list[int] = page.evaluate(JOURNAL)
    return held


def sentence(page: Page, text: str) -> None:
    expect(page.locator("#late-answers .callout")).to_contain_text(text)


@pytest.mark.parametrize(
    ("path", "feedback"),
    [
        ("/exams/attempts/{}", Feedback.REVIEW),
        ("/exams/attempts/{}", Feedback.NOTHING),
        ("/exams/attempts/{}/review", Feedback.REVIEW),
        ("/exams/attempts/{}/receipt", Feedback.REVIEW),
        ("/exams/attempts", Feedback.REVIEW),
        ("/home", Feedback.REVIEW),
    ],
)
def test_the_next_page_delivers_what_stayed_on_the_device(
    live_server: LiveServer, phone: Page, path: str, feedback: Feedback
) -> None:
    room = make_room(live_server, phone, feedback_after_hand_in=feedback)
    leave_two_answers_behind(room)
    collect(room)
    score = read_attempt(live_server.app, room.attempt).score
    phone.goto(live_server.url + path.format(room.attempt))
    sentence(phone, "有 2 道题是在考试时间内作答的")
    assert late_slots(room) == [2, 3]
    assert journal(phone) == [0, 0]
    # Kept, not counted: that is for an exam officer to decide.
    assert stored(live_server.app, room.attempt) == {1: "A"}
    assert read_attempt(live_server.app, room.attempt).score == score
    phone.reload()
    expect(phone.locator("#late-answers")).to_have_count(1)
    expect(phone.locator("#late-answers .callout")).to_be_hidden()


def test_the_sentence_is_in_the_language_of_the_reader(
    live_server: LiveServer, phone: Page
) -> None:
    room = make_room(live_server, phone)
    leave_two_answers_behind(room)
    collect(room)
    phone.context.add_cookies([{"name": "display", "value": "en.auto.off", "url": room.server.url}])
    phone.goto(room.url)
    sentence(phone, "2 answers given in time on this device arrived after collection")


def test_a_phone_found_days_later_gets_a_fresh_token(live_server: LiveServer, phone: Page) -> None:
    room = make_room(live_server, phone)
    leave_two_answers_behind(room)
    collect(room)
    tokens: list[str] = []

    def expire(route: Route) -> None:
        tokens.append(route.request.headers["authorization"])
        if len(tokens) == 1:
            route.fulfill(status=401, json={"error": "token"})
        else:
            route.continue_()

    with room.refusing("**/events", expire):
        phone.goto(room.url)
        sentence(phone, "有 2 道题")
    assert len(tokens) == 2
    assert late_slots(room) == [2, 3]
    assert journal(phone) == [0, 0]


def test_without_an_answer_of_the_server_everything_stays_for_the_next_page(
    live_server: LiveServer, phone: Page
) -> None:
    room = make_room(live_server, phone)
    leave_two_answers_behind(room)
    collect(room)
    with room.refusing("**/events"), phone.expect_event("requestfailed"):
        phone.goto(room.url)
    assert journal(phone)[0] >= 3
    phone.goto(room.url)
    sentence(phone, "有 2 道题")
    assert journal(phone) == [0, 0]


def test_what_the_server_refuses_for_good_is_kept_here_and_not_sent_again(
    live_server: LiveServer, phone: Page
) -> None:
    room = make_room(live_server, phone)
    leave_two_answers_behind(room)
    collect(room)
    sent: list[str] = []

    def refuse(route: Route) -> None:
        sent.append(route.request.url)
        route.fulfill(**HELD)  # type: ignore[arg-type]

    with room.refusing("**/events", refuse):
        for _ in range(2):
            phone.goto(room.url, wait_until="networkidle")
    assert len(sent) == 1
    assert journal(phone)[0] >= 3
    expect(phone.locator("#late-answers .callout")).to_be_hidden()


def test_an_attempt_that_still_runs_is_left_to_its_room(
    live_server: LiveServer, phone: Page
) -> None:
    room = make_room(live_server, phone)
    leave_two_answers_behind(room)
    for path in ("/home", "/exams/attempts"):
        phone.goto(live_server.url + path, wait_until="networkidle")
    assert journal(phone)[0] >= 3
    assert stored(live_server.app, room.attempt) == {1: "A"}
    room.enter()
    room.wait_until_saved()
    assert stored(live_server.app, room.attempt) == {1: "A", 2: "B", 3: "B"}


def test_another_persons_pages_leave_the_journal_alone(
    live_server: LiveServer, phone: Page
) -> None:
    room = make_room(live_server, phone)
    leave_two_answers_behind(room)
    collect(room)
    phone.context.clear_cookies()
    with live_server.app.app_context():
        make_user("王建国", email="wang@example.org")
        db.session.remove()
    Room(phone, live_server, "wang@example.org").sign_in()
    phone.goto(f"{live_server.url}/home", wait_until="networkidle")
    assert journal(phone)[0] >= 3
    assert late_slots(room) == []
