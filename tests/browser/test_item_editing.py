"""An item's whole way in a real browser: written on a desktop, read blind on a phone, ready; its changes readable."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.live import LiveServer
from tests.factories_accounts import make_user
from tests.factories_itembank import make_law, make_syllabus
from tests.itembank.editing import TYPED
from trainingapp.accounts.actions import open_sign_in
from trainingapp.extensions import db
from trainingapp.itembank.models import BankItem
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.slow
NEW = "/bank/items/new?subject=junior-comprehensive&kind=single"
Enter = Callable[..., Page]


@pytest.fixture
def enter(live_server: LiveServer, open_context: Callable[..., BrowserContext]) -> Enter:
    """Open a device on which somebody of that role is signed in."""
    with live_server.app.app_context(), writing():
        make_syllabus()
        make_law()
        db.session.commit()

    def open_page(name: str, role: Role, viewport: dict[str, int], **more: object) -> Page:
        context = open_context(viewport=viewport, **more)
        cookie = {"name": live_server.app.config["SESSION_COOKIE_NAME"], "url": live_server.url}
        context.add_cookies([{**cookie, "value": make_session(live_server.app, name, role)}])
        page = context.new_page()
        page.goto(f"{live_server.url}/home")
        return page

    return open_page


def make_session(app: Flask, name: str, role: Role) -> str:
    """The cookie of somebody new of that role; the sign-in page with its second step has tests of its own."""
    with app.app_context(), writing():
        person = make_user(name, roles=[role])
        open_sign_in(person, user_agent="a test", ip="203.0.113.7", now=now())
        said = {"_user_id": person.get_id(), "_fresh": True, "is_staff": person.is_staff}
        db.session.commit()
        db.session.remove()
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer
    return str(serializer.dumps({**said, "seen_at": int(now().timestamp())}))


def status(server: LiveServer) -> str:
    with server.app.app_context():
        found = db.session.scalars(select(BankItem.status)).one()
        db.session.remove()
    return found


def fill(page: Page, typed: dict[str, str]) -> None:
    for name, value in typed.items():
        field = page.locator(f'[name="{name}"]').first
        if name == "key":
            page.locator(f'[name="key"][value="{value}"]').check()
        elif not field.is_visible():
            continue  # folded away, with the default
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def check_access(page: Page) -> None:
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_from_an_editors_desktop_over_a_readers_phone_to_ready(
    live_server: LiveServer, enter: Enter
) -> None:
    desk = enter("陈晨", Role.ITEM_EDITOR, DESKTOP)
    desk.goto(live_server.url + NEW)
    preview = desk.locator("#item-preview")
    expect(preview).to_contain_text("“题干”是空的")
    fill(desk, {**TYPED, "options-3-text": "以上都对"})
    # While typing: the candidate's view, nothing missing any more, and the flaw that was typed.
    expect(preview).to_contain_text(TYPED["stem"])
    expect(preview).to_contain_text("没有问题，可以保存")
    expect(preview.locator("a[href*='/bank/flaws#']").first).to_be_visible()
    fill(desk, {"options-3-text": TYPED["options-3-text"]})
    expect(preview).to_contain_text(TYPED["options-3-text"])
    check_access(desk)
    desk.get_by_role("button", name="保存并送审").click()
    expect(desk.locator("h1")).to_contain_text("JC-01-0001")
    assert status(live_server) == "needs-review"

    phone = enter("赵明", Role.ITEM_REVIEWER, PHONE)
    expect(phone.locator("main")).to_contain_text("等我审题")
    phone.goto(
        f"{live_server.url}/bank/items/JC-01-0001"
    )  # a direct way to the key leads to the blind answer
    expect(phone.locator("h1")).to_contain_text("审题")
    expect(phone.locator("body")).not_to_contain_text(TYPED["rationale"])
    check_access(phone)
    phone.get_by_text(TYPED["options-1-text"]).click()
    phone.get_by_role("button", name="保存作答并显示答案").click()
    expect(phone.locator("main")).to_contain_text("与答案一致")
    expect(phone.locator("main")).to_contain_text(TYPED["rationale"])
    check_access(phone)
    phone.get_by_label("同意", exact=True).check()
    phone.get_by_role("button", name="提交结论").click()
    expect(phone.locator("main")).to_contain_text("没有等您审的题")
    assert status(live_server) == "ready"

    desk.goto(f"{live_server.url}/bank/items/JC-01-0001/edit")
    fill(desk, {"stem": TYPED["stem"].replace("独居", "失独"), "note": "换一种情境"})
    desk.get_by_role("button", name="保存", exact=True).last.click()
    expect(desk.locator("h1")).to_contain_text("JC-01-0001")
    assert status(live_server) == "draft"
    desk.get_by_role("link", name="修改记录与对照").click()
    expect(desk.locator(".changes del")).to_have_count(1)
    (gone,) = desk.locator(".changes del").all_inner_texts()
    (come,) = desk.locator(".changes ins").all_inner_texts()
    assert (gone.split(), come.split()) == (["[删去]", "独居"], ["[新增]", "失独"])
    check_access(desk)


def test_rows_grow_on_the_page_and_are_saved(live_server: LiveServer, enter: Enter) -> None:
    desk = enter("陈晨", Role.ITEM_EDITOR, DESKTOP)
    desk.goto(live_server.url + NEW)
    fill(desk, TYPED)
    desk.get_by_role("button", name="再加一条").click()
    second = {n.replace("-0-", "-1-"): v for n, v in TYPED.items() if n.startswith("anchors-")}
    expect(desk.locator('[name="anchors-1-phrase"]')).to_have_value("")
    fill(desk, {**second, "anchors-1-phrase": "济困"})
    desk.get_by_role("button", name="保存", exact=True).last.click()
    expect(desk.locator("main")).to_contain_text("济困")
    expect(desk.locator("main")).to_contain_text("扶贫")


def test_scoring_points_of_the_second_task_are_numbered_rightly(
    live_server: LiveServer, enter: Enter
) -> None:
    desk = enter("陈晨", Role.ITEM_EDITOR, DESKTOP)
    desk.goto(live_server.url + NEW.replace("single", "case"))
    desk.get_by_role("button", name="再加一问").click()
    desk.wait_for_load_state()
    desk.get_by_role("button", name="再加一个采分点").last.click()
    names = desk.locator('[name^="tasks-1-rubric-"][name$="-point"]').evaluate_all(
        "all => all.map(e => e.name)"
    )
    assert names == [f"tasks-1-rubric-{number}-point" for number in range(len(names))]
    assert len(names) == 3
    labels = desk.locator('label[for="tasks-1-rubric-2-points"]')
    expect(labels).to_have_count(1)
    check_access(desk)


def test_a_wrong_click_does_not_lose_what_was_typed(live_server: LiveServer, enter: Enter) -> None:
    desk = enter("陈晨", Role.ITEM_EDITOR, DESKTOP)
    desk.goto(live_server.url + NEW)
    desk.locator("[name=stem]").fill("写了一半的题干")
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    desk.on("dialog", stay)
    desk.get_by_role("link", name="取消").click(no_wait_after=True)
    desk.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert re.search(r"/bank/items/new", desk.url)
    expect(desk.locator("[name=stem]")).to_have_value("写了一半的题干")


def test_without_script_everything_works_with_more_clicks(
    live_server: LiveServer, enter: Enter
) -> None:
    desk = enter("陈晨", Role.ITEM_EDITOR, DESKTOP, java_script_enabled=False)
    desk.goto(live_server.url + NEW)
    desk.locator("[name=stem]").fill(TYPED["stem"])
    desk.get_by_role("button", name="预览").click()
    expect(desk.locator("#item-preview")).to_contain_text(TYPED["stem"])
    desk.get_by_role("button", name="再加一条").click()
    expect(desk.locator('[name="anchors-1-phrase"]')).to_be_visible()
    expect(desk.locator("[name=stem]")).to_have_value(TYPED["stem"])
