"""A case in a stage with everybody around it, each at a browser of their own; and every way of the shipped workflow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories_accounts import make_user, sign_in
from tests.factories_flow import reread
from tests.factories_incubator import make_agency, make_case, make_intake, make_manager, make_place
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Proposal, StageRecord
from trainingapp.rules.incubation.words import Stage


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a stage, as C4.2 of the domain page says it; `second` is who confirms."""

    code: str
    source: Stage
    act: str
    target: Stage
    who: tuple[str, ...]
    second: str = ""
    needs_reason: bool = False
    has_trial: bool = False

    def __str__(self) -> str:
        return f"{self.code}-{self.source}"


def way(code: str, sources: str, act: str, target: str, who: str, rest: str = "") -> Iterator[Way]:
    """A row of the table, for each stage that it leads out of. `rest`: reason, trial, and who confirms."""
    words = rest.split()
    second = next((word for word in words if word not in {"reason", "trial"}), "")
    for source in sources.split():
        yield Way(
            code,
            Stage(source),
            act,
            Stage(target),
            tuple(who.split()),
            second,
            "reason" in words,
            "trial" in words,
        )


CHOOSING = "draft submitted returned review decision notice waitlist"
STAYING = "trial incubating midterm rectifying suspended graduation"
BOTH = "applicant agency"
# Written a second time on purpose: the file of the workflow is compared with it.
WAYS: tuple[Way, ...] = (
    *way("T1", "draft", "submit", "submitted", BOTH),
    *way("T2", "submitted review", "return", "returned", "officer head", "reason"),
    *way("T3", "returned", "resubmit", "submitted", BOTH),
    *way("T4", "submitted", "pass_check", "review", "officer head"),
    *way("T5", "submitted returned", "refuse", "rejected", "officer", "head reason"),
    *way("T6", "review", "close_review", "decision", "officer head"),
    *way("T7", "decision", "reopen_review", "review", "head", "reason"),
    *way("T8", "decision", "admit", "notice", "head", "authority"),
    *way("T9", "decision", "put_on_waitlist", "waitlist", "head"),
    *way("T10", "decision", "reject", "rejected", "head", "authority reason"),
    *way("T11", "waitlist", "move_up", "notice", "head"),
    *way("T12", "notice", "close_notice", "onboarding", "officer head"),
    *way("T13a", "onboarding", "move_in", "incubating", "head"),
    *way("T13b", "onboarding", "move_in", "trial", "head", "trial"),
    *way("T14", "onboarding", "lapse", "withdrawn", "head"),
    *way("T15", "trial", "end_trial", "incubating", "officer", "head"),
    *way("T16", "incubating", "begin_midterm", "midterm", "officer head"),
    *way("T17", "midterm", "pass_midterm", "incubating", "head"),
    *way("T18", "midterm incubating", "order_rectification", "rectifying", "head", "reason"),
    *way("T19", "rectifying", "accept_rectification", "incubating", "head"),
    *way("T20", "incubating", "extend", "incubating", "head", "authority reason"),
    *way("T21a", "incubating", "suspend", "suspended", "head", "reason"),
    *way("T21b", "suspended", "resume", "incubating", "head"),
    *way("T22", "incubating", "ask_graduation", "graduation", "agency officer"),
    *way("T23", "graduation", "send_back", "incubating", "head", "reason"),
    *way("T24", "graduation", "graduate", "followup", "head", "authority"),
    *way("T25", "graduation", "fail_graduation", "exiting", "head", "reason"),
    *way("T26", f"onboarding {STAYING}", "leave", "exiting", BOTH, "officer reason"),
    *way("T27", STAYING, "dismiss", "exiting", "head", "authority reason"),
    *way("T28", "exiting", "close_exit", "terminated", "officer", "finance"),
    *way("T29", "followup", "finish_followup", "alumni", "officer head"),
    *way("T30", CHOOSING, "withdraw", "withdrawn", BOTH),
)
EVERYBODY = ("applicant", "agency", "officer", "second", "head", "finance", "authority")


@dataclass
class Around:
    """A case and the browsers of everybody around it. Numbers only: rows are read anew by each request."""

    app: Flask
    case_id: int
    people: dict[str, User]
    browsers: dict[str, FlaskClient] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"/incubation/cases/{self.case_id}"

    @property
    def case(self) -> Case:
        return reread(self.case_id)

    def browser(self, who: str) -> FlaskClient:
        """The browser at which somebody is signed in."""
        if who not in self.browsers:
            self.browsers[who] = sign_in(self.app.test_client(), self.people[who])
        return self.browsers[who]

    def look(self, who: str, path: str = "") -> TestResponse:
        """A page of the case as somebody sees it."""
        return self.browser(who).get(f"{self.url}{path}")

    def send(self, who: str, path: str, **data: object) -> int:
        """The status of what somebody sends to a page of the case."""
        return self.browser(who).post(f"{self.url}{path}", data=data).status_code

    def act(self, who: str, act: str, **data: object) -> int:
        """The status of a step that somebody takes; a reason is given unless another one is."""
        return self.send(who, f"/acts/{act}", **{"reason": "因为材料齐全", **data})

    def answer(self, who: str, *, says_yes: bool = True, **data: object) -> int:
        """The status of somebody's word on the newest proposal."""
        word = "confirmation" if says_yes else "refusal"
        return self.send(who, f"/proposals/{self.proposal.id}/{word}", **data)

    @property
    def proposal(self) -> Proposal:
        """The newest proposal."""
        db.session.rollback()
        query = db.select(Proposal).filter_by(case_id=self.case_id).order_by(Proposal.id.desc())
        found: Proposal = db.session.scalars(query.limit(1)).one()
        return found

    @property
    def stage(self) -> str:
        return self.case.stage

    def count(self, model: type[Proposal] | type[StageRecord]) -> int:
        """How many rows of a kind the case has."""
        db.session.rollback()
        query = db.select(db.func.count()).select_from(model).where(model.case_id == self.case_id)
        return db.session.scalar(query) or 0


def make_around(
    app: Flask,
    stage: Stage,
    *,
    has_trial: bool = False,
    has_authority: bool = True,
    **changes: object,
) -> Around:
    """A case in a stage with everybody around it; their browsers send a fitting token."""
    app.config["WTF_CSRF_ENABLED"] = False
    place = make_place() if has_authority else make_place(authority_id=None)
    agency, applicant = make_agency(), make_user("林小满")
    intake_id = make_intake(place.base, has_trial=has_trial).id
    values = {"applicant_id": applicant.id, "intake_id": intake_id, **changes}
    case = make_case(place, agency, stage=stage, **values)
    people = {**place.people, "applicant": applicant, "agency": make_manager(agency)}
    return Around(app, case.id, people)
