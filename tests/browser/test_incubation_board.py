"""The board of cases in a real browser: cards moved by hand, by keyboard and without script, and what stops them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.clock import move_clock
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.live import LiveServer
from tests.factories_accounts import sign_in
from tests.factories_day import DAY
from tests.factories_flow import make_pause, reread
from tests.factories_incubator import NOON, TODAY, make_case, make_place
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, StageRecord
from trainingapp.rules.incubation.words import Stage
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.slow

DONE = "Done. The case has moved on."
MISSING = "This step is not possible yet. Still missing:"
LIT = {"incubating", "exiting"}  # where the head may take a suspended case
UNSIGNED = 5  # agreement, pledge, briefing, desk, officer


class Board:
    """The board of one base and the devices of its head."""

    def __init__(self, server: LiveServer, open_context: Callable[..., BrowserContext]) -> None:
        self.server = server
        self._open_context = open_context
        server.app.config["TRUSTED_HOSTS"] = ["localhost"]  # in this process, which makes cookies
        server.set_clock(NOON)
        with self.away():
            self.place = make_place()
            self.suspended = make_case(self.place, stage=Stage.SUSPENDED).id
            pause = {"starts_on": TODAY - 9 * DAY, "planned_end_on": TODAY + 30 * DAY}
            make_pause(db.session.get_one(Case, self.suspended), **pause)
            self.unsigned = make_case(self.place, stage=Stage.ONBOARDING, officer_id=None).id

    @contextmanager
    def away(self) -> Iterator[None]:
        """Beside the server: what is written here waits for its turn."""
        with self.server.app.app_context(), writing():
            yield
            db.session.remove()

    def add(self, *stages: Stage) -> list[int]:
        """More cases of the base."""
        with self.away():
            db.session.add_all([self.place.base, *self.place.people.values()])  # read anew
            return [make_case(self.place, stage=stage).id for stage in stages]

    def context(self, **options: object) -> BrowserContext:
        """A device on which the head is signed in."""
        wanted = {"viewport": DESKTOP, "locale": "en", "base_url": self.server.url} | options
        context = self._open_context(**wanted)
        with self.away():
            db.session.add(self.place.people["head"])
            client = sign_in(self.server.app.test_client(), self.place.people["head"])
            cookie = client.get_cookie("session")
        assert cookie is not None
        context.add_cookies([{"name": "session", "value": cookie.value, "url": self.server.url}])
        return context

    def open(self, **options: object) -> Page:
        """The board on a device of its own."""
        return show(self.context(**options))

    def stands(self, case_id: int) -> tuple[str, list[str]]:
        """The stage of a case in the database, and the steps that led there."""
        with self.server.app.app_context():
            stage = reread(case_id).stage
            query = db.select(StageRecord.act).filter_by(case_id=case_id).order_by(StageRecord.id)
            steps = list(db.session.scalars(query))
            db.session.remove()
        return stage, steps


@pytest.fixture
def board(live_server: LiveServer, open_context: Callable[..., BrowserContext]) -> Iterator[Board]:
    yield Board(live_server, open_context)
    move_clock(None)


def show(context: BrowserContext) -> Page:
    """The board in a new tab; with script, once cards can be lifted."""
    page = context.new_page()
    page.goto("/incubation/board")
    return page


def ready(page: Page) -> Page:
    expect(page.locator("[data-board-help]")).to_be_visible()
    return page


def card(page: Page, case_id: int) -> Locator:
    return page.locator(f"[data-case='{case_id}']")


def column(page: Page, stage: str) -> Locator:
    return page.locator(f"[data-column='{stage}']")


def said(page: Page) -> Locator:
    return page.locator("[data-board-said]")


def stage_shown(page: Page, case_id: int) -> str | None:
    """The column in which a card hangs; it hangs in one only."""
    return card(page, case_id).locator("xpath=ancestor::section").get_attribute("data-column")


def lit(page: Page) -> set[str | None]:
    return {one.get_attribute("data-column") for one in page.locator(".board-open").all()}


def lift(page: Page, case_id: int) -> None:
    """Take a card by its facts, where there is no link."""
    ready(page)
    card(page, case_id).locator(".board-facts").hover()
    page.mouse.down()
    page.mouse.move(*middle(card(page, case_id)), steps=4)


def put_down(page: Page, stage: str) -> None:
    column(page, stage).locator("h2").hover()
    page.mouse.up()


def drag(page: Page, case_id: int, stage: str) -> None:
    lift(page, case_id)
    put_down(page, stage)


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def tab_to(page: Page, case_id: int) -> None:
    """By the keyboard alone, as somebody without a mouse arrives at a card."""
    ready(page)
    for _ in range(80):
        page.keyboard.press("Tab")
        if card(page, case_id).evaluate("one => one === document.activeElement"):
            return
    pytest.fail("The card cannot be reached by the keyboard.")


def faults(page: Page) -> list[str]:
    found = [one["id"] for one in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return found + ([f"{wide} px too wide"] if wide > 1 else [])


def test_a_dragged_card_is_really_in_its_new_stage(board: Board) -> None:
    page = board.open()
    lift(page, board.suspended)
    assert lit(page) == LIT
    put_down(page, "incubating")
    expect(said(page)).to_have_text(DONE)
    assert stage_shown(page, board.suspended) == "incubating"
    assert lit(page) == set()
    expect(card(page, board.suspended)).to_be_focused()
    for stage, count in (("suspended", "0"), ("incubating", "1")):
        expect(column(page, stage).locator("[data-count]")).to_have_text(count)
    expect(column(page, "incubating").locator(".board-none")).to_be_hidden()
    assert board.stands(board.suspended) == ("incubating", ["resume"])
    page.reload()
    assert stage_shown(page, board.suspended) == "incubating"


def test_a_card_can_be_dragged_again_as_it_stands_by_then(board: Board) -> None:
    """The card that came with the answer has its own steps: it is not judged by what hung there before."""
    page = board.open()
    drag(page, board.suspended, "incubating")
    expect(said(page)).to_have_text(DONE)
    lift(page, board.suspended)
    assert lit(page) == {"midterm", "rectifying", "suspended", "exiting"}
    put_down(page, "midterm")
    expect(said(page)).to_contain_text(MISSING)
    assert board.stands(board.suspended) == ("incubating", ["resume"])


def test_a_column_that_stays_dark_takes_no_card(board: Board) -> None:
    page = board.open()
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.method))
    drag(page, board.suspended, "midterm")
    expect(page.locator(".board-lifted")).to_have_count(0)
    assert stage_shown(page, board.suspended) == "suspended"
    expect(said(page)).to_be_empty()
    assert "POST" not in sent
    assert board.stands(board.suspended) == ("suspended", [])


def test_a_refused_drop_shows_what_is_missing_and_the_card_stays(board: Board) -> None:
    page = board.open()
    drag(page, board.unsigned, "incubating")
    expect(said(page)).to_contain_text(MISSING)
    assert said(page).locator("li").count() >= UNSIGNED
    assert stage_shown(page, board.unsigned) == "onboarding"
    assert lit(page) == set()
    expect(card(page, board.unsigned)).not_to_have_attribute("aria-busy", "true")
    assert board.stands(board.unsigned) == ("onboarding", [])
    with page.expect_navigation() as opened:
        said(page).get_by_role("link").first.click()
    assert opened.value.status == 200
    assert f"/incubation/cases/{board.unsigned}/" in page.url


def test_what_is_missing_is_in_sight_below_a_long_column(board: Board) -> None:
    board.add(*[Stage.ONBOARDING] * 19)
    page = board.open()
    newest = column(page, "onboarding").locator("[data-case]").last
    case_id = int(newest.get_attribute("data-case") or "")
    newest.evaluate("one => one.scrollIntoView({block: 'end', inline: 'start'})")
    lift(page, case_id)
    x, y = middle(card(page, case_id))
    page.mouse.move(x + 2 * 292, y, steps=4)  # two columns on, at the same height
    page.mouse.up()
    expect(said(page)).to_contain_text(MISSING)
    expect(said(page)).to_be_in_viewport(ratio=0.9)
    assert board.stands(case_id) == ("onboarding", [])


def test_a_step_with_words_is_taken_on_its_own_page(board: Board) -> None:
    page = board.open()
    drag(page, board.suspended, "exiting")
    page.wait_for_url(f"**/incubation/cases/{board.suspended}/acts/dismiss")
    assert board.stands(board.suspended) == ("suspended", [])


def test_by_keyboard_alone_a_card_is_lifted_let_be_and_put_down(board: Board) -> None:
    page = board.open()
    tab_to(page, board.suspended)
    page.keyboard.press("Space")
    expect(said(page)).to_have_text("Lifted. Stages it may go to: Incubating、Moving out")
    assert lit(page) == LIT
    page.keyboard.press("ArrowLeft")  # from nowhere backwards: the last
    expect(column(page, "exiting")).to_have_class("board-column board-open board-over")
    page.keyboard.press("Escape")
    expect(said(page)).to_have_text("Let be. The card stays where it is.")
    assert lit(page) == set()
    assert board.stands(board.suspended) == ("suspended", [])
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(said(page)).to_have_text("Incubating")
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text(DONE)
    expect(card(page, board.suspended)).to_be_focused()
    assert stage_shown(page, board.suspended) == "incubating"
    assert board.stands(board.suspended) == ("incubating", ["resume"])


def test_by_keyboard_a_refused_step_is_told_and_the_card_keeps_the_focus(board: Board) -> None:
    page = board.open()
    tab_to(page, board.unsigned)
    for key in ("Space", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(said(page)).to_contain_text(MISSING)
    assert said(page).locator("li").count() >= UNSIGNED
    expect(card(page, board.unsigned)).to_be_focused()
    assert board.stands(board.unsigned) == ("onboarding", [])


def test_a_card_that_leaves_the_board_by_its_only_step_shows_that_step(board: Board) -> None:
    """Follow-up ends among the alumni, who have no column: nothing can light up, but there is a step."""
    (followed,) = board.add(Stage.FOLLOWUP)
    page = board.open()
    tab_to(page, followed)
    page.keyboard.press("Space")
    step = card(page, followed).get_by_role("link", name="Finish the follow-up")
    expect(step).to_be_focused()
    expect(page.locator(".board-lifted")).to_have_count(0)


def test_without_script_the_menu_of_a_card_moves_it(board: Board) -> None:
    page = board.open(java_script_enabled=False, viewport=PHONE, locale="zh-CN")
    expect(page.locator("[data-board-help]")).to_be_hidden()
    card(page, board.suspended).locator("summary").click()
    card(page, board.suspended).get_by_role("link", name="恢复", exact=True).click()
    page.get_by_role("button", name="恢复", exact=True).click()
    assert board.stands(board.suspended) == ("incubating", ["resume"])
    page.goto("/incubation/board")
    assert stage_shown(page, board.suspended) == "incubating"


def test_without_script_the_menu_leads_to_what_is_missing(board: Board) -> None:
    page = board.open(java_script_enabled=False, viewport=PHONE, locale="zh-CN")
    card(page, board.unsigned).locator("summary").click()
    card(page, board.unsigned).get_by_role("link", name="签约入驻", exact=True).click()
    expect(page.get_by_text("还不能办理这一步")).to_be_visible()
    assert page.locator(".callout li, [role=note] li, main li").count() >= UNSIGNED
    expect(page.get_by_role("button", name="签约入驻")).to_have_count(0)
    assert board.stands(board.unsigned) == ("onboarding", [])


def test_a_stale_page_says_that_the_case_has_moved(board: Board) -> None:
    device = board.context()
    stale, other = show(device), show(device)
    drag(other, board.suspended, "incubating")
    expect(said(other)).to_have_text(DONE)
    drag(stale, board.suspended, "incubating")
    expect(said(stale)).to_contain_text("The case has moved on since you opened this page.")
    assert stage_shown(stale, board.suspended) == "suspended"
    assert board.stands(board.suspended) == ("incubating", ["resume"])


def test_a_stale_page_leads_to_a_step_with_words_as_the_case_stands_now(board: Board) -> None:
    device = board.context()
    stale, other = show(device), show(device)
    drag(other, board.suspended, "incubating")
    expect(said(other)).to_have_text(DONE)
    drag(stale, board.suspended, "exiting")
    stale.wait_for_url("**/acts/dismiss")
    expect(stale.locator("main")).not_to_contain_text("Suspended")
    assert board.stands(board.suspended) == ("incubating", ["resume"])


def test_without_a_line_the_board_says_that_nothing_has_arrived(board: Board) -> None:
    device = board.context()
    page = show(device)
    ready(page)
    device.set_offline(True)
    drag(page, board.suspended, "incubating")
    expect(said(page)).to_have_text("That did not reach the server. The card stays where it is.")
    assert stage_shown(page, board.suspended) == "suspended"
    device.set_offline(False)
    drag(page, board.suspended, "incubating")
    expect(said(page)).to_have_text(DONE)
    assert board.stands(board.suspended) == ("incubating", ["resume"])


@pytest.mark.parametrize(
    ("locale", "screen"), [("zh-CN", PHONE), ("en", DESKTOP)], ids=["zh-390", "en-1280"]
)
def test_the_board_is_accessible_at_rest_lifted_and_refused(
    board: Board, locale: str, screen: dict[str, int]
) -> None:
    board.add(Stage.SUBMITTED, Stage.INCUBATING, Stage.FOLLOWUP)
    page = board.open(locale=locale, viewport=screen)
    ready(page)
    assert faults(page) == []
    card(page, board.unsigned).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".board-over")).to_have_count(1)
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(said(page).locator("li").first).to_be_visible()
    card(page, board.unsigned).locator("summary").click()
    assert faults(page) == []
