"""The attempt protocol under a bad network: dropped, doubled, reordered and late requests, two devices, take-overs.

Hypothesis drives two devices over HTTP. Whatever happens, what a device was told to be saved is stored, nothing else
is, the chain holds, no two devices write at the same time, and the score is the one computed by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from tests.exams.conftest import Person
from tests.exams.test_record_events import answers, is_chain_whole, stored
from tests.factories_accounts import sign_in
from tests.factories_exams import KEYS, change, make_sitting, make_test_form, read_attempt
from trainingapp.exams.models import AnswerEvent, Attempt, AttemptLease
from trainingapp.extensions import db, milliseconds
from trainingapp.web.clock import now

NETWORK = st.sampled_from(["fine", "fine", "fine", "fine", "request lost", "reply lost"])
DEVICES = st.sampled_from(["device-one", "device-two"])
MINUTES = 30
CHOICES = {1: ["", "A", "B"], 4: ["A", "AB", "AC"], 5: ["AB", "ABC", "D"], 6: ["", "ABCD", "ABCDE"]}
TYPED = st.lists(
    st.sampled_from([(slot, selected) for slot in CHOICES for selected in CHOICES[slot]]),
    min_size=1,
    max_size=5,
)


@dataclass
class Phone:
    """A device as the exam room's script is: a journal, and what the server said last."""

    name: str
    token: str = ""
    lease: int = 0
    acked: int = 0
    head: str = ""
    journals: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    is_read_only: bool = True

    @property
    def journal(self) -> list[dict[str, Any]]:
        return self.journals.setdefault(self.lease, [])


class Protocol(RuleBasedStateMachine):
    """Two devices, one attempt, a network that loses and repeats."""

    client: FlaskClient
    form: int
    clock: time_machine.Coordinates
    morning: datetime

    @initialize()
    def start(self) -> None:
        self.clock.move_to(self.morning)
        self.phones = {name: Phone(name) for name in ("device-one", "device-two")}
        self.saved: dict[tuple[int, int], dict[str, Any]] = {}
        self.delayed: list[tuple[str, dict[str, Any], str]] = []
        sitting = make_sitting(self.form, minutes=MINUTES)
        reply = self.client.post(
            f"/exams/sittings/{sitting}/attempts", json={"device": "device-one"}
        )
        assert reply.status_code == 201
        self.attempt = reply.json["attempt"]
        self._hold(self.phones["device-one"], reply.json)

    def _hold(self, phone: Phone, answer: dict[str, Any]) -> None:
        phone.token, phone.lease = answer["token"], answer["lease"]
        phone.acked, phone.head = answer["sequence"], answer["head"]
        phone.is_read_only = False

    @rule(name=DEVICES, typed=TYPED)
    def answer(self, name: str, typed: list[tuple[int, str]]) -> None:
        """Choose something; it goes into the journal before anything else."""
        phone = self.phones[name]
        for slot, selected in typed if not phone.is_read_only else []:
            self._tick()
            phone.journal.append(
                {
                    "seq": len(phone.journal) + 1,
                    "kind": "answer",
                    "slot": slot,
                    "selected": selected,
                    "flagged": False,
                    "struck": "",
                    "seconds": len(phone.journal),
                    "client_at": milliseconds(now()),
                }
            )

    def _tick(self) -> None:
        self.clock.shift(timedelta(milliseconds=10))

    @rule(name=DEVICES, network=NETWORK, most=st.integers(1, 6), known=st.booleans())
    def send(self, name: str, network: str, most: int, *, known: bool) -> None:
        """Send what is not acknowledged; sometimes from further back than needed."""
        phone = self.phones[name]
        if not phone.token:
            return
        after = phone.acked if known else max(phone.acked - 1, 0)
        events = phone.journal[after : after + most]
        self._post(phone, "events", network, after, events)

    @rule(name=DEVICES, typed=TYPED, network=NETWORK)
    def work(self, name: str, typed: list[tuple[int, str]], network: str) -> None:
        """Answer and send at once, as the room does."""
        self.answer(name, typed)
        self.send(name, network, 50, known=True)

    @rule(typed=TYPED, unsent=TYPED)
    def change_devices(self, typed: list[tuple[int, str]], unsent: list[tuple[int, str]]) -> None:
        """One device goes offline with answers, the other takes over and works; then the first is back."""
        holders = [phone for phone in self.phones.values() if not phone.is_read_only]
        if not holders:
            return
        first = holders[0].name
        second = "device-two" if first == "device-one" else "device-one"
        self.answer(first, unsent)
        self.lease(second, True, "fine")
        self.answer(second, typed)
        self.send(second, "fine", 50, known=True)
        self.send(first, "fine", 50, known=True)

    @rule(name=DEVICES, network=NETWORK)
    def hand_in(self, name: str, network: str) -> None:
        phone = self.phones[name]
        if phone.token and phone.journal:
            self._post(phone, "submission", network, phone.acked, phone.journal[phone.acked :])

    def _post(
        self, phone: Phone, path: str, network: str, after: int, events: list[dict[str, Any]]
    ) -> None:
        body = {"after": {"seq": after, "head": phone.head}, "events": events}
        self.delayed.append((path, body, phone.token))
        if network == "request lost":
            return
        reply = self._deliver(path, body, phone.token)
        if network == "fine":
            self._read(phone, reply)

    def _deliver(self, path: str, body: dict[str, Any], token: str) -> Any:
        self._tick()
        return self.client.post(
            f"/exams/attempts/{self.attempt}/{path}",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        )

    def _read(self, phone: Phone, reply: Any) -> None:
        assert reply.status_code in {200, 409, 423}, reply.text
        answer = reply.json
        if reply.status_code == 423:
            phone.is_read_only = True
        if answer.get("error") == "gap":
            assert answer["expected"] <= phone.acked + 1, "the server forgot what it acknowledged"
            return
        if "acked" not in answer:
            return
        assert answer["acked"] >= phone.acked, "an acknowledgement was taken back"
        for event in phone.journal[: answer["acked"]]:
            self.saved[phone.lease, event["seq"]] = event
        phone.acked, phone.head = answer["acked"], answer["head"]

    @precondition(lambda self: self.delayed)
    @rule(data=st.data())
    def arrive_again(self, data: st.DataObject) -> None:
        """A request that was sent before arrives again, or for the first time, out of order."""
        path, body, token = data.draw(st.sampled_from(self.delayed))
        if path == "events":
            assert self._deliver(path, body, token).status_code in {200, 409, 423}

    @rule(name=DEVICES, take_over=st.booleans(), network=NETWORK)
    def lease(self, name: str, take_over: bool, network: str) -> None:
        """Reload the page, or take over from the other device."""
        if network == "request lost":
            return
        phone = self.phones[name]
        self._tick()
        reply = self.client.post(
            f"/exams/attempts/{self.attempt}/lease", json={"device": name, "take_over": take_over}
        )
        assert reply.status_code in {200, 409, 423}
        if network == "fine" and reply.status_code == 200:
            self._hold(phone, reply.json)
        elif reply.status_code == 423:
            phone.is_read_only = True

    @rule(seconds=st.sampled_from([1, 5, 20, 60, 900]))
    def wait(self, seconds: int) -> None:
        self.clock.shift(timedelta(seconds=seconds))

    @rule()
    def pause_or_go_on(self) -> None:
        """An officer pauses, or lets go on."""
        state = read_attempt(self.attempt).state
        if state == "running":
            change(Attempt, self.attempt, state="paused", paused_at=now())
        elif state == "paused":
            change(Attempt, self.attempt, state="running", paused_at=None)

    @invariant()
    def nothing_is_lost_invented_or_mixed_up(self) -> None:
        if not hasattr(self, "attempt"):
            return
        events = stored(self.attempt)
        self._check_saved({(event.lease_number, event.seq): event for event in events})
        self._check_leases(events)
        assert is_chain_whole(self.attempt)
        counted = [event for event in events if not event.is_late]
        counted.sort(key=lambda event: (event.lease_number, event.seq))
        expected = {event.slot: event.selected for event in counted}
        assert answers(self.attempt) == expected
        attempt = read_attempt(self.attempt)
        if attempt.state == "submitted":
            assert attempt.score == by_hand(expected)
            assert attempt.submitted_at is not None
            late = [event for event in events if event.server_at > attempt.submitted_at]
            assert all(event.is_late or event.is_grace for event in late)

    def _check_saved(self, found: dict[tuple[int, int], AnswerEvent]) -> None:
        """What was acknowledged is stored, and what is stored was typed by the holder of that lease."""
        for name, event in self.saved.items():
            assert name in found, "an acknowledged answer is gone"
            assert (found[name].slot, found[name].selected) == (event["slot"], event["selected"])
        typed = {
            (lease, event["seq"]): (event["slot"], event["selected"])
            for phone in self.phones.values()
            for lease, journal in phone.journals.items()
            for event in journal
        }
        for name, row in found.items():
            assert typed[name] == (row.slot, row.selected)

    def _check_leases(self, events: list[AnswerEvent]) -> None:
        """A lease writes until the next one is taken; afterwards only what was answered before."""
        rows = select(AttemptLease).where(AttemptLease.attempt_id == self.attempt)
        taken = {lease.number: lease.taken_at for lease in db.session.scalars(rows)}
        for event in events:
            lost_at = taken.get(event.lease_number + 1)
            if event.is_stray:
                assert lost_at is not None
                assert event.client_at <= lost_at
            elif lost_at is not None:
                assert event.server_at <= lost_at


def by_hand(selections: dict[int, str]) -> Decimal:
    """The score as a teacher would count it, without the site's own rule."""
    total = Decimal(0)
    for slot, key in enumerate(KEYS, start=1):
        selected = selections.get(slot, "")
        if selected == key:
            total += 1 if len(key) == 1 else 2
        elif selected and all(letter in key for letter in selected):
            total += Decimal("0.5") * len(selected)
    return total


@pytest.mark.slow
@pytest.mark.both_databases
def test_no_network_loses_an_answer(
    app: Flask, client: FlaskClient, lin: Person, database: str
) -> None:
    form = make_test_form().id
    with time_machine.travel(now(), tick=False) as clock:
        browser = sign_in(client, lin)  # type: ignore[arg-type]

        class Machine(Protocol):
            pass

        Machine.client, Machine.form = browser, form
        Machine.clock, Machine.morning = clock, now()
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=20 if database == "sqlite" else 10,
                stateful_step_count=40,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
