"""The exam room as a candidate uses it: sign in, start, choose, look at what is called saved, hand in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from playwright.sync_api import APIResponse, Locator, Page, Route, expect
from sqlalchemy import select

from tests.browser.live import LiveServer
from tests.factories_accounts import PASSWORD, make_user
from tests.factories_exams import make_sitting, make_test_form
from trainingapp.exams.models import Attempt, ItemResponse
from trainingapp.extensions import db

# Two cores, two browsers, two servers: what takes a tenth of a second alone may take ten here.
expect.set_options(timeout=20_000)

# A device whose clock is wrong by so many milliseconds. Timers and `performance` stay as they are.
WRONG_CLOCK = """(shift => {
  const Right = Date
  class Wrong extends Right {
    constructor(...given) { given.length ? super(...given) : super(Right.now() + shift) }
    static now() { return Right.now() + shift }
  }
  window.Date = Wrong
})(%d)"""
DAY = 86_400_000


class Room:
    """One tab in which Lin sits a form."""

    def __init__(self, page: Page, server: LiveServer, login: str) -> None:
        self.page = page
        self.server = server
        self.login = login
        self.attempt = 0
        # "Leave this page?" is asked while the network is away; Lin means it.
        page.on("dialog", lambda dialog: dialog.accept())

    def sign_in(self) -> None:
        """Sign in as the page does, without drawing it: its looks and its script have tests of their own."""
        reply = self._post(
            "/accounts/sign-in",
            {"login": self.login, "password": PASSWORD},
            token=self._token("/accounts/sign-in"),
        )
        assert reply.status == 303, reply.text()

    def start(self, sitting: int) -> None:
        """Begin (or find) the attempt and open its room."""
        reply = self._post(
            f"/exams/sittings/{sitting}/attempts", {}, token=self._token("/exams/attempts")
        )
        assert reply.status == 303, reply.text()
        self.attempt = int(reply.headers["location"].rsplit("/", 1)[1])
        self.enter()

    def _token(self, path: str) -> str:
        page = self.page.request.get(f"{self.server.url}{path}").text()
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found, page
        return found[1]

    def _post(self, path: str, fields: dict[str, str], *, token: str) -> APIResponse:
        return self.page.request.post(
            f"{self.server.url}{path}",
            form={"csrf_token": token, **fields},
            max_redirects=0,
        )

    @property
    def url(self) -> str:
        return f"{self.server.url}/exams/attempts/{self.attempt}"

    def enter(self) -> None:
        """Load the room's page and wait until its items stand there."""
        self.page.goto(self.url)
        self.wait_until_open()

    def reload(self) -> None:
        self.page.reload()
        self.wait_until_open()

    def wait_until_open(self) -> None:
        self._expect(lambda: expect(self.page.locator("#room.is-open")).to_be_visible())

    # What the candidate sees

    @property
    def chip(self) -> Locator:
        return self.page.locator("#room-chip")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog").last

    def item(self, slot: int) -> Locator:
        return self.page.locator(f"#item-{slot}")

    def option(self, slot: int, letter: str) -> Locator:
        return self.item(slot).locator(f".room-option:has(input[value={letter}])")

    def banner(self, matter: str) -> Locator:
        return self.page.locator(f".room-banner[data-matter={matter}]")

    def marks(self) -> dict[int, str]:
        """How safe each slot is called: none, device, saved or refused."""
        found: list[list[str]] = self.page.locator(
            ".sheet .sheet-section .sheet-square"
        ).evaluate_all(
            "squares => squares.map(one => [one.firstChild.textContent, one.dataset.mark])"
        )
        return {int(number): mark for number, mark in found}

    def saved_slots(self) -> set[int]:
        return {slot for slot, mark in self.marks().items() if mark == "saved"}

    # What the candidate does

    def go(self, slot: int) -> None:
        """By the answer sheet; on a phone it is opened first."""
        button = self.page.locator("#room-sheet-button")
        if button.is_visible():
            button.click()
        self.page.get_by_role("button", name=f"第{slot}题，").click()
        expect(self.item(slot)).to_be_visible()

    def next(self) -> None:
        self.page.locator("#room-next").click()

    def choose(self, slot: int, letters: str) -> None:
        """Touch each letter of the item on the screen and wait until it is shown as chosen."""
        for letter in letters:
            self.option(slot, letter).locator("label").click()
            expect(self.option(slot, letter)).to_have_class("room-option is-selected")

    def wait_until_saved(self) -> None:
        is_saved = re.compile("is-saved")
        self._expect(lambda: expect(self.chip).to_have_class(is_saved, timeout=40_000))

    def _expect(self, look: Callable[[], None]) -> None:
        """Look, and when it is not so, add what the server wrote."""
        try:
            look()
        except AssertionError as error:
            message = f"{error}\n{self.server.log[-4000:]}"
            raise AssertionError(message) from None

    def hand_in(self) -> None:
        self.page.locator("#room-hand-in").click()
        self.dialog.get_by_role("button", name="确认交卷").click()

    def wait_until_handed_in(self) -> None:
        expect(self.dialog.locator(".receipt-code")).to_be_visible(timeout=40_000)

    @contextmanager
    def without_network(self) -> Iterator[None]:
        self.page.context.set_offline(True)
        try:
            yield
        finally:
            self.page.context.set_offline(False)

    @contextmanager
    def refusing(self, pattern: str, act: Callable[[Route], Any] | None = None) -> Iterator[None]:
        """Requests to these addresses fail (or meet `act`), everything else goes through."""
        handler = act or (lambda route: route.abort())
        self.page.route(pattern, handler)
        try:
            yield
        finally:
            self.page.unroute(pattern, handler)


def make_room(
    server: LiveServer, page: Page, *, keys: tuple[str, ...] | None = None, **sitting: Any
) -> Room:
    """A room that Lin has just opened on this page."""
    with server.app.app_context():
        lin = make_user(email="lin@example.org")
        number = make_sitting(make_test_form(keys) if keys else None, **sitting)
        db.session.remove()
        login = lin.email or ""
    room = Room(page, server, login)
    room.sign_in()
    room.start(number)
    return room


def stored(app: Flask, attempt: int) -> dict[int, str]:
    """What the database holds of each slot, read afresh."""
    with app.app_context():
        rows = db.session.execute(
            select(ItemResponse.slot, ItemResponse.selected).where(
                ItemResponse.attempt_id == attempt
            )
        ).all()
        db.session.remove()
    return {slot: selected for slot, selected in rows}


def read_attempt(app: Flask, number: int) -> Attempt:
    """The attempt's row, read afresh."""
    with app.app_context():
        found = db.session.get_one(Attempt, number)
        db.session.expunge(found)
        db.session.remove()
    return found
