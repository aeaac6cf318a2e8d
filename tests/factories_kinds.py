"""Facts of every kind of credential for tests, and the name that a verifier has seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from tests.factories_courses import NOON
from tests.factories_credentials import FACTS, credential_of, make_credential
from trainingapp.accounts.models import User
from trainingapp.credentials.actions.bundling import make_bundle
from trainingapp.credentials.actions.names import keep_name
from trainingapp.credentials.kinds import EducationFacts, Facts
from trainingapp.credentials.kinds_bundle import BundleFacts
from trainingapp.credentials.kinds_practice import MockFacts
from trainingapp.credentials.kinds_records import CertificateFacts, DegreeFacts, EligibilityFacts
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

DEGREE = DegreeFacts(
    record_id=31,
    institution="青禾大学",
    major="社会工作",
    degree_kind="degree",
    level="bachelor",
    mode="full_time",
    awarded_on=date(2026, 7, 1),
    verified_on=date(2026, 11, 19),
    recheck_on=date(2027, 11, 19),
)
CERTIFICATE = CertificateFacts(
    record_id=41,
    level="middle",
    issued_on=date(2024, 9, 30),
    last_four="0X17",
    verified_on=date(2026, 11, 19),
)
ELIGIBILITY = EligibilityFacts(
    decision_id=51,
    goal="middle_exam",
    year=2027,
    decided_on=date(2026, 11, 20),
    ruleset="cn-social-worker-exam 2026.1",
    sources=("国人部发〔2006〕71号，社会工作师报考条件第（二）项",),
    records=(("degree", 31), ("work", 32)),
)
MOCK = MockFacts(61, "初级实务模拟考试", date(2026, 11, 20), Decimal("72.50"), Decimal(100))
EDUCATION = EducationFacts(date(2026, 1, 1), date(2026, 11, 20), 540)

SINGLE: Mapping[str, Facts] = {
    "course": FACTS,
    "education": EDUCATION,
    "mock": MOCK,
    "degree": DEGREE,
    "certificate": CERTIFICATE,
    "eligibility": ELIGIBILITY,
}
KINDS = (*SINGLE, "bundle")


def verify_name(user: User, name: str = "林美华", *, now: datetime = NOON) -> None:
    """A committed verified name."""
    with writing():
        keep_name(user.id, name, actor_id=None, now=now)
        db.session.commit()
        db.session.remove()


def bundle_of(*public_ids: str) -> BundleFacts:
    """The facts of a bundle of these credentials."""
    facts = make_bundle([credential_of(public_id) for public_id in public_ids])
    db.session.remove()
    return facts


def make_kind(kind: str, user: User, *, is_open: bool = False, now: datetime = NOON) -> str:
    """A committed credential of a kind with everything it needs; its public id."""
    verify_name(user, now=now)
    if kind != "bundle":
        return make_credential(user, SINGLE[kind], is_open=is_open, now=now)
    parts = [make_credential(user, facts, now=now) for facts in SINGLE.values()]
    return make_credential(user, bundle_of(*parts), is_open=is_open, now=now)
