"""Nothing that is called saved is ever lost: a whole form on a phone, with everything going wrong on the way."""

from __future__ import annotations

import contextlib
import os
import random
import signal
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser.chromium import locate_chromium
from tests.browser.conftest import PHONE
from tests.browser.faulty import FaultyServer
from tests.browser.room import DAY, WRONG_CLOCK, Room, make_room, read_attempt, stored

SEED = 20261122
SINGLE, MULTIPLE = 60, 20


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FaultyServer]:
    server = FaultyServer(tmp_path)
    server.prepare()
    try:
        server.start()
        yield server
    finally:
        server.close()


class Phone:
    """A Chromium with a profile folder of its own, which may be killed and opened again."""

    def __init__(self, browser: Browser, profile: Path) -> None:
        self.chromium = browser.browser_type
        self.profile = profile
        self.context: BrowserContext | None = None

    def open(self) -> Page:
        found = locate_chromium()
        self.context = self.chromium.launch_persistent_context(
            self.profile,
            executable_path=found.executable,
            env={**os.environ, **found.environment},
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            viewport=PHONE,  # type: ignore[arg-type]
            has_touch=True,
            locale="zh-CN",
        )
        # This phone believes that it is tomorrow.
        self.context.add_init_script(WRONG_CLOCK % DAY)
        return self.context.pages[0]

    def kill(self) -> None:
        """The battery is empty: every process of this browser ends at once."""
        for words in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                if str(self.profile).encode() in words.read_bytes():
                    os.kill(int(words.parent.name), signal.SIGKILL)
        self.close()

    def close(self) -> None:
        if self.context:
            with contextlib.suppress(Error):
                self.context.close()
        self.context = None


@pytest.fixture
def phone(browser: Browser, tmp_path: Path) -> Iterator[Phone]:
    phone = Phone(browser, tmp_path / "profile")
    yield phone
    phone.close()


class Sitting:
    """What Lin has typed so far, checked again and again against screen and database."""

    def __init__(self, room: Room, keys: tuple[str, ...], chance: random.Random) -> None:
        self.room = room
        self.keys = keys
        self.chance = chance
        self.typed: dict[int, str] = {}

    def answer(self, slot: int) -> None:
        """Choose something: right, wrong or half."""
        room, key = self.room, self.keys[slot - 1]
        if not room.item(slot).is_visible():
            room.go(slot)
        letters = "ABCD" if len(key) == 1 else "ABCDE"
        wished = key if self.chance.random() < 0.6 else self.chance.choice(letters)
        if len(key) > 1 and self.chance.random() < 0.4:
            wished = "".join(sorted(self.chance.sample(letters, self.chance.randint(1, 4))))
        room.choose(slot, wished)
        self.typed[slot] = wished

    def answer_all(self, slots: range) -> None:
        for slot in slots:
            self.answer(slot)

    def check(self) -> None:
        """Every answer that the screen calls saved is in the database, just so."""
        # First the screen: the database only ever gains.
        saved = self.room.saved_slots()
        held = stored(self.room.server.app, self.room.attempt)
        wrong = {slot for slot in saved if held.get(slot) != self.typed.get(slot)}
        assert not wrong, f"called saved but not stored: {sorted(wrong)}"

    def score(self) -> Decimal:
        """By the regulation, counted anew here."""
        points = Decimal(0)
        for slot, key in enumerate(self.keys, start=1):
            chosen = set(self.typed.get(slot, ""))
            if chosen == set(key):
                points += 1 if len(key) == 1 else 2
            elif len(key) > 1 and chosen < set(key):
                points += Decimal("0.5") * len(chosen)
        return points


def make_keys(chance: random.Random) -> tuple[str, ...]:
    singles = [chance.choice("ABCD") for _ in range(SINGLE)]
    multiples = [
        "".join(sorted(chance.sample("ABCDE", chance.randint(2, 4)))) for _ in range(MULTIPLE)
    ]
    return (*singles, *multiples)


def test_a_whole_form_survives_everything(
    server: FaultyServer, phone: Phone, open_context: Callable[..., BrowserContext]
) -> None:
    chance = random.Random(SEED)
    keys = make_keys(chance)
    room = make_room(server, phone.open(), keys=keys)
    sitting = Sitting(room, keys, chance)

    with_network_cuts(sitting, range(1, 41))
    with_a_reload(sitting, range(41, 45))
    with_a_killed_browser(sitting, range(45, 51), phone)
    with_a_killed_server(sitting, range(51, 56), server)
    with_a_second_device(sitting, range(56, 66), open_context)
    sitting.answer_all(range(66, 81))

    room.wait_until_saved()
    sitting.check()
    assert room.saved_slots() == set(range(1, 81))
    assert stored(server.app, room.attempt) == sitting.typed
    room.hand_in()
    room.wait_until_handed_in()
    attempt = read_attempt(server.app, room.attempt)
    assert attempt.state == "submitted"
    assert attempt.score == sitting.score()
    assert stored(server.app, room.attempt) == sitting.typed


def with_network_cuts(sitting: Sitting, slots: range) -> None:
    """Ten cuts at random places, each for one to three items."""
    context = sitting.room.page.context
    cuts = {slot: sitting.chance.randint(1, 3) for slot in sitting.chance.sample(list(slots), 10)}
    back_at = 0
    for slot in slots:
        if slot in cuts:
            context.set_offline(True)
            back_at = max(back_at, slot + cuts[slot])
        sitting.answer(slot)
        if slot in cuts:
            assert sitting.room.marks()[slot] == "device"
        if slot >= back_at:
            context.set_offline(False)
        sitting.check()
    context.set_offline(False)
    sitting.room.wait_until_saved()
    sitting.check()


def with_a_reload(sitting: Sitting, slots: range) -> None:
    """The page is loaded anew while answers are only on the device."""
    room = sitting.room
    with room.refusing("**/events"):
        room.page.evaluate("void (window.fetch = () => Promise.reject(new TypeError('cut')))")
        sitting.answer_all(slots)
        room.reload()
        marks = room.marks()
        assert {marks[slot] for slot in slots} == {"device"}
        sitting.check()
    room.wait_until_saved()
    sitting.check()


def with_a_killed_browser(sitting: Sitting, slots: range, phone: Phone) -> None:
    """The battery dies while there is no network; the phone comes back, the sign-in is gone."""
    room = sitting.room
    room.page.context.set_offline(True)
    sitting.answer_all(slots)
    phone.kill()
    held = stored(room.server.app, room.attempt)
    assert not set(slots) & set(held)
    room.page = phone.open()
    room.sign_in()
    room.enter()
    room.wait_until_saved()
    sitting.check()
    assert set(slots) <= room.saved_slots()


def with_a_killed_server(sitting: Sitting, slots: range, server: FaultyServer) -> None:
    """The server has committed and dies before it can say so; then it comes back."""
    room = sitting.room
    room.wait_until_saved()
    server.order_death()
    sitting.answer(slots[0])
    server.wait_until_dead()
    assert stored(server.app, room.attempt)[slots[0]] == sitting.typed[slots[0]]
    assert room.marks()[slots[0]] == "device", "nobody has acknowledged it"
    sitting.answer_all(slots[1:])
    assert set(slots) & room.saved_slots() == set()
    sitting.check()
    server.restart()
    room.wait_until_saved()
    sitting.check()


def with_a_second_device(
    sitting: Sitting, slots: range, open_context: Callable[..., BrowserContext]
) -> None:
    """The tablet takes over for some items, then the phone takes the room back."""
    first, middle = sitting.room, slots[len(slots) // 2]
    context = open_context()
    context.add_init_script(WRONG_CLOCK % -DAY)
    second = Room(context.new_page(), first.server, first.login)
    second.attempt = first.attempt
    second.sign_in()
    second.page.goto(second.url)
    second.dialog.get_by_role("button", name="在这里继续").click()
    second.wait_until_open()
    sitting.room = second
    sitting.answer_all(range(slots[0], middle))
    second.wait_until_saved()
    sitting.check()
    # The phone knows at the latest when it asks; it writes nothing until it has the room again.
    sitting.room = first
    first.page.evaluate("window.dispatchEvent(new Event('online'))")
    first.dialog.get_by_role("button", name="在这里继续").click()
    expect(first.dialog).to_be_hidden()
    sitting.answer_all(range(middle, slots[-1] + 1))
    first.wait_until_saved()
    sitting.check()
