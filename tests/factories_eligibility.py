"""Claims, rulesets and decisions for tests."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime
from typing import Any

from tests.rules.eligibility_cases import load_document
from trainingapp.accounts.models import User
from trainingapp.credentials.actions import claiming, deciding
from trainingapp.credentials.models.eligibility import Decision
from trainingapp.credentials.queries.facts import KINDS
from trainingapp.credentials.shipped import Shipped
from trainingapp.extensions import db
from trainingapp.rules.eligibility import Target
from trainingapp.rules.eligibility_rulesets import canonical, read_ruleset
from trainingapp.web.transactions import writing

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
MASTER: dict[str, Any] = {
    "institution_name": "滨江大学",
    "level": "master",
    "kind": "graduation",
    "major_as_printed": "社会工作",
    "is_social_work": True,
    "mode": "full_time",
    "enrolled_on": date(2023, 9, 1),
    "awarded_on": date(2026, 7, 1),
}
JOB: dict[str, Any] = {"employer": "滨江社会工作服务中心", "starts_on": date(2026, 8, 1)}
MIDDLE = Target("middle_exam", 2027)


def make_claim(user: User, kind: str, values: dict[str, Any], status: str = "claimed") -> int:
    """A committed record of a person; its id."""
    with writing():
        claiming.enter_record(user.id, kind, values, now=NOON)
        row = db.session.query(KINDS[kind]).filter_by(user_id=user.id).all()[-1]
        row.status = status
        number = int(row.id)
        db.session.commit()
        db.session.remove()
    return number


def make_master(user: User) -> None:
    """A master of social work who began to work last August; nobody has verified it."""
    make_claim(user, "degree", MASTER)
    make_claim(user, "work", JOB)


def keep(user: User, target: Target = MIDDLE, now: datetime = NOON) -> int:
    """A committed decision; its number."""
    with writing():
        kept = deciding.keep_decision(user.id, target, actor_id=user.id, now=now)
        number = kept.number
        db.session.commit()
        db.session.remove()
    return number


def other_rules(version: str = "2099.1", years: int = 2) -> Shipped:
    """A ruleset that asks another number of years of masters of social work."""
    document = copy.deepcopy(load_document())
    document["version"] = version
    path = next(p for p in document["targets"]["middle_exam"]["paths"] if p["id"] == "M4")
    path["when"]["all"][1]["work_years"]["years"] = years
    return Shipped(read_ruleset(document), canonical(document))


def decisions_of(user: User) -> list[Decision]:
    """Somebody's decisions, the oldest first."""
    return db.session.query(Decision).filter_by(user_id=user.id).order_by(Decision.number).all()
