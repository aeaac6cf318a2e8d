"""What happens in a working life of the demonstration: studies, work, papers, registrations, hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trainingapp.accounts.models import Organisation, User
from trainingapp.credentials.actions import claiming, employing, registering
from trainingapp.credentials.actions.asking import ask
from trainingapp.credentials.actions.verifying_records import Finding, record_verification
from trainingapp.credentials.queries.facts import list_records
from trainingapp.education.actions.ledger import Row, enter_document
from trainingapp.rules.education import Category
from trainingapp.rules.registration_words import RegistrationKind, Step
from trainingapp.rules.verification import NEEDED, Method, Tick

UNIVERSITY = "滨江师范大学（演示，虚构）"
BODY = "滨江区登记机关（演示，虚构）"
AGENCY = "春晖社会工作服务中心（演示，虚构）"
TRAINING = "滨江社会工作培训中心（演示，虚构）"


@dataclass(frozen=True, slots=True)
class Cast:
    """The four lives, and who verifies and confirms."""

    graduate: User
    junior: User
    middle: User
    senior: User
    verifier: User
    manager: User
    agency: Organisation


def study(level: str, awarded_on: date, *, years: int) -> dict[str, Any]:
    """A diploma in social work, as it is entered."""
    return {
        "institution_name": UNIVERSITY,
        "level": level,
        "kind": "graduation",
        "major_as_printed": "社会工作",
        "major_code": "035200" if level == "master" else "030302",
        "is_social_work": True,
        "mode": "full_time",
        "enrolled_on": date(awarded_on.year - years, 9, 1),
        "awarded_on": awarded_on,
    }


def post(starts_on: date) -> dict[str, Any]:
    """Social work that goes on."""
    return {"employer": AGENCY, "starts_on": starts_on, "ends_on": None}


def certificate(level: str, issued_on: date) -> dict[str, Any]:
    """A national certificate that is valid everywhere."""
    return {"level": level, "issued_on": issued_on, "region": None}


def enter(
    cast: Cast,
    person: User,
    kind: str,
    values: Mapping[str, Any],
    *,
    is_sure: bool = True,
    now: datetime,
) -> None:
    """A record as somebody enters it, and, where it is sure, as the desk has found it."""
    claiming.enter_record(person.id, kind, values, now=now)
    row = list_records(kind, person.id)[-1]
    if not is_sure:
        ask(kind, row, now=now)
    else:
        ticks = dict.fromkeys(NEEDED[kind], Tick.MATCH)
        finding = Finding(method=Method.OFFICIAL_LOOKUP, ticks=ticks)
        record_verification(kind, row, finding, verifier_id=cast.verifier.id, now=now)


def enter_passes(
    cast: Cast, person: User, level: str, papers: tuple[str, ...], *, year: int, now: datetime
) -> None:
    """Verified passes of a year."""
    for paper in papers:
        values = {"level": level, "paper": paper, "year": year, "region": None, "proof_on": None}
        enter(cast, person, "pass", values, now=now)


def register(
    person: User, level: str, starts_on: date, *, kind: RegistrationKind, now: datetime
) -> None:
    """A registration that stands, with its number."""
    rows = list_records("certificate", person.id)
    held = next(row for row in rows if row.level == level)
    plan = registering.StepPlan(
        step=Step.ISSUED, happened_on=starts_on, starts_on=starts_on, proof="演示20260001"
    )
    registering.enter_registered(person.id, held.id, kind=kind, body=BODY, plan=plan, now=now)


def employ(
    cast: Cast,
    person: User,
    starts_on: date,
    work: str,
    *,
    is_confirmed: bool = True,
    now: datetime,
) -> None:
    """An employment at the agency, confirmed by its manager unless told."""
    plan = employing.EmploymentPlan(cast.agency.id, "", work, starts_on, None)
    row = employing.state_employment(person.id, plan, now=now)
    if is_confirmed:
        employing.confirm_employment(row, actor_id=cast.manager.id, now=now)


def train(cast: Cast, person: User, day: date, *, hours: int, now: datetime) -> None:
    """Hours earned elsewhere."""
    row = Row(
        minutes=hours * 60,
        category=Category.TRAINING,
        title={
            "zh": "社会工作实务培训（演示）",
            "en": "Training in social work practice (demonstration)",
        },
        provider=TRAINING,
        earned_on=day,
        snapshot={"source": "演示用虚构文件，没有任何效力"},
        source_key=f"demo:{day.isoformat()}",
    )
    enter_document(person.id, row, actor_id=cast.verifier.id, now=now)
