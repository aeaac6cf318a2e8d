"""Providers, rules and ledgers for tests, made by the part's own acts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.factories_accounts import make_user
from tests.factories_courses import NOON
from trainingapp.accounts.models import User
from trainingapp.courses.actions import learning
from trainingapp.courses.models import Course
from trainingapp.courses.queries import learning as queries
from trainingapp.education.actions import rules
from trainingapp.education.actions.ledger import Row, append, lock_person
from trainingapp.education.models import CeEntry, CeProvider, CeRule
from trainingapp.education.plans import ProviderPlan, RulePlan
from trainingapp.education.queries.ledger import list_entries
from trainingapp.education.queries.rules import get_rule
from trainingapp.extensions import db
from trainingapp.rules.course_checks import CheckTerms
from trainingapp.rules.education import Basis, Category, Terms
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

TODAY = date(2026, 11, 22)  # in Shanghai at NOON
WHOLE_90 = Terms(Basis.WHOLE, minutes=90)
CHECK = CheckTerms(items=2, pass_percent=50, tries=2, wait_hours=24)


def make_officer(name: str = "韩立") -> User:
    return make_user(name, roles=[Role.ADMINISTRATOR])


def provider_plan(**changes: Any) -> ProviderPlan:
    values: dict[str, Any] = {
        "name": "滨江社工学院（演示）",
        "organisation_id": None,
        "jurisdiction": "CN",
        "recognised_by": "滨江市委社会工作部（演示）",
        "document": "滨社工〔2026〕演示1号",
        "is_verified": True,
        "valid_from": date(2026, 1, 1),
        "valid_to": None,
        **changes,
    }
    return ProviderPlan(**values)


def make_provider(**changes: Any) -> int:
    """A committed provider; its id."""
    with writing():
        provider = rules.create_provider(provider_plan(**changes), actor_id=None, now=NOON)
        db.session.commit()
        found = provider.id
        db.session.remove()
    return found


def make_rule(
    course_id: int,
    terms: Terms = WHOLE_90,
    *,
    check: CheckTerms | None = None,
    provider_id: int | None = None,
    is_approved: bool = True,
    **changes: Any,
) -> int:
    """A committed rule for a course, approved by an officer of its own unless it only waits; its id."""
    db.session.rollback()
    provider = provider_id or _first_provider() or make_provider()
    officer = make_officer() if is_approved else None
    course = db.session.get_one(Course, course_id)
    values: dict[str, Any] = {
        "course_id": course_id,
        "course_title": course.title,
        "provider_id": provider,
        "jurisdiction": "CN",
        "terms": terms,
        "check": check,
        "source": "滨社工〔2026〕演示2号",
        "valid_from": date(2026, 1, 1),
        "valid_to": None,
        **changes,
    }
    owner = course.owner_id
    db.session.rollback()
    with writing():
        rule = rules.propose_rule(RulePlan(**values), actor_id=owner, now=NOON)
        if officer is not None:
            rules.approve_rule(rule, is_verified=True, actor_id=officer.id, now=NOON)
        db.session.commit()
        found = rule.id
        db.session.remove()
    return found


def _first_provider() -> int | None:
    found = db.session.query(CeProvider.id).order_by(CeProvider.id).first()
    return found[0] if found else None


def end_rule(rule_id: int, *, now: datetime = NOON) -> None:
    """A rule grants no more."""
    with writing():
        rules.end_rule(get_rule(rule_id), reason="文件到期", actor_id=make_officer().id, now=now)
        db.session.commit()
        db.session.remove()


def complete(user: User, course_id: int, *keys: str, now: datetime = NOON) -> None:
    """Call lessons done by hand, each in a transaction of its own."""
    for key in keys:
        with writing():
            enrolment = queries.find_enrolment(user.id, course_id)
            assert enrolment is not None
            lesson = queries.get_lesson(user.id, course_id, key=key)
            learning.complete_lesson(enrolment, lesson, now=now)
            db.session.commit()
            db.session.remove()


def make_entry(user: User, minutes: int = 60, **changes: Any) -> int:
    """A committed row of somebody's ledger that rests on a document; its id."""
    values: dict[str, Any] = {
        "minutes": minutes,
        "category": Category.TRAINING,
        "title": {"zh": "督导方法培训"},
        "provider": "滨江社工学院（演示）",
        "earned_on": TODAY,
        "snapshot": {"source": "滨社工〔2026〕演示2号", "is_verified": False},
        **changes,
    }
    with writing():
        lock_person(user.id)
        entry = append(user.id, [Row(**values)], actor_id=None, now=NOON)[0]
        db.session.commit()
        found = entry.id
        db.session.remove()
    return found


def entries_of(user: User) -> list[CeEntry]:
    """Somebody's rows as they are now, the oldest first."""
    return list(reversed(db.session.scalars(list_entries(user.id)).all()))


def minutes_of(user: User) -> list[int]:
    """The minutes of somebody's rows, in the order of the ledger."""
    return [entry.minutes for entry in sorted(entries_of(user), key=lambda one: one.number)]


def rule_of(rule_id: int) -> CeRule:
    """A rule as the row is now."""
    return db.session.get_one(CeRule, rule_id)
