"""From a diploma to a proof that somebody else checks: claimed, verified, explained, issued, shared, revoked, refused.

Everybody does what they do through pages; the people, the university and Lin's verified work are there before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.live import LiveServer
from tests.browser.test_courses import is_accessible
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_eligibility import make_claim
from trainingapp.accounts.models import OrganisationKind, User
from trainingapp.classes.pictures import draw_address
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.i18n import SHANGHAI

pytestmark = pytest.mark.slow

UNIVERSITY = "滨江师范大学"
HOLDS, REFUSED = "全部检查通过", "请勿采信"


@dataclass(frozen=True)
class People:
    """Who takes part: a page for each. Nobody is signed in on the last."""

    lin: Page  # the graduate, on a phone
    feng: Page  # the registrar of the university
    han: Page  # the administrator
    stranger: Page  # another device


@pytest.fixture
def year() -> int:
    """This year in Shanghai: the site tells days by the real clock."""
    return now().astimezone(SHANGHAI).year


@pytest.fixture
def people(
    live_server: LiveServer, open_context: Callable[..., BrowserContext], year: int
) -> People:
    site: Flask = live_server.app
    site.config["TRUSTED_HOSTS"] = ["localhost"]  # in this process, which only makes cookies

    def enter(user: User | None, **options: object) -> Page:
        context = open_context(base_url=live_server.url, **options)
        if user is not None:
            with site.app_context():
                cookie = sign_in(site.test_client(), user).get_cookie("session")
                db.session.remove()
            assert cookie is not None
            held = {"name": "session", "value": cookie.value, "url": live_server.url}
            context.add_cookies([held])
        return context.new_page()

    with site.app_context():
        university = make_organisation(UNIVERSITY, kind=OrganisationKind.UNIVERSITY)
        lin = make_user("林美华")
        feng = make_user("冯雪", roles=[Role.REGISTRAR], organisation=university)
        han = make_user("韩立", roles=[Role.ADMINISTRATOR])
        job = {"employer": "春晖社会工作服务中心", "starts_on": date(year - 2, 7, 1)}
        make_claim(lin, "work", job, status="verified")
    return People(
        enter(lin, viewport=PHONE, has_touch=True, is_mobile=True),
        enter(feng, viewport=DESKTOP),
        enter(han, viewport=DESKTOP),
        enter(None, viewport=DESKTOP),
    )


def test_a_degree_becomes_a_proof_that_somebody_else_checks_until_it_is_revoked(
    people: People, year: int
) -> None:
    claim_degree(people.lin, year)
    verify_degree(people.feng)
    read_decision(people.lin, year)
    page = ask_for_credential(people.lin)
    link = share(people.lin)
    text = check_elsewhere(people.stranger, link)
    revoke(people.han, page)
    refuse_elsewhere(people.stranger, link, text)
    look_at_file(people.lin)


def press(page: Page, button: str) -> None:
    """Send a form and wait for the page that follows."""
    with page.expect_navigation():
        page.click(button)


def send(page: Page) -> None:
    """Send the form of the page."""
    press(page, "main form .submit-bar [type=submit] >> nth=0")


def claim_degree(lin: Page, year: int) -> None:
    """Lin begins at the file, which says that her degree is missing, and enters it."""
    lin.goto("/credentials/file")
    assert is_accessible(lin)
    lin.goto("/eligibility/record/degree")
    lin.fill("[name=institution_name]", UNIVERSITY)
    lin.select_option("[name=level]", "bachelor")
    lin.select_option("[name=kind]", "graduation")
    lin.fill("[name=major_as_printed]", "社会工作")
    lin.check("[name=is_social_work]")
    lin.check("[name=mode][value=full_time]")
    lin.fill("[name=enrolled_on]", f"{year - 7}-09-01")
    lin.fill("[name=day]", f"{year - 3}-06-30")
    send(lin)
    expect(lin.locator("main")).to_contain_text("未核验")


def verify_degree(feng: Page) -> None:
    """The registrar finds the record in the queue, compares field by field, and keeps it."""
    feng.goto("/credentials/desk")
    assert is_accessible(feng)
    press(feng, "main a[href*='/credentials/desk/'] >> nth=0")
    feng.check("[name=method][value=university_attestation]")
    for tick in feng.locator("input[name^=tick_][value=match]").all():
        tick.check()
    assert is_accessible(feng)
    send(feng)
    expect(feng.locator("main")).to_contain_text("学校")


def read_decision(lin: Page, year: int) -> None:
    """The page says from when Lin may register, why, and by which document; she keeps it."""
    lin.goto(f"/eligibility?goal=middle_exam&year={year}&region=&start=")
    main = lin.locator("main")
    expect(main).to_contain_text(f"自 {year + 1}年1月1日 起符合条件")
    expect(main).to_contain_text("国人部发〔2006〕71号")
    assert "前提是" not in main.inner_text()
    assert is_accessible(lin)
    press(lin, "main form[method=post] [type=submit]")
    expect(main).to_contain_text(f"自 {year + 1}年1月1日 起符合条件")


def ask_for_credential(lin: Page) -> str:
    """The note on the verified degree is issued to Lin's verified name; the address of its page."""
    lin.goto("/credentials")
    press(lin, "main .page-actions a >> nth=0")
    assert is_accessible(lin)
    press(lin, "main form[action*='/degrees/'] [type=submit]")
    expect(lin.locator("main")).to_contain_text(HOLDS)
    expect(lin.locator("main")).to_contain_text("林美华")
    assert is_accessible(lin)
    return lin.url


def share(lin: Page) -> str:
    """Lin chooses what one employer sees, and until when; the code on the page is the link."""
    lin.goto("/credentials/shares/new")
    lin.fill("[name=recipient]", "春晖人事")
    lin.check("[name=credentials] >> nth=0")
    lin.fill("[name=last]", (date.today() + timedelta(days=30)).isoformat())
    send(lin)
    link = str(lin.locator("main a[href*='/s/']").get_attribute("href"))
    assert lin.locator("img[src^='data:image/svg']").get_attribute("src") == draw_address(link)
    assert is_accessible(lin)
    return link


def check_elsewhere(stranger: Page, link: str) -> str:
    """Whoever scans the code sees every check pass, and may verify the document by itself; its text."""
    stranger.goto(link)
    expect(stranger.locator("main")).to_contain_text(HOLDS)
    assert is_accessible(stranger)
    stranger.click("main details summary")
    text = stranger.locator("main pre").text_content() or ""
    paste(stranger, text)
    expect(stranger.locator("main")).to_contain_text(HOLDS)
    return text


def paste(page: Page, text: str) -> None:
    """Verify a document by its text."""
    page.goto("/verify")
    page.fill("[name=text]", text)
    send(page)


def revoke(han: Page, address: str) -> None:
    """The administrator revokes it, with a reason."""
    public_id = address.rsplit("/", 1)[1]
    han.goto(f"/credentials/office/{public_id}")
    han.fill("[name=reason]", "学校更正了学籍")
    send(han)
    expect(han.locator("main")).to_contain_text("已撤销")


def refuse_elsewhere(stranger: Page, link: str, text: str) -> None:
    """From that moment on the link and the document are refused."""
    stranger.goto(link)
    expect(stranger.locator("main")).to_contain_text(REFUSED)
    assert HOLDS not in stranger.locator("main").inner_text()
    paste(stranger, text)
    expect(stranger.locator("main")).to_contain_text(REFUSED)


def look_at_file(lin: Page) -> None:
    """The file holds all of it: what is verified, the kept decision, and what was revoked."""
    lin.goto("/credentials/file")
    lines = lin.locator(".timeline")
    expect(lines.first).to_be_visible()
    whole = lin.locator("main").inner_text()
    for word in (UNIVERSITY, "春晖社会工作服务中心", "判定已留存", "已撤销"):
        assert word in whole
    assert is_accessible(lin)
