"""The exam room in a real browser: choosing, saving, keys, answer sheet, hand-in, and how it looks to axe."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.live import LiveServer
from tests.browser.room import Room, make_room, read_attempt, stored


@pytest.fixture
def room(live_server: LiveServer, phone: Page) -> Room:
    """Six items (three single, three multiple) on a phone."""
    return make_room(live_server, phone)


def test_an_answer_is_saved_and_says_so(room: Room) -> None:
    room.choose(1, "B")
    expect(room.item(1).locator(".save-mark")).to_contain_text("已保存")
    room.wait_until_saved()
    assert stored(room.server.app, room.attempt) == {1: "B"}


def test_without_a_network_answers_stay_on_the_device_and_are_sent_later(room: Room) -> None:
    with room.without_network():
        room.choose(1, "C")
        expect(room.item(1).locator(".save-mark")).to_contain_text("已存在这台设备上")
        expect(room.banner("link")).to_contain_text("网络断了")
        expect(room.chip).to_contain_text("断网，1 题在本机")
        assert stored(room.server.app, room.attempt) == {}
    room.wait_until_saved()
    expect(room.banner("link")).to_be_hidden()
    assert stored(room.server.app, room.attempt) == {1: "C"}


def test_a_reload_keeps_what_was_not_sent(room: Room) -> None:
    with room.refusing("**/events"):
        # A page that goes away sends once more, past everything that listens; not this one.
        room.page.evaluate("void (window.fetch = () => Promise.reject(new TypeError('cut')))")
        room.choose(1, "A")
        room.reload()
        assert room.marks()[1] == "device"
    room.wait_until_saved()
    assert stored(room.server.app, room.attempt) == {1: "A"}


def test_an_answer_by_a_portal_page_is_no_acknowledgement(room: Room) -> None:
    page = "<html><title>Free Wi-Fi</title></html>"
    with room.refusing("**/events", lambda route: route.fulfill(body=page)):
        room.choose(1, "A")
        expect(room.banner("link")).to_be_visible()
        assert room.marks()[1] == "device"
    room.wait_until_saved()


def test_a_reply_lost_after_the_commit_is_asked_for_again_and_stored_once(room: Room) -> None:
    def lose_the_reply(route: Route) -> None:
        route.fetch()
        route.fulfill(status=500, body="")

    with room.refusing("**/events", lose_the_reply):
        room.choose(1, "B")
        expect(room.banner("link")).to_be_visible()
        assert stored(room.server.app, room.attempt) == {1: "B"}
        assert room.marks()[1] == "device"
    room.wait_until_saved()
    assert read_attempt(room.server.app, room.attempt).event_count == 1


def test_an_item_that_the_server_cannot_read_is_refused_and_the_rest_goes_on(room: Room) -> None:
    # What an old page and a new server might do to each other, made here by hand.
    def spoil(route: Route) -> None:
        body = json.loads(route.request.post_data or "")
        for event in body["events"]:
            if event["kind"] == "answer" and event["slot"] == 1:
                event["selected"] = "Z"
        route.continue_(post_data=json.dumps(body))

    with room.refusing("**/events", spoil):
        room.choose(1, "A")
        expect(room.item(1).locator(".save-mark")).to_contain_text("请重新选一次")
        room.next()
        room.choose(2, "B")
        expect(room.item(2).locator(".save-mark")).to_contain_text("已保存")
    assert stored(room.server.app, room.attempt)[2] == "B"
    assert room.marks()[1] == "refused"


def test_the_whole_exam_by_keyboard(live_server: LiveServer, desktop: Page) -> None:
    room = make_room(live_server, desktop)
    keys = room.page.keyboard
    for slot, letters in enumerate(("A", "B", "C", "AB", "ABC"), start=1):
        for letter in letters:
            keys.press(letter)
            expect(room.option(slot, letter)).to_have_class("room-option is-selected")
        keys.press("ArrowRight")
    keys.press("Shift+E")
    expect(room.option(6, "E")).to_have_class("room-option is-struck")
    keys.press("f")
    expect(room.item(6).locator(".room-flag")).to_have_attribute("aria-pressed", "true")
    keys.press("ArrowLeft")
    expect(room.item(5)).to_be_visible()
    keys.press("?")
    expect(room.dialog).to_contain_text("按键与手势")
    keys.press("Escape")
    keys.press("Enter")
    keys.press("Enter")
    expect(room.dialog).to_contain_text("交卷确认")
    expect(room.dialog).to_contain_text("还没有作答：1 题")
    keys.press("Escape")
    for letter in "ABCD":
        keys.press(letter)
        expect(room.option(6, letter)).to_have_class("room-option is-selected")
    keys.press("Enter")
    reach(room.page, "确认交卷")
    keys.press("Enter")
    room.wait_until_handed_in()
    attempt = read_attempt(live_server.app, room.attempt)
    assert (attempt.state, attempt.score) == ("submitted", Decimal(9))


def reach(page: Page, name: str) -> None:
    """Press Tab until the button of this name has the focus."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    pytest.fail(f"the keyboard does not reach {name}")


def test_arrow_keys_move_between_items_and_change_no_answer(
    live_server: LiveServer, desktop: Page
) -> None:
    room = make_room(live_server, desktop)
    room.choose(1, "B")
    room.option(1, "B").locator("input").focus()
    room.page.keyboard.press("ArrowRight")
    expect(room.item(2)).to_be_visible()
    room.wait_until_saved()
    assert stored(live_server.app, room.attempt) == {1: "B"}


def test_the_answer_sheet_says_everything_in_words(room: Room) -> None:
    room.choose(1, "B")
    room.item(1).locator(".room-flag").click()
    room.wait_until_saved()
    room.page.locator("#room-sheet-button").click()
    square = room.dialog.get_by_role("button", name="第1题，已答，已保存，已标记", exact=True)
    expect(square).to_be_visible()
    expect(room.dialog.get_by_role("button", name="第2题，未答", exact=True)).to_be_visible()


def test_the_hand_in_dialog_names_what_is_open_and_leads_there(room: Room) -> None:
    room.choose(1, "A")
    room.wait_until_saved()
    room.next()
    room.item(2).locator(".room-flag").click()
    with room.refusing("**/events"):
        room.choose(2, "C")
        room.page.locator("#room-hand-in").click()
        for words in (
            "还没有作答：4 题",
            "标记了要再看：1 题",
            "还没上传（交卷时会一起上传）：1 题",
        ):
            expect(room.dialog).to_contain_text(words)
        room.dialog.get_by_role("button", name="第5题", exact=True).click()
        expect(room.item(5)).to_be_visible()
        room.hand_in()
        room.wait_until_handed_in()
    assert stored(room.server.app, room.attempt)[2] == "C"
    code = room.dialog.locator(".receipt-code strong").inner_text()
    head = read_attempt(room.server.app, room.attempt).chain_head
    assert code.replace("-", "").lower() == head[:12]


def test_handing_in_without_a_network_waits_and_can_be_withdrawn(room: Room) -> None:
    room.choose(1, "A")
    with room.without_network():
        room.hand_in()
        expect(room.dialog).to_contain_text("联网后会自动交卷")
        room.dialog.get_by_role("button", name="继续作答").click()
        expect(room.dialog).to_be_hidden()
        room.hand_in()
        expect(room.dialog).to_contain_text("联网后会自动交卷")
    room.wait_until_handed_in()
    assert read_attempt(room.server.app, room.attempt).state == "submitted"


def test_a_pulse_that_overtakes_the_reply_to_the_hand_in_changes_nothing(room: Room) -> None:
    def answer_late(route: Route) -> None:
        reply = route.fetch()
        with room.page.expect_response("**/pulse"):
            room.page.evaluate("void window.dispatchEvent(new Event('online'))")
        route.fulfill(response=reply)

    room.choose(1, "A")
    room.wait_until_saved()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with room.refusing("**/submission", hold):
        with room.page.expect_request("**/submission"):
            room.hand_in()
        answer_late(held[0])
        expect(room.dialog).to_contain_text("交卷成功")


def test_nothing_can_be_handed_in_too_early(live_server: LiveServer, phone: Page) -> None:
    room = make_room(live_server, phone, earliest_hand_in_minutes=30)
    room.page.locator("#room-hand-in").click()
    expect(room.dialog).to_contain_text("还没到可以交卷的时间")
    expect(room.dialog.get_by_role("button", name="确认交卷")).to_be_disabled()


def test_the_answers_can_be_downloaded_without_a_network(room: Room) -> None:
    room.choose(1, "B")
    with room.without_network():
        room.next()
        room.choose(2, "C")
        room.page.locator("#room-tools").click()
        with room.page.expect_download() as download:
            room.dialog.get_by_role("button", name="下载我的答案").click()
    saved = json.loads(download.value.path().read_text())
    assert [answer["selected"] for answer in saved["answers"]][:2] == ["B", "C"]
    assert saved["answers"][1]["state"] == "device"


def test_shuffled_options_are_stored_by_their_official_letters(
    live_server: LiveServer, phone: Page
) -> None:
    room = make_room(live_server, phone, is_shuffled=True)
    official = {}
    for slot in range(1, 7):
        room.go(slot)
        shown = room.item(slot).locator(".item-text").all_inner_texts()
        official[slot] = shown[0].strip()[-1]  # the factories' options end in their letter
        room.choose(slot, "A")
    room.wait_until_saved()
    assert stored(live_server.app, room.attempt) == official
    assert set(official.values()) != {"A"}


def test_a_swipe_turns_the_page_and_a_long_press_strikes_out(room: Room) -> None:
    finger = room.page.context.new_cdp_session(room.page)

    def touch(kind: str, *points: dict[str, float]) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": 300, "y": 400})
    touch("touchMove", {"x": 120, "y": 405})
    touch("touchEnd")
    expect(room.item(2)).to_be_visible()
    box = room.option(2, "B").bounding_box()
    assert box
    touch("touchStart", {"x": box["x"] + 60, "y": box["y"] + 20})
    expect(room.option(2, "B")).to_have_class("room-option is-struck")
    touch("touchEnd")
    expect(room.option(2, "B")).to_have_class("room-option is-struck")


@pytest.mark.parametrize("view", ["逐题", "整卷"])
def test_both_views_have_no_accessibility_violations(
    live_server: LiveServer, open_context: Callable[..., BrowserContext], view: str
) -> None:
    page = open_context(bypass_csp=True).new_page()
    room = make_room(live_server, page)
    room.page.locator("#room-tools").click()
    assert Axe().run(page).violations_count == 0
    room.dialog.get_by_role("button", name=view).click()
    page.keyboard.press("Escape")
    room.choose(1, "B")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_without_script_the_page_says_what_it_needs(
    room: Room, open_context: Callable[..., BrowserContext]
) -> None:
    state = room.page.context.storage_state()
    page = open_context(java_script_enabled=False, storage_state=state).new_page()
    page.goto(room.url)
    expect(page.get_by_role("heading", name="本页需要启用 JavaScript")).to_be_visible()
