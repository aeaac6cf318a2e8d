"""A base, an agency and the people around one case for a story in the browser, and what they do away from it.

The clock of the site is moved from chapter to chapter, so that every day falls as it would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TypeVar

from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.live import LiveServer
from tests.committing import written
from tests.factories_accounts import sign_in
from tests.factories_checks import make_sound_agency
from tests.factories_incubator import (
    make_expert,
    make_intake,
    make_manager,
    make_place,
    make_workflow,
)
from tests.factories_money import make_evaluation, make_project
from tests.factories_residence import Stay, assess
from tests.factories_reviewing import make_rubric
from tests.factories_staffing import register
from trainingapp.accounts.models import User
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions import case_people, handing_over, residing
from trainingapp.incubator.models import Agency, Case
from trainingapp.rules.incubation.residence_words import (
    AgreementKind,
    AssessmentKind,
    PledgeKind,
)
from trainingapp.rules.registration import add_months
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

Result = TypeVar("Result")
ON_PHONES = {"lin"}
AGENCY = "春晖社会工作服务中心"
EXPERTS = {"qin": "秦教授", "luo": "罗督导", "meng": "孟老师", "xu": "许老师"}


class Scene:
    """Who takes part, each on a device of their own, and the day on which it happens."""

    def __init__(
        self,
        server: LiveServer,
        open_context: Callable[..., BrowserContext],
        begins_at: datetime,
    ) -> None:
        self.server = server
        self._open_context = open_context
        self._devices: dict[str, Page] = {}
        self.people: dict[str, User] = {}
        self.case_id = 0
        server.app.config["TRUSTED_HOSTS"] = ["localhost"]  # in this process, which makes cookies
        server.set_clock(begins_at)
        with self._away():
            self._people_it()

    def _people_it(self) -> None:
        """A base with an open call, an agency with every register in order and its manager, four experts."""
        place = make_place()
        make_rubric()
        make_workflow()
        make_intake(place.base, name="2026年第二批", track="m6")
        agency = make_sound_agency(name=AGENCY)
        names = {"he": "officer", "fang": "head", "qian": "finance", "tian": "authority"}
        self.place, self.base_id, self.agency_id = place, place.base.id, agency.id
        self.people |= {login: place.people[who] for login, who in names.items()}
        self.people["lin"] = make_manager(agency, "林小满")
        self.people |= {login: make_expert(name) for login, name in EXPERTS.items()}

    def page(self, who: str) -> Page:
        """The device of somebody, signed in."""
        if who not in self._devices:
            is_phone = who in ON_PHONES
            context = self._open_context(
                base_url=self.server.url,
                viewport=PHONE if is_phone else DESKTOP,
                is_mobile=is_phone,
                has_touch=is_phone,
            )
            with self._away():
                client = sign_in(self.server.app.test_client(), self.people[who])
                cookie = client.get_cookie("session")
            assert cookie is not None
            held = {"name": "session", "value": cookie.value, "url": self.server.url}
            context.add_cookies([held])
            self._devices[who] = context.new_page()
        return self._devices[who]

    def put_away(self, who: str) -> None:
        """Somebody closes the browser; what it held is gone."""
        self._devices.pop(who).context.close()

    def pass_to(self, day: date) -> None:
        """A later day, at noon in Shanghai; everybody signs in anew."""
        self.server.set_clock(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))
        for who in list(self._devices):
            self.put_away(who)

    @property
    def url(self) -> str:
        """Where the pages of the case begin."""
        return f"/incubation/cases/{self.case_id}"

    @property
    def stage(self) -> str:
        """Where the case stands in the database."""
        return self.do(lambda case: case.stage)

    def do(self, act: Callable[[Case], Result]) -> Result:
        """What happens away from the browser, committed."""
        with self._away():
            return written(lambda: act(db.session.get_one(Case, self.case_id)))

    @contextmanager
    def _away(self) -> Iterator[None]:
        """Beside the server, which writes its pulse: every transaction waits for its turn to write."""
        with self.server.app.app_context(), writing():
            yield
            db.session.remove()

    def sign_everything(self) -> None:
        """Agreement, pledge, briefing and desk, at the table of the base."""
        head, officer, lin = (self.people[who].id for who in ("fang", "he", "lin"))
        today = day_of(now())
        terms = residing.Terms(AgreementKind.ENTRY, today, add_months(today, 12))

        def sign(case: Case) -> None:
            row = residing.write_agreement(case, terms, by_id=head, now=now())
            for is_agency, by_id in ((True, lin), (False, head)):
                residing.sign_agreement(row, as_agency=is_agency, by_id=by_id, now=now())
            residing.hold_briefing(case, on=today, by_id=officer)
            for kind in PledgeKind:
                residing.agree(case, kind, by_id=lin, now=now())
            residing.assign_desk(case, 1, by_id=officer, now=now())
            person = db.session.get_one(User, officer)
            case_people.assign_officer(case, person, by_id=head, now=now())

        self.do(sign)

    def assess(self, kind: AssessmentKind, level: int) -> None:
        """Both sides fill in the forty statements of the maturity model."""
        with self._away():
            people = {"officer": self.people["he"]}
            stay = Stay(self.place, self.base_id, self.case_id, people)
            assess(stay, kind, level=level, now=now())

    def finish_project(self) -> None:
        """A project of the agency is over and passed its evaluation."""
        with self._away():
            agency = db.session.get_one(Agency, self.agency_id)
            project = make_project(agency, finished_on=date(2027, 3, 31))
            make_evaluation(project, done_on=date(2027, 4, 6))

    def renew_registration(self) -> None:
        """The registration of the one with a certificate is renewed."""
        with self._away():
            certificate = db.session.scalars(select(NationalCertificate)).one()
            register(certificate, date(2027, 3, 1), date(2030, 3, 1))

    def hand_desk_over(self) -> None:
        """Desk, keys and everything else are handed over, and both sides sign."""
        officer, lin = self.people["he"].id, self.people["lin"].id

        def hand_over(case: Case) -> None:
            handover = handing_over.begin_handover(case, now=now())
            for item in handover.items:
                handing_over.settle_handover_item(
                    handover, item, note="", on=day_of(now()), by_id=officer
                )
            for is_agency, by_id in ((True, lin), (False, officer)):
                handing_over.sign_handover(handover, as_agency=is_agency, by_id=by_id, now=now())

        self.do(hand_over)
