"""Sittings, seats and attempts with sensible defaults, and a device that speaks the attempt protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories_itembank import make_form
from trainingapp.exams.models import Attempt, Seat, Sitting
from trainingapp.extensions import db, milliseconds
from trainingapp.itembank.models import TestForm
from trainingapp.rules.sittings import Feedback, SittingKind
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

Item = TypeVar("Item")
Answer = TypeVar("Answer")
NINE = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)  # nine o'clock in Shanghai
KEYS = ("A", "B", "C", "AB", "ABC", "ABCD")


def make_test_form(keys: tuple[str, ...] = KEYS, **changes: Any) -> TestForm:
    """A committed form with these keys."""
    db.session.rollback()
    with writing():
        test_form = make_form(keys, **changes)
        db.session.commit()
        db.session.refresh(test_form)
        db.session.rollback()
    return test_form


def make_sitting(test_form: TestForm | int | None = None, **changes: Any) -> int:
    """The id of a committed sitting, self-service unless it is said otherwise."""
    if test_form is None:
        test_form = make_test_form()
    values: dict[str, Any] = {
        "kind": SittingKind.SELF_SERVICE,
        "title": {"zh": "初级综合能力 模拟考试", "en": "Junior comprehensive, mock exam"},
        "test_form_id": test_form if isinstance(test_form, int) else test_form.id,
        "minutes": 120,
        "created_at": NINE,
        **changes,
    }
    return _commit(Sitting(**values))


def make_organised(test_form: TestForm | int | None = None, **changes: Any) -> int:
    """The id of a committed organised sitting that is open now, for a whole day."""
    moment = now()
    values: dict[str, Any] = {
        "kind": SittingKind.ORGANISED,
        "opens_at": moment - timedelta(minutes=5),
        "closes_at": moment + timedelta(hours=24),
        "most_attempts": 1,
        "feedback_after_hand_in": Feedback.NOTHING,
        **changes,
    }
    return make_sitting(test_form, **values)


def make_seat(sitting: int, candidate: int, **changes: Any) -> int:
    """The id of a committed seat."""
    values: dict[str, Any] = {"number": 1, "created_at": NINE, **changes}
    return _commit(Seat(sitting_id=sitting, candidate_id=candidate, **values))


def make_created(sitting: int, candidate: int) -> int:
    """The id of an attempt that waits for its candidate."""
    db.session.rollback()
    row = db.session.get_one(Sitting, sitting)
    return _commit(
        Attempt(
            sitting_id=sitting,
            candidate_id=candidate,
            ordinal=1,
            test_form_id=row.test_form_id,
            state="created",
            minutes=row.minutes,
        )
    )


def _commit(row: Any) -> int:
    db.session.rollback()
    db.session.expunge_all()
    with writing():
        db.session.add(row)
        db.session.commit()
        number: int = row.id
        db.session.rollback()
    return number


def change(row: type[Any], number: int, **changes: Any) -> None:
    """Change a committed row behind everybody's back."""
    db.session.rollback()
    with writing():
        found = db.session.get_one(row, number)
        for name, value in changes.items():
            setattr(found, name, value)
        db.session.commit()
        db.session.rollback()


def read_attempt(number: int) -> Attempt:
    """The attempt as the row is now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Attempt, number)


def at_once(app: Flask, work: Callable[[Item], Answer], items: Sequence[Item]) -> list[Answer]:
    """Do the same for all items at the same time, each in a thread with a context of its own."""

    def run(item: Item) -> Answer:
        with app.app_context():
            return work(item)

    with ThreadPoolExecutor(len(items)) as threads:
        return list(threads.map(run, items))


class Device:
    """A phone in the exam room: it keeps its sequence and head as the room's script does."""

    def __init__(self, client: FlaskClient, name: str = "device-one") -> None:
        self.client = client
        self.name = name
        self.attempt = 0
        self.token = ""
        self.seq = 0
        self.head = ""
        self.state: dict[str, Any] = {}

    def start(self, sitting: int, **body: Any) -> TestResponse:
        reply = self.client.post(
            f"/exams/sittings/{sitting}/attempts", json={"device": self.name, **body}
        )
        if reply.status_code in {200, 201}:
            self.attempt = reply.json["attempt"]
            self._hold(reply.json)
        return reply

    def lease(self, attempt: int | None = None, *, take_over: bool = False) -> TestResponse:
        self.attempt = attempt or self.attempt
        reply = self.client.post(
            f"/exams/attempts/{self.attempt}/lease",
            json={"device": self.name, "take_over": take_over},
        )
        if reply.status_code == 200:
            self._hold(reply.json)
        return reply

    def _hold(self, answer: dict[str, Any]) -> None:
        self.state = answer
        self.token, self.seq, self.head = answer["token"], answer["sequence"], answer["head"]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def send(self, *events: dict[str, Any], **body: Any) -> TestResponse:
        """Send events as they are, after what this device knows to be acknowledged."""
        reply = self.client.post(
            f"/exams/attempts/{self.attempt}/events",
            json={"after": {"seq": self.seq, "head": self.head}, "events": list(events), **body},
            headers=self.headers,
        )
        self._note(reply)
        return reply

    def answer(self, slot: int, selected: str, **changes: Any) -> TestResponse:
        """Choose options in a slot and send that at once."""
        return self.send(make_event(self.seq + 1, slot, selected, **changes))

    def submit(self, *events: dict[str, Any]) -> TestResponse:
        reply = self.client.post(
            f"/exams/attempts/{self.attempt}/submission",
            json={"after": {"seq": self.seq, "head": self.head}, "events": list(events)},
            headers=self.headers,
        )
        self._note(reply)
        return reply

    def pulse(self) -> TestResponse:
        return self.client.get(f"/exams/attempts/{self.attempt}/pulse", headers=self.headers)

    def _note(self, reply: TestResponse) -> None:
        if reply.is_json and "acked" in reply.json and reply.status_code != 423:
            self.seq, self.head = reply.json["acked"], reply.json["head"]


def make_event(seq: int, slot: int = 1, selected: str = "A", **changes: Any) -> dict[str, Any]:
    """One event as the room writes it to its journal."""
    return {
        "seq": seq,
        "kind": "answer",
        "slot": slot,
        "selected": selected,
        "flagged": False,
        "struck": "",
        "seconds": 20,
        "client_at": milliseconds(now()),
        **changes,
    }
