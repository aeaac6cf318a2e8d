"""Time in the exam room: spoken at its marks, up, paused, collected, given back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import LiveServer
from tests.browser.room import DAY, WRONG_CLOCK, Room, make_room, stored
from tests.factories_exams import change
from trainingapp.exams.models import Attempt
from trainingapp.extensions import db
from trainingapp.web.clock import now


@pytest.mark.parametrize("is_really_over", [True, False])
def test_time_is_spoken_only_at_its_marks_and_the_end_collects(
    live_server: LiveServer, phone: Page, is_really_over: bool
) -> None:
    phone.clock.install()
    room = make_room(live_server, phone)
    room.choose(1, "A")
    room.wait_until_saved()
    polite, assertive = phone.locator("#room-polite"), phone.locator("#room-assertive")
    # The server's clock does not move with the page's; without a network nobody corrects it.
    with room.without_network():
        for minutes, words in ((60, ""), (29.99, "还剩 30 分钟"), (20, "还剩 30 分钟"),
                               (9.99, "还剩 10 分钟"), (4.99, "还剩 5 分钟"), (0.99, "还剩 1 分钟"),
                               (0.49, "还剩 30 秒")):  # fmt: skip
            phone.clock.fast_forward((seconds_left(room) - int(minutes * 60)) * 1_000)
            expect(phone.locator("#room-timer")).to_contain_text(clock_face(int(minutes * 60)))
            expect(polite).to_have_text(words)
        expect(assertive).to_have_text("")
        phone.clock.fast_forward(seconds_left(room) * 1_000)
        expect(assertive).to_contain_text("时间到")
        expect(room.dialog).to_contain_text("时间到，正在交卷")
        expect(room.option(1, "A").locator("input")).to_be_disabled()
        if is_really_over:
            set_state(room, deadline_at=now() - timedelta(seconds=1))
    phone.clock.fast_forward(10_000)
    if is_really_over:
        room.wait_until_handed_in()
        assert stored(live_server.app, room.attempt) == {1: "A"}
    else:
        # The server gave time back while nobody could reach it: the candidate goes on.
        expect(room.page.get_by_role("dialog")).to_have_count(0)
        room.choose(1, "B")
        room.wait_until_saved()
        assert stored(live_server.app, room.attempt) == {1: "B"}


def seconds_left(room: Room) -> int:
    hours, minutes, seconds = room.page.locator("#room-timer").inner_text().split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def clock_face(seconds: int) -> re.Pattern[str]:
    """The face within three seconds of this; the page's clock goes on while we look."""
    near = range(max(0, seconds - 3), seconds + 2)
    return re.compile("|".join(f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in near))


def test_a_device_clock_set_in_the_middle_closes_nothing(
    live_server: LiveServer, phone: Page
) -> None:
    room = make_room(live_server, phone)
    room.choose(1, "A")
    room.wait_until_saved()
    with room.without_network():
        phone.evaluate(WRONG_CLOCK % DAY)
        # The device slept or was set: only the server can tell. The face says that it is a guess.
        expect(phone.locator("#room-timer")).to_contain_text("≈01:")
        room.choose(1, "B")
    expect(phone.locator("#room-timer")).not_to_contain_text("≈")
    room.wait_until_saved()
    assert stored(live_server.app, room.attempt) == {1: "B"}


@pytest.mark.parametrize("is_told_by_pulse", [True, False])
def test_a_pause_locks_the_room_and_its_end_opens_it(
    live_server: LiveServer, phone: Page, is_told_by_pulse: bool
) -> None:
    room = make_room(live_server, phone)
    set_state(room, state="paused", paused_at=now())
    if is_told_by_pulse:
        ask_at_once(phone)
        expect(room.option(1, "A").locator("input")).to_be_disabled()
    else:
        room.choose(1, "A")
    expect(room.dialog).to_contain_text("考试暂停")
    assert stored(live_server.app, room.attempt) == {}
    set_state(room, state="running", paused_at=None)
    ask_at_once(phone)
    expect(room.page.get_by_role("dialog")).to_have_count(0)
    room.choose(1, "A")
    room.wait_until_saved()
    assert stored(live_server.app, room.attempt) == {1: "A"}


def ask_at_once(page: Page) -> None:
    """The room asks the server every few seconds; here it need not wait."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def set_state(room: Room, **changes: object) -> None:
    with room.server.app.app_context():
        change(Attempt, room.attempt, **changes)
        db.session.remove()


def test_the_collector_closes_the_room(live_server: LiveServer, phone: Page) -> None:
    room = make_room(live_server, phone)
    room.choose(1, "A")
    room.wait_until_saved()
    set_state(room, state="submitted")
    ask_at_once(phone)
    expect(room.dialog).to_contain_text("考试结束")


def test_time_given_back_is_told(live_server: LiveServer, phone: Page) -> None:
    room = make_room(live_server, phone)
    set_state(room, outage_seconds=90)
    ask_at_once(phone)
    notice = phone.locator(".room-banner.tone-info")
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="知道了").click()
    expect(notice).to_be_hidden()
