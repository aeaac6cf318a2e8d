"""Packages in a real browser: they find their API, reach nothing of ours, and lose nothing when the browser closes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.live import LiveServer
from tests.courses.package_files import PAGE, some_package
from tests.courses.packaging import make_package, registration
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import make_enrolment, make_instructor
from trainingapp.accounts.models import User
from trainingapp.extensions import db

pytestmark = pytest.mark.slow

PLACE = {"1.2": "cmi.core.lesson_location", "2004": "cmi.location"}
STATUS = {"1.2": "cmi.core.lesson_status", "2004": "cmi.completion_status"}
# What a package tries that means no good. Each line must fail, also past the stand-ins that our script has put there.
ATTACKS = {
    "the page around": "window.top.document.title",
    "its address": "String(window.top.location.href)",
    "cookies": "Object.getOwnPropertyDescriptor(Document.prototype, 'cookie').get.call(document) || 'no'",
    "the cookies of an empty page": "blank().contentDocument.cookie || 'no'",
    "pages of ours": "await fetch('/home')",
    "pages of ours, unseen": "await fetch('/home', { mode: 'no-cors' })",
    "pages of ours by an older way": "ask('/home').responseText",
    "pages of ours from a page made here": "await inside(`fetch(site + '/home')`)",
    "a window of ours": "await opened('/home')",
    "other sites": "await fetch(site.replace('127.0.0.1', 'localhost') + '/healthz', { mode: 'no-cors' })",
    "leaving": "window.top.location = 'https://evil.example/'",
    "leaving by a link": "press('a', { href: '/home', target: '_top' }) && await left()",
    "workers": "await navigator.serviceWorker.register('worker.js')",
}
# What a page of its own origin has and one in a sandbox has not.
OF_A_SANDBOX = {
    "what others have stored": "blank().contentWindow.localStorage.length + 1",
    "the journal of reports": "indexedDB.open('trainingapp-packages')",
    "courses that are kept": "await caches.keys()",
}
# Requests that would bring the reader's sign-in along; the last one moves the frame itself.
WRITES = (
    "await fetch('/accounts/sign-out', { method: 'POST', mode: 'no-cors', credentials: 'include' })",
    "navigator.sendBeacon('/accounts/sign-out', '')",
    "await inside(`fetch(site + '/accounts/sign-out', { method: 'POST', mode: 'no-cors', credentials: 'include' })`)",
    "await inside(`document.body.append(Object.assign(document.createElement('form'),"
    " { action: site + '/accounts/sign-out', method: 'post' })), document.forms[0].submit()`)",
    "send('/accounts/sign-out', '_blank')",
    "send('/accounts/sign-out', '_top')",
    "send('/accounts/sign-out', '_self')",
)
TOOLS = """
const make = (tag, values) => document.body.appendChild(Object.assign(document.createElement(tag), values))
const blank = () => make('iframe', {})
const press = (tag, values) => { make(tag, values).click(); return true }
const wait = (ms) => new Promise((done) => setTimeout(done, ms))
const left = async () => { await wait(300); return 'no' }
const site = location.origin
const ask = (url) => {
  const request = new XMLHttpRequest()
  request.open('GET', url, false)
  request.send()
  return request
}
const send = (action, target) => { make('form', { action, target, method: 'post' }).submit(); return 'sent' }
const opened = async (url) => {
  const other = window.open(url)
  await wait(500)
  try { return other ? other.document.title : 'no' } finally { other?.close() }
}
const inside = (said) => new Promise((done) => {
  const script = `<body><script>const site = '${site}', say = (word) => parent.postMessage(word, '*');
    (async () => { try { await (${said}); say('yes') } catch (e) { say('no') } })()<` + '/script>'
  window.addEventListener('message', (event) => done(event.data), { once: true })
  const page = new Blob([script], { type: 'text/html' })
  make('iframe', { src: URL.createObjectURL(page) })
  setTimeout(() => done('no'), 1000)
})
"""


@pytest.fixture
def site(live_server: LiveServer) -> Flask:
    return prepare(live_server)


def prepare(server: LiveServer) -> Flask:
    """In this process the site only makes people, courses and cookies."""
    server.app.config["TRUSTED_HOSTS"] = ["localhost"]
    server.app.config["WTF_CSRF_ENABLED"] = False
    server.app.test_client().get(
        "/healthz"
    )  # what a process does before its first request is done before writes
    return server.app


def make_lesson(site: Flask, content: bytes) -> tuple[User, str]:
    """A learner, and the path of a package that they learn."""
    with site.app_context():
        wu, lin = make_instructor(), make_user("林美华")
        course, key = make_package(sign_in(site.test_client(), wu), wu, content)
        make_enrolment(lin, course)
        db.session.remove()
    return lin, f"/courses/{course}/lessons/{key}"


def enter(server: LiveServer, user: User, context: BrowserContext) -> None:
    with server.app.app_context():
        cookie = sign_in(server.app.test_client(), user).get_cookie("session")
        db.session.remove()
    assert cookie is not None
    context.add_cookies([{"name": "session", "value": cookie.value, "url": server.url}])


def start(page: Page, url: str) -> Frame:
    """Open the package and give its innermost frame, once its script has found the API or not."""
    page.goto(url)
    page.click("[data-package-open]")
    inside = page.frame_locator("[data-package-frame]")
    deeper = page.locator("[data-package-frame]").get_attribute("sandbox") or ""
    if "allow-same-origin" in deeper:
        inside = inside.frame_locator("iframe")
    expect(inside.locator("#said")).not_to_be_empty()
    found = inside.locator("#said").element_handle().owner_frame()
    assert found is not None
    return found


def fails(sco: Frame, attack: str) -> bool:
    """Whether the platform refuses an attack."""
    script = f"async () => {{ {TOOLS}; try {{ return ({attack}) }} catch (e) {{ return 'no' }} }}"
    return bool(sco.evaluate(script) == "no")


def kept(site: Flask, user: User) -> dict[str, Any]:
    with site.app_context():
        data = dict(registration(user).data)
        db.session.remove()
    return data


def soon(check: Callable[[], bool], page: Page) -> bool:
    """Whether it comes true within a few seconds: a request may outlive the page that has sent it."""
    return any(check() or page.wait_for_timeout(50) for _try in range(100))


@pytest.mark.parametrize("version", ["1.2", "2004"])
def test_a_package_resumes_reaches_nothing_and_loses_nothing(
    live_server: LiveServer,
    site: Flask,
    open_context: Callable[..., BrowserContext],
    version: str,
) -> None:
    lin, path = make_lesson(site, some_package(version))
    phone = open_context(viewport=PHONE, has_touch=True, is_mobile=True)
    enter(live_server, lin, phone)
    page, url, place = phone.new_page(), live_server.url + path, PLACE[version]
    sco = start(page, url)
    assert sco.text_content("#said") == version
    assert sco.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 100, 0)"
    assert sco.evaluate("self.origin") == "null"
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 1

    state = page.locator("[data-package-state]")
    sco.evaluate(f"lms.set('{place}', '5')")  # without Commit
    expect(state).to_have_attribute("data-package-state", "saving")
    expect(state).to_have_attribute("data-package-state", "saved")
    assert kept(site, lin)[place] == "5"
    sco = start(page, url)
    assert sco.evaluate(f"lms.get('{place}')") == "5"

    phone.set_offline(True)
    sco.evaluate(f"lms.set('{place}', '6')")
    sco.evaluate("lms.commit()")
    expect(state).to_have_attribute("data-package-state", "kept")
    page.close()  # the browser is closed under way; the network comes back later
    phone.set_offline(False)
    page = phone.new_page()
    sco = start(page, url)
    assert sco.evaluate(f"lms.get('{place}')") == "6"

    sco.evaluate(f"lms.set('{place}', '7')")
    page.close(run_before_unload=False)
    page = phone.new_page()
    assert soon(lambda: kept(site, lin)[place] in {"6", "7"}, page)
    sco = start(page, url)
    assert sco.evaluate(f"lms.get('{place}')") == "7"

    sco.evaluate(f"lms.set('{STATUS[version]}', 'completed')")
    sco.evaluate("lms.finish()")
    expect(page.locator("[data-lesson-completed]")).to_be_visible()


def test_a_package_breaks_out_of_nothing(
    live_server: LiveServer, site: Flask, open_context: Callable[..., BrowserContext]
) -> None:
    lin, path = make_lesson(site, some_package(**{"worker.js": "// a worker"}))
    context = open_context()
    enter(live_server, lin, context)
    # One that script could read, which ours is not: the frame must see no cookie at all.
    context.add_cookies([{"name": "seen", "value": "yes", "url": live_server.url}])
    page, url = context.new_page(), live_server.url + path
    sco = start(page, url)
    assert page.evaluate("document.cookie") == "seen=yes"
    for what, attack in {**ATTACKS, **OF_A_SANDBOX}.items():
        assert fails(sco, attack), what
    answered: list[str] = []
    context.on("response", lambda answer: answered.append(answer.url))
    for attack in WRITES:
        fails(sco, attack)
    page.wait_for_timeout(300)
    assert [answer for answer in answered if "/accounts/" in answer] == []
    assert page.url == url
    # Its own frame may go, but nowhere of ours; and its address, opened by itself, is as closed.
    sco = start(page, url)
    own = sco.url
    sco.evaluate("void (self.location = '/home')")
    page.wait_for_timeout(300)
    assert not [frame.url for frame in page.frames[1:] if frame.url.endswith("/home")]
    alone = context.new_page()
    alone.goto(own)
    assert alone.evaluate("self.origin") == "null"
    assert fails(alone.main_frame, ATTACKS["cookies"])
    assert fails(alone.main_frame, ATTACKS["pages of ours, unseen"])


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[LiveServer]:
    """A site whose packages have an address of their own."""
    server = LiveServer(tmp_path)
    server.environment["TRAININGAPP_PACKAGES_URL"] = f"http://localhost:{server.port}"
    server.prepare()
    server.start()
    yield server
    server.close()


def test_packages_of_frames_work_on_an_address_of_their_own(
    apart: LiveServer, open_context: Callable[..., BrowserContext]
) -> None:
    site = prepare(apart)
    framed = "<iframe src='inner.html'></iframe></body>"
    files = {
        "index.html": PAGE.replace("</body>", framed),
        "inner.html": "<script>parent.document.title = parent.lms ? 'found' : 'lost'</script>",
    }
    lin, path = make_lesson(site, some_package("2004", **files))
    context = open_context()
    enter(apart, lin, context)
    page = context.new_page()
    sco = start(page, apart.url + path)
    assert sco.evaluate("self.origin") == f"http://localhost:{apart.port}"
    assert sco.evaluate("'API_1484_11' in window") is False  # it stands in the player around
    assert sco.text_content("#said") == "2004"
    for what, attack in ATTACKS.items():
        if what != "workers":  # their reach is the package's own folder
            assert fails(sco, attack), what
    assert page.url == apart.url + path
    assert soon(lambda: sco.title() == "found", page)  # by a frame of the package itself
    sco.evaluate("lms.set('cmi.location', '3'), lms.commit()")
    state = page.locator("[data-package-state]")
    expect(state).to_have_attribute("data-package-state", "saved")
    assert soon(lambda: kept(site, lin).get("cmi.location") == "3", page)
    assert page.request.get(f"http://localhost:{apart.port}/home").status == 404
    inner = sco.url.replace("http://localhost", "http://127.0.0.1")
    assert page.request.get(inner).status == 404
