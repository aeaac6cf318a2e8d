"""Rows that a day, a board or a calendar shows, each as it would stand; every one is committed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import insert

from tests.factories_incubator import NOON, TODAY, Place, make_agency, make_workflow, written
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator import models as of
from trainingapp.incubator.models import Agency, Case
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.residence_words import (
    AgreementKind,
    EncounterKind,
    ItemState,
    Origin,
    RiskKind,
    TaskSource,
)
from trainingapp.rules.incubation.words import Actor, Stage
from trainingapp.web.transactions import writing

_numbers = count(1)
DAY = timedelta(days=1)
YESTERDAY = NOON - DAY


def reader_of(user: User) -> User:
    """The person as a request reads them: with the grants of now."""
    user_id = user.id
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(User, user_id)


def make_task(case: Case | None, agency: Agency | None = None, **changes: Any) -> of.Task:
    """A task for the officers, due today, without anybody named."""
    values: dict[str, Any] = {
        "agency_id": case.agency_id if case else agency.id if agency else None,
        "case_id": case.id if case else None,
        "key": f"manual:{next(_numbers)}",
        "source": TaskSource.MANUAL,
        "owner": Actor.OFFICER,
        "message": "打电话",
        "is_typed": True,
        "due_on": TODAY,
        "opened_at": YESTERDAY,
        **changes,
    }
    return written(of.Task(**values))  # type: ignore[no-any-return]


def make_item(case: Case, **changes: Any) -> of.PlanItem:
    """An item of the plan that the agency has handed in."""
    values: dict[str, Any] = {
        "code": f"X{next(_numbers)}",
        "title": "三年发展规划",
        "title_en": "Plan of three years",
        "owner": Actor.AGENCY,
        "state": ItemState.SUBMITTED,
        "due_on": TODAY,
        "submitted_at": YESTERDAY,
        "entered_at": YESTERDAY,
        **changes,
    }
    return written(of.PlanItem(case_id=case.id, **values))  # type: ignore[no-any-return]


def make_rectified(case: Case, **changes: Any) -> of.RectificationItem:
    """Something put right and handed in, of an order that stands."""
    ordered_at = changes.pop("ordered_at", YESTERDAY)
    order = written(
        of.Rectification(
            case_id=case.id, origin=Origin.MIDTERM, written_at=YESTERDAY, ordered_at=ordered_at
        )
    )
    values: dict[str, Any] = {
        "text": "补录台账",
        "due_on": TODAY,
        "state": ItemState.SUBMITTED,
        "submitted_at": YESTERDAY,
        **changes,
    }
    return written(  # type: ignore[no-any-return]
        of.RectificationItem(rectification_id=order.id, **values)
    )


def make_payment(case: Case, proposer: User, **changes: Any) -> of.Payment:
    """A payment into trust that waits to be released."""
    values: dict[str, Any] = {
        "kind": "trust_in",
        "amount": Decimal("100.00"),
        "moved_on": TODAY,
        "purpose": "量表",
        "proposed_by_id": proposer.id,
        "proposed_at": YESTERDAY,
        **changes,
    }
    return written(of.Payment(case_id=case.id, **values))  # type: ignore[no-any-return]


def make_meeting(case: Case, **changes: Any) -> of.Encounter:
    """Minutes of a visit that the agency has not confirmed."""
    values: dict[str, Any] = {
        "kind": EncounterKind.VISIT,
        "happened_on": TODAY,
        "minutes": 60,
        "purpose": "月度走访",
        "content": "看了台账",
        "entered_at": YESTERDAY,
        **changes,
    }
    return written(of.Encounter(case_id=case.id, **values))  # type: ignore[no-any-return]


def make_objection(notice: of.PublicNotice, by: User, **changes: Any) -> of.Objection:
    """An objection that nobody has settled."""
    values = {"text": "材料不实", "made_at": YESTERDAY, **changes}
    return written(  # type: ignore[no-any-return]
        of.Objection(notice_id=notice.id, by_id=by.id, **values)
    )


def make_appeal(case: Case, by: User, **changes: Any) -> of.Appeal:
    """An appeal that nobody has answered."""
    values = {"text": "请复核", "made_at": YESTERDAY, **changes}
    return written(of.Appeal(case_id=case.id, by_id=by.id, **values))  # type: ignore[no-any-return]


def make_proposal(case: Case, by: User, code: str, act: str, **changes: Any) -> of.Proposal:
    """A step that waits for a second person."""
    values: dict[str, Any] = {"proposed_at": YESTERDAY, "reason": "材料齐全", **changes}
    return written(  # type: ignore[no-any-return]
        of.Proposal(case_id=case.id, transition=code, act=act, proposed_by_id=by.id, **values)
    )


def make_finding(agency: Agency, code: str = "R09", **changes: Any) -> of.ComplianceResult:
    """A breach that was found today and is due today."""
    values: dict[str, Any] = {
        "status": Status.BREACH,
        "severity": Severity.RED,
        "reason": "late",
        "due_on": TODAY,
        "since": TODAY,
        "found_at": NOON,
        **changes,
    }
    return written(  # type: ignore[no-any-return]
        of.ComplianceResult(agency_id=agency.id, code=code, **values)
    )


def make_risk(case: Case, severity: int, likelihood: int, **changes: Any) -> of.RiskFlag:
    """An open risk of people."""
    values: dict[str, Any] = {
        "kind": RiskKind.PEOPLE,
        "origin": Origin.OFFICER,
        "text": "负责人将离职",
        "severity": severity,
        "likelihood": likelihood,
        "opened_at": YESTERDAY,
        **changes,
    }
    return written(of.RiskFlag(case_id=case.id, **values))  # type: ignore[no-any-return]


def make_agreement(case: Case, ends_on: date, **changes: Any) -> of.Agreement:
    """An agreement on the stay that no longer holds on a day."""
    values: dict[str, Any] = {
        "kind": AgreementKind.ENTRY,
        "starts_on": ends_on - 365 * DAY,
        "ends_on": ends_on,
        "entered_at": YESTERDAY,
        **changes,
    }
    return written(of.Agreement(case_id=case.id, **values))  # type: ignore[no-any-return]


def fill_base(place: Place, many: int, *, agencies: int, stages: list[Stage] | None = None) -> None:
    """Many cases of a base in turn in these stages, each with a task, an item and a meeting; by four statements."""
    chosen = stages or [stage for stage in Stage if stage is not Stage.DRAFT]
    numbers = [make_agency().id for _ in range(agencies)]
    version_id, base_id = make_workflow().id, place.base.id
    officer_id, code = place.people["officer"].id, place.base.code
    cases = [
        {
            "number": f"{code}-{number:05}",
            "base_id": base_id,
            "agency_id": numbers[number % agencies],
            "officer_id": officer_id,
            "workflow_version_id": version_id,
            "applicants": "registered",
            "track": "m12",
            "mode": "physical",
            "stage": chosen[number % len(chosen)],
            "stage_since": NOON - timedelta(minutes=number),
            "opened_at": NOON - timedelta(days=400),
            "turn": 0,
            "extensions": 0,
        }
        for number in range(many)
    ]
    db.session.rollback()
    with writing():
        db.session.execute(insert(Case), cases)
        found = db.session.execute(
            db.select(Case.id, Case.agency_id).where(Case.base_id == base_id)
        ).all()
        for table, rows in _surroundings(found).items():
            db.session.execute(insert(table), rows)
        db.session.commit()
        db.session.remove()


def _surroundings(cases: Any) -> dict[Any, list[dict[str, Any]]]:
    tasks = [
        {
            "key": f"bulk:{case_id}",
            "agency_id": agency_id,
            "case_id": case_id,
            "source": "manual",
            "owner": "officer",
            "message": "打电话",
            "is_typed": True,
            "due_on": TODAY - DAY,
            "opened_at": YESTERDAY,
        }
        for case_id, agency_id in cases
    ]
    items = [
        {
            "case_id": case_id,
            "code": "P1",
            "title": "计划",
            "owner": "agency",
            "state": "submitted",
            "due_on": TODAY,
            "submitted_at": YESTERDAY,
            "entered_at": YESTERDAY,
        }
        for case_id, _agency_id in cases
    ]
    meetings = [
        {
            "case_id": case_id,
            "kind": "visit",
            "happened_on": TODAY - DAY,
            "minutes": 60,
            "purpose": "走访",
            "content": "看了台账",
            "entered_at": YESTERDAY,
        }
        for case_id, _agency_id in cases
    ]
    return {of.Task: tasks, of.PlanItem: items, of.Encounter: meetings}
