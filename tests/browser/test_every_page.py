"""Every page of the site, found by following links as each role: accessible, in both languages, on phone and desktop.

With SCREENSHOTS=1 in the environment each page is also drawn into tests/browser/screenshots.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Error, Page, expect
from sqlalchemy import select, update
from werkzeug.exceptions import HTTPException

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.incubation_starts import starts_of
from tests.browser.live import LiveServer
from trainingapp.accounts.models import User
from trainingapp.classes.models import CohortMessage, Meeting, Membership, MessageRecipient
from trainingapp.courses.models import CheckTry, CourseVersion
from trainingapp.exams.models import Sitting
from trainingapp.extensions import db
from trainingapp.rules.course_versions import VersionState
from trainingapp.rules.sittings import SittingKind
from trainingapp.server.demo_people import ACCESS_CODE, LIVES, PASSWORD, PEOPLE
from trainingapp.web.access import LEAN
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.slow

PICTURES = Path(__file__).parent / "screenshots"
NOT_PAGES = {
    "static",
    "metrics.show_metrics",
    "health.show_health",
    "exams.download_receipt",
    "exams.download_candidate_receipt",
    "courses.show_file",
    "files.show_upload",  # JSON for our own script
    "courses.show_draft_file",
    "courses.show_page",
    "courses.show_image",
    "courses.show_draft_page",
    "courses.show_draft_image",
    "courses.review_page",
    "courses.review_image",
    "courses.show_preview_image",
    "courses.offline_worker",
    "courses.list_kept_addresses",
    "courses.review_file",
    "courses.review_rendition",
    "courses.show_draft_rendition",
    "courses.show_rendition",
    "courses.show_handed_in_file",
    "courses.show_work_file",
    "courses.show_package_file",
    "courses.show_player",  # a frame around a package, inside the page of a lesson
    "courses.show_runtime",
    "courses.show_state",
    "classes.download_list_template",
    "classes.download_taught_timetable",
    "classes.download_timetable",
    "classes.read_feed",
    "credentials.download_batch_template",
    "credentials.download_findings",
    "credentials.download_map",
    "credentials.download_signed",
    "credentials.show_key",
    "credentials.show_key_set",
    "credentials.show_keys",
    "credentials.show_list",
    "credentials.show_own_evidence",
    "credentials.show_paper",
    "credentials.show_png",
    "credentials.show_svg",
    "credentials.show_status",
    "education.download_record",
    "incubator.download_communities",
    "incubator.download_indicators",
    "incubator.show_outcome_letter",
    "itembank.download_coverage",
    "itembank.download_document_template",
    "itembank.download_sheet_template",
    "itembank.export_items",
    "itembank.export_question_bank",
}
# Reached by a mailed link or in the middle of signing in; their own tests look at them.
ON_THE_WAY = {
    "accounts.reset_password",
    "accounts.second_step",
    "accounts.accept_notice",
    "accounts.show_reset_sent",
    "accounts.show_presence",
    "accounts.renew_recovery_codes",
    "accounts.drop_second_factor",  # only candidates who chose a second factor may drop it
    "classes.open_class",
    "classes.open_join",
    "classes.open_short",  # the code of a class, which opens what `classes.join` draws
    "credentials.open_code",
}
# Teams of the demonstration that have no role yet: one still writes its application, one was not admitted.
APPLICANTS = ("lead019", "lead005")
# Shown only when there is one: the demonstration sends no mail, nobody brings a list, and no worker runs.
WHEN_THERE_IS_ONE = {
    "classes.show_list",
    "courses.list_package_results",
    "credentials.show_ruleset",
    "incubator.answer_dismissal",  # by the manager of an agency whose dismissal is considered
    "incubator.show_put_right",  # by the manager of an agency that has to put something right
    "itembank.show_import",
    "jobs.show_job",
    "notices.show_mail",
}
SCREENS = {"zh": PHONE, "en": DESKTOP}
LANGUAGES = [pytest.param(name, marks=pytest.mark.xdist_group(f"pages-{name}")) for name in SCREENS]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the demonstration, made once for all processes of a run: it takes half a minute."""
    folder = tmp_path_factory.getbasetemp()
    common = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    data, made = common / "demonstration", common / "demonstration.made"
    with (common / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            environment = LiveServer(data, {"TRAININGAPP_DEMO": "1"}).environment
            subprocess.run(
                [sys.executable, "-m", "trainingapp.cli", "prepare-demo"],
                env={**os.environ, **environment},
                check=True,
                capture_output=True,
            )
            made.touch()
    return data


@pytest.fixture
def site(tmp_path: Path, demonstration: Path) -> Iterator[LiveServer]:
    """The demonstration, with one attempt handed in and one under way."""
    shutil.copytree(demonstration, tmp_path, dirs_exist_ok=True)
    server = LiveServer(tmp_path, {"TRAININGAPP_DEMO": "1"})
    server.start()
    try:
        yield server
    finally:
        server.close()


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


def hand_in_an_attempt(page: Page, server: LiveServer) -> int:
    """Start the self-service exam, answer nothing and hand in, by the protocol."""
    token = page.get_attribute("meta[name=csrf-token]", "content") or ""
    started = page.request.post(
        f"{server.url}/exams/sittings/1/attempts",
        data={"device": "the-phone-of-this-test"},
        headers={"X-CSRFToken": token, "Accept": "application/json"},
    ).json()
    page.request.post(
        f"{server.url}/exams/attempts/{started['attempt']}/submission",
        data={"after": {"seq": 0, "head": ""}, "events": []},
        headers={"Authorization": f"Bearer {started['token']}"},
    )
    return int(started["attempt"])


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
            if endpoint is None or endpoint in NOT_PAGES:
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
        if not is_new:
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_fits_its_screen(
    site: LiveServer, open_context: Callable[..., BrowserContext], language: str
) -> None:
    seen: set[str] = set()
    faults: dict[str, dict[str, list[str]]] = {}
    for name, email, starts in visitors():
        context = open_context(viewport=SCREENS[language], reduced_motion="reduce")
        context.add_cookies(
            [{"name": "display", "value": f"{language}.light.off", "url": site.url}]
        )
        page = context.new_page()
        extra: tuple[str, ...] = ()
        if email:
            choose_language(site, email, language)
            sign_in(page, site, email)
        if name == "lin":
            done = hand_in_an_attempt(page, site)
            extra = (f"/exams/attempts/{done}", under_way(page, site), enrolled(page, site))
            extra = (*extra, checked(site), *attended(site), written_to(site))
        if name == "wu":
            extra = (editable(site),)
        if name == "feng":
            extra = (brought(page, site),)
        extra = (*extra, *starts_of(site, name))
        tour = Tour(page, site, f"{name}-{language}", seen=seen)
        tour.walk(*starts, *extra)
        if name == "ma":
            tour.walk(applied(page, site))
        if tour.faults:
            faults[name] = tour.faults
        context.close()
    assert faults == {}
    unseen = pages_of(site) - seen
    assert not unseen, sorted(unseen)


def visitors() -> Iterator[tuple[str, str | None, tuple[str, ...]]]:
    yield "nobody", None, ("/", "/accounts/sign-in", "/accounts/register", "/accounts/privacy")
    for login in ("lin", "zhou", "chen", "zhao", "xu", "sun", "wu", "feng", "ma"):
        yield login, f"{login}@demo.example", ("/home",)
    for login in ("he", "fang", "qian", "tian", "qin"):
        yield login, f"{login}@demo.example", ("/home", "/incubation/cases")
    for login in APPLICANTS:
        yield login, f"{login}@demo.example", ("/home", "/incubation/applications")
    yield "admin", "admin@demo.example", ("/home", "/styleguide")


def choose_language(server: LiveServer, email: str, language: str) -> None:
    with server.app.app_context(), writing():
        db.session.execute(update(User).where(User.email == email).values(language=language))
        db.session.commit()


def under_way(page: Page, server: LiveServer) -> str:
    """Begin the organised exam and leave it running; the address of its room."""
    with server.app.app_context():
        organised = db.session.scalar(
            select(Sitting.id).where(Sitting.kind == SittingKind.ORGANISED)
        )
        db.session.remove()
    token = page.get_attribute("meta[name=csrf-token]", "content") or ""
    started = page.request.post(
        f"{server.url}/exams/sittings/{organised}/attempts",
        form={"csrf_token": token, "access_code": ACCESS_CODE},
        max_redirects=0,
    )
    return started.headers["location"]


def enrolled(page: Page, server: LiveServer) -> str:
    """Begin a course of the demonstration unless that is done; the address of its first lesson."""
    page.goto(f"{server.url}/courses")
    page.click(".card-title a")
    begin = page.locator("form[action$='/enrolment'] button")
    (begin if begin.count() else page.locator(".course-contents a").first).click()
    page.wait_for_url("**/lessons/*")
    return urlsplit(page.url).path


def checked(server: LiveServer) -> str:
    """The final check that Lin has passed in the demonstration."""
    with server.app.app_context():
        one = db.session.scalars(select(CheckTry)).one()
        db.session.remove()
    return f"/courses/{one.course_id}/check/{one.id}"


def attended(server: LiveServer) -> tuple[str, ...]:
    """Where Lin says that she is at a meeting of her class, meets online, and reads what was announced."""
    with server.app.app_context():
        lin = db.session.scalars(select(User.id).where(User.email == "lin@demo.example")).one()
        query = select(Meeting).join(Membership, Membership.cohort_id == Meeting.cohort_id)
        one = db.session.scalars(query.where(Membership.user_id == lin)).first()
        assert one is not None
        page = f"/classes/{one.cohort_id}"
        meeting = f"{page}/meetings/{one.id}"
        db.session.remove()
    return f"{meeting}/attend", f"{meeting}/online", f"{page}/announcements"


def written_to(server: LiveServer) -> str:
    """A message of the demonstration, which Lin is made to have received too."""
    with server.app.app_context(), writing():
        lin = db.session.scalars(select(User.id).where(User.email == "lin@demo.example")).one()
        message = db.session.scalars(select(CohortMessage.id)).first()
        assert message is not None
        db.session.add(MessageRecipient(message_id=message, user_id=lin))
        db.session.commit()
        db.session.remove()
    return f"/classes/messages/{message}"


def editable(server: LiveServer) -> str:
    """The outline of a course with a draft."""
    with server.app.app_context():
        query = select(CourseVersion.course_id).where(CourseVersion.state == VersionState.DRAFT)
        course = db.session.scalars(query.order_by(CourseVersion.id)).first()
        db.session.remove()
    return f"/teaching/{course}"


def brought(page: Page, server: LiveServer) -> str:
    """Bring the registrar's map back as the sheet it was taken out as; the address of what it would do."""
    page.goto(f"{server.url}/programme-maps")
    page.click("main table a")
    path = urlsplit(page.url).path
    sheet = page.request.get(f"{page.url}/map.xlsx").body()
    page.goto(f"{server.url}{path}/sheet")
    page.set_input_files(
        "[type=file]", {"name": "map.xlsx", "mimeType": "application/zip", "buffer": sheet}
    )
    page.click("form:has([type=file]) [type=submit]")
    page.wait_for_url("**/sheet/check")
    return f"{path}/sheet/check"


def applied(page: Page, server: LiveServer) -> str:
    """Begin to follow the renewal that is due; the address of its next step."""
    page.goto(f"{server.url}/credentials/registration")
    page.click(".card-title a")
    page.click("a[href$='/application']")
    page.click("main form [type=submit]")
    return page.locator("a[href*='/cycles/']").first.get_attribute("href") or ""


def pages_of(server: LiveServer) -> set[str]:
    """Every view that draws a page."""
    views = {
        rule.endpoint
        for rule in server.app.url_map.iter_rules()
        if "GET" in (rule.methods or set())
        and getattr(server.app.view_functions[rule.endpoint], "access", None) is not LEAN
    }
    return views - NOT_PAGES - ON_THE_WAY - WHEN_THERE_IS_ONE
