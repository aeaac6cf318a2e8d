"""Where the people of the incubator begin their walks: cases in the stages in which their pages can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from tests.browser.live import LiveServer
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, Contract, Encounter
from trainingapp.rules.incubation.accounting_words import ContractKind
from trainingapp.rules.incubation.words import Stage
from trainingapp.server.demo_people import AGENCY

LAST_MEETING = "/encounters/{meeting}"  # whose minutes wait to be confirmed
# login → the stage of a case and the pages of it; "own" is the agency of the manager with a printed account
PAGES: dict[str, dict[str, tuple[str, ...]]] = {
    "he": {
        Stage.SUBMITTED: ("", "/screening", "/reviewers"),
        Stage.REVIEW: ("", "/reviews", "/reviewers"),
        Stage.ONBOARDING: ("", "/residence"),
        "own": ("", "/plan", "/residence", "/risks", "/incidents", "/encounters", "/reports"),
        Stage.INCUBATING: ("/incidents", "/money"),
        Stage.MIDTERM: ("", "/assessments", "/plan"),
        Stage.RECTIFYING: ("/putting-right",),
        Stage.GRADUATION: ("/assessments",),
        Stage.EXITING: ("/leaving",),
        Stage.FOLLOWUP: ("", "/follow-ups"),
        Stage.SUSPENDED: ("",),
    },
    "fang": {
        Stage.DECISION: ("", "/determinations"),
        Stage.NOTICE: ("/determinations",),
        Stage.ONBOARDING: ("", "/residence"),
        "own": ("", "/leaving", "/indicators", "/money"),
        Stage.MIDTERM: ("", "/leaving", "/putting-right"),
        Stage.SUSPENDED: ("",),
        Stage.GRADUATION: ("", "/determinations"),
    },
    "qian": {Stage.INCUBATING: ("/money",), "own": ("/money",), Stage.TRIAL: ("/money",)},
    "tian": {"own": ("",), Stage.NOTICE: ("",), Stage.FOLLOWUP: ("",)},
    "qin": {Stage.REVIEW: ("", "/review")},
    "sun": {"own": ("", "/plan", "/residence", "/reports", "/leaving", "/money", LAST_MEETING)},
}


def starts_of(server: LiveServer, login: str) -> tuple[str, ...]:
    """The addresses of the cases that somebody begins with."""
    with server.app.app_context():
        found = tuple(_addresses(PAGES.get(login, {})))
        if login == "sun":
            found = (*found, _running_contract())
        db.session.remove()
    return found


def _running_contract() -> str:
    """The contract of the manager's agency of which an instalment is still to come and a deliverable to be shown."""
    query = select(Contract).join(Agency, Agency.id == Contract.agency_id)
    kind = ContractKind.GOV_PURCHASE
    one = db.session.scalars(query.where(Agency.name == AGENCY, Contract.kind == kind)).one()
    return f"/incubation/agencies/{one.agency_id}/contracts/{one.id}"


def _addresses(pages: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for stage, paths in pages.items():
        query = select(Case.id).join(Case.agency).order_by(Case.id)
        is_own = Agency.name == AGENCY
        place = is_own if stage == "own" else (Case.stage == stage) & ~is_own
        case_id = db.session.scalars(query.where(place)).first()
        assert case_id is not None, stage
        newest = select(func.max(Encounter.id)).where(Encounter.case_id == case_id)
        meeting = db.session.scalar(newest)
        begin = f"/incubation/cases/{case_id}"
        yield from (begin + path.format(meeting=meeting) for path in paths)
