"""Where the people of the site begin their walks: what has to be begun, found or brought before a page can be seen."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page
from sqlalchemy import select

from tests.browser.live import LiveServer
from trainingapp.accounts.models import User
from trainingapp.classes.models import CohortMessage, Meeting, Membership, MessageRecipient
from trainingapp.courses.models import CheckTry, CourseVersion
from trainingapp.exams.models import Sitting
from trainingapp.extensions import db
from trainingapp.rules.course_versions import VersionState
from trainingapp.rules.sittings import SittingKind
from trainingapp.server.demo_people import ACCESS_CODE
from trainingapp.web.transactions import writing


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
