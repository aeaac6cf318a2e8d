"""A word without an end in an item breaks on the phones of candidates and readers: no page scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP
from tests.browser.live import LiveServer
from tests.browser.room import Room, make_room
from tests.browser.test_item_editing import make_session
from tests.factories_itembank import make_form, make_item, make_law, make_syllabus
from trainingapp.extensions import db
from trainingapp.itembank.models import Law
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.slow
WORD = "https://flk.npc.gov.cn/" + "x" * 150
CONTENT = {
    "stem": f"依据{WORD}，下列做法中，最恰当的是（　　）。",
    "options": {letter: {"text": letter + WORD, "why": WORD} for letter in "ABCD"},
    "rationale": WORD,
    "sources": [WORD],
}
NARROW = [390, 360]


def check_width(page: Page, width: int) -> None:
    assert page.evaluate("document.scrollingElement.scrollWidth") == width, page.url


@pytest.mark.parametrize("width", NARROW)
def test_in_the_room_and_in_the_review(
    live_server: LiveServer, open_context: Callable[..., BrowserContext], width: int
) -> None:
    with live_server.app.app_context(), writing():
        form = make_form(items=[make_item("B", content=CONTENT)], code="long-words")
        db.session.commit()
        number = form.id
        db.session.remove()
    phone = open_context(viewport={"width": width, "height": 780}, has_touch=True).new_page()
    room: Room = make_room(live_server, phone, test_form_id=number)
    expect(room.option(1, "A")).to_contain_text(WORD)
    check_width(phone, width)
    right = room.option(1, "A").locator(".item-text").evaluate("e => e.scrollWidth - e.clientWidth")
    assert right <= 0
    room.choose(1, "A")
    room.wait_until_saved()
    room.hand_in()
    room.wait_until_handed_in()
    for place in ("", "/review"):
        phone.goto(room.url + place)
        check_width(phone, width)
    expect(phone.locator(".item-reviewed").first).to_contain_text(WORD)


@pytest.mark.parametrize("width", NARROW)
def test_on_the_pages_of_the_bank(
    live_server: LiveServer, open_context: Callable[..., BrowserContext], width: int
) -> None:
    with live_server.app.app_context(), writing():
        make_syllabus()
        make_law()
        law = db.session.query(Law).one()
        law.title = law.short = "A" * 78
        waiting = make_item(status="needs-review", content=CONTENT).code
        draft = make_item(status="draft", content=CONTENT).code
        db.session.commit()
        db.session.remove()
    name = live_server.app.config["SESSION_COOKIE_NAME"]
    places = {
        Role.ITEM_EDITOR: [
            f"items/{draft}",
            f"items/{draft}/edit",
            "laws/charity-law/versions/new",
        ],
        Role.ITEM_REVIEWER: [f"reviews/{waiting}"],
    }
    for role, addresses in places.items():
        context = open_context(viewport={**DESKTOP, "width": width})
        session = make_session(live_server.app, "陈晨", role)
        context.add_cookies([{"name": name, "url": live_server.url, "value": session}])
        page = context.new_page()
        for address in addresses:
            reply = page.goto(f"{live_server.url}/bank/{address}")
            assert reply is not None
            assert reply.ok, address
            check_width(page, width)
