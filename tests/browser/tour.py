"""A walk along every link of one person: each page is looked at once, by whoever comes to it first.

With SCREENSHOTS=1 in the environment each page is also drawn into tests/browser/screenshots.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pyotp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Error, Page, expect
from sqlalchemy import update
from werkzeug.exceptions import HTTPException

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.live import LiveServer
from tests.browser.tour_pages import FILES, is_page
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.server.demo_people import LIVES, PASSWORD, PEOPLE
from trainingapp.web.transactions import writing

PICTURES = Path(__file__).parent / "screenshots"
SCREENS = {"zh": PHONE, "en": DESKTOP}
OpenContext = Callable[..., BrowserContext]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who walks; None signs in as nobody. `find` gives further addresses once they have signed in, `then`
    those of a second walk."""

    name: str
    starts: tuple[str, ...] = ("/home",)
    find: Callable[[Page, LiveServer], tuple[str, ...]] | None = None
    then: Callable[[Page, LiveServer], str] | None = None

    @property
    def email(self) -> str | None:
        """What they sign in with."""
        return None if self.name == "nobody" else f"{self.name}@demo.example"


def endpoint_of(server: LiveServer, url: str) -> str | None:
    path = urlsplit(url).path
    try:
        return str(server.app.url_map.bind("127.0.0.1").match(path)[0])
    except HTTPException:
        return None


def sign_in(page: Page, server: LiveServer, email: str) -> None:
    page.goto(f"{server.url}/accounts/sign-in")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=password]) [type=submit]")
    secret = next((p.totp_secret for p in (*PEOPLE, *LIVES) if p.email == email), None)
    if secret:
        forget_used_code(server, email)
        page.fill("[name=code]", pyotp.TOTP(secret).now())
        page.click("form:has([name=code]) [type=submit]")
    page.wait_for_url(f"{server.url}/home")


def forget_used_code(server: LiveServer, email: str) -> None:
    """A code counts once; tests sign the same person in twice within half a minute."""
    with server.app.app_context(), writing():
        db.session.execute(update(User).where(User.email == email).values(totp_last_step=0))
        db.session.commit()


def is_faulty(page: Page, messages: list[str]) -> list[str]:
    found = [
        f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in Axe().run(page).response["violations"]
    ]
    if page.locator("h1:visible").count() != 1:
        found.append(f"{page.locator('h1:visible').count()} headings of the first level")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 1:
        found.append(f"{wide} px too wide")
    return found + messages


class Tour:
    """A walk along every link of one person."""

    def __init__(self, page: Page, server: LiveServer, name: str, *, seen: set[str]) -> None:
        self.page, self.server, self.name = page, server, name
        self.seen = seen  # views that somebody has looked at
        self.visited: set[str] = set()  # views that this person has opened
        self.faults: dict[str, list[str]] = {}
        self.messages: list[str] = []
        page.on("console", self._hear)

    def walk(self, *starts: str) -> None:
        waiting, known = deque(starts), set(starts)
        while waiting:
            path = waiting.popleft()
            endpoint = endpoint_of(self.server, path)
            if endpoint is None or not is_page(endpoint):
                continue
            if endpoint in self.visited and path not in starts:
                continue
            self.visited.add(endpoint)
            for link in self.open(path, is_new=path in starts or endpoint not in self.seen):
                if link not in known:
                    known.add(link)
                    waiting.append(link)

    def open(self, path: str, *, is_new: bool) -> list[str]:
        """Look at a page, or only read one that somebody has looked at before; its links."""
        if not is_new or urlsplit(path).path.endswith(FILES):
            return self._read(path)
        self.messages.clear()
        try:
            response = self.page.goto(f"{self.server.url}{path}")
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            self.seen.add(endpoint_of(self.server, path) or path)  # a file, which has no looks
            return []
        assert response is not None
        if self.page.locator("#room").count():  # colours are judged once the room has opened
            expect(self.page.locator("#room.is-open")).to_be_visible()
        if response.status != 200:
            self.faults[path] = [f"status {response.status}"]
        elif faults := is_faulty(self.page, self.messages):
            self.faults[path] = faults
        if arrived := endpoint_of(self.server, self.page.url):
            self.seen.add(arrived)
            self.draw(f"{self.name} {arrived} {path[-12:]}")
        return self._inside(
            self.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        )

    def draw(self, title: str) -> None:
        if os.environ.get("SCREENSHOTS"):
            PICTURES.mkdir(exist_ok=True)
            file = re.sub(r"\W+", "-", title)
            self.page.screenshot(path=PICTURES / f"{file}.png", full_page=True)

    def _read(self, path: str) -> list[str]:
        """The links of a page as the server sends it: drawing it for every role would take minutes."""
        response = self.page.request.get(f"{self.server.url}{path}")
        if response.status != 200:
            self.faults[path] = [f"status {response.status}"]
        if not response.headers.get("content-type", "").startswith("text/html"):
            return []
        tree = lxml.html.fromstring(response.text())
        tree.make_links_absolute(response.url)
        return self._inside([str(href) for href in tree.xpath("//a/@href")])

    def _inside(self, found: list[str]) -> list[str]:
        here = [urlsplit(url) for url in found if url.startswith(self.server.url)]
        return [f"{url.path}{'?' + url.query if url.query else ''}" for url in here]

    def _hear(self, message: object) -> None:
        if getattr(message, "type", "") == "error":
            self.messages.append(f"console: {getattr(message, 'text', '')[:200]}")


def choose_language(server: LiveServer, email: str, language: str) -> None:
    with server.app.app_context(), writing():
        db.session.execute(update(User).where(User.email == email).values(language=language))
        db.session.commit()


def tour_all(
    visitors: Iterable[Visitor],
    server: LiveServer,
    open_context: OpenContext,
    *,
    language: str,
    seen: set[str],
) -> dict[str, dict[str, list[str]]]:
    """Let everybody walk in turn; the faults of each. `seen` are views that need no look, and those looked at since."""
    faults = {}
    for visitor in visitors:
        context = open_context(viewport=SCREENS[language], reduced_motion="reduce")
        display = {"name": "display", "value": f"{language}.light.off", "url": server.url}
        context.add_cookies([display])
        page = context.new_page()
        if visitor.email:
            choose_language(server, visitor.email, language)
            sign_in(page, server, visitor.email)
        found = visitor.find(page, server) if visitor.find else ()
        tour = Tour(page, server, f"{visitor.name}-{language}", seen=seen)
        tour.walk(*visitor.starts, *found)
        if visitor.then:
            tour.walk(visitor.then(page, server))
        if tour.faults:
            faults[visitor.name] = tour.faults
        context.close()
    return faults
