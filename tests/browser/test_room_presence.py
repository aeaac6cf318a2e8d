"""The sign-in stays awake while the candidate acts: it may be idle for as long as a paper takes, and no longer."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.live import LiveServer
from tests.browser.room import Room, make_room
from tests.browser.test_room_time import ask_at_once

ADDRESS = "**/accounts/presence"
FIVE_MINUTES = 5 * 60_000
SHOW = """state => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
  document.dispatchEvent(new Event('visibilitychange'))
}"""


def open_room(server: LiveServer, phone: Page) -> tuple[Room, list[str]]:
    """A room under a clock that the test moves, and the list of its words about being here."""
    phone.clock.install()
    room = make_room(server, phone)
    asked: list[str] = []
    phone.on("request", lambda request: "presence" in request.url and asked.append(request.method))
    return room, asked


def pass_five_minutes(phone: Page) -> None:
    """Let time pass until the server was heard again, so that whatever was due has been sent."""
    phone.clock.fast_forward(FIVE_MINUTES)
    with phone.expect_response("**/pulse"):
        ask_at_once(phone)


def test_the_sign_in_is_kept_awake_every_five_minutes_while_the_candidate_acts(
    live_server: LiveServer, phone: Page
) -> None:
    room, asked = open_room(live_server, phone)
    for times, letter in enumerate("ABC", start=1):
        room.choose(1, letter)
        room.wait_until_saved()
        assert len(asked) == times - 1
        with phone.expect_response(ADDRESS) as reply:
            phone.clock.fast_forward(FIVE_MINUTES)
        assert reply.value.json()["signed_in"] is True
        assert asked == ["GET"] * times
    # Nobody is here: a room that stands open keeps nobody signed in.
    pass_five_minutes(phone)
    pass_five_minutes(phone)
    assert len(asked) == 3


def test_a_hidden_room_waits_until_it_is_seen_again(live_server: LiveServer, phone: Page) -> None:
    room, asked = open_room(live_server, phone)
    room.choose(1, "A")
    phone.evaluate(SHOW, "hidden")
    pass_five_minutes(phone)
    assert asked == []
    with phone.expect_response(ADDRESS):
        phone.evaluate(SHOW, "visible")
    assert asked == ["GET"]


def test_handing_in_keeps_the_sign_in_awake_for_the_result(
    live_server: LiveServer, phone: Page
) -> None:
    room, asked = open_room(live_server, phone)
    room.choose(1, "A")
    room.wait_until_saved()
    with phone.expect_response(ADDRESS):
        room.hand_in()
    room.wait_until_handed_in()
    pass_silence(phone)
    assert asked == ["GET"]


def pass_silence(phone: Page) -> None:
    """Ten minutes in which nothing is due any more."""
    phone.clock.fast_forward(2 * FIVE_MINUTES)
    phone.evaluate("fetch('/healthz')")


def test_a_failure_is_silent(live_server: LiveServer, phone: Page) -> None:
    room, asked = open_room(live_server, phone)
    with room.refusing(ADDRESS, lambda route: route.fulfill(status=500, body="")):
        room.choose(1, "A")
        with phone.expect_response(ADDRESS):
            phone.clock.fast_forward(FIVE_MINUTES)
        room.wait_until_saved()
        expect(room.banner("link")).to_have_count(0)
        expect(phone.get_by_role("dialog")).to_have_count(0)
    assert asked == ["GET"]
