"""Whole working lives for the demonstration: a graduate, and holders of each level, with what is due next for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select

from trainingapp.accounts.models import Organisation, User
from trainingapp.credentials.actions import claiming, deciding, employing, registering
from trainingapp.credentials.actions.asking import ask
from trainingapp.credentials.actions.employing import EmploymentPlan
from trainingapp.credentials.actions.registering import StepPlan
from trainingapp.credentials.actions.verifying_records import Finding, record_verification
from trainingapp.credentials.models import DegreeRecord
from trainingapp.credentials.queries.facts import list_records
from trainingapp.education.actions.ledger import Row, enter_document
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.education import Category
from trainingapp.rules.eligibility import Target
from trainingapp.rules.registration import add_months
from trainingapp.rules.registration_words import RegistrationKind, Step
from trainingapp.rules.verification import NEEDED, Method, Tick
from trainingapp.server import demo_people

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


def make_careers(cast: Cast, *, now: datetime) -> None:
    """Make all of them, unless the graduate has a degree already."""
    own = DegreeRecord.user_id == cast.graduate.id
    if db.session.scalar(select(exists().where(own))):
        return
    _make_graduate(cast, now=now)
    _make_junior(cast, now=now)
    _make_middle(cast, now=now)
    _make_senior(cast, now=now)


def _make_graduate(cast: Cast, *, now: datetime) -> None:
    """A master of this summer who works since August: the diploma is verified, degree and work wait at the desk."""
    person, today = cast.graduate, day_of(now)
    summer = date(today.year - (today.month < 8), 7, 1)
    study = _study("master", summer, years=3)
    _enter(cast, person, "degree", study, now=now)
    paper = study | {"kind": "degree", "institution_name": demo_people.UNIVERSITY}
    _enter(cast, person, "degree", paper, is_sure=False, now=now)
    start = summer.replace(month=8)
    _enter(cast, person, "work", _post(start), is_sure=False, now=now)
    _employ(cast, person, start, "一线社工", is_confirmed=False, now=now)
    target = Target("middle_exam", today.year + 1, None)
    deciding.keep_decision(person.id, target, actor_id=person.id, now=now)


def _make_junior(cast: Cast, *, now: datetime) -> None:
    """Certified for a year, registered, and one paper of the middle level passed this year."""
    person, today = cast.junior, day_of(now)
    year = today.year
    _enter(cast, person, "degree", _study("bachelor", date(year - 5, 6, 30), years=4), now=now)
    _enter(cast, person, "work", _post(date(year - 5, 8, 1)), now=now)
    _pass(cast, person, "junior", ("comprehensive", "practice"), year=year - 2, now=now)
    _pass(cast, person, "middle", ("law",), year=year, now=now)
    issued_on = date(year - 2, 6, 16)
    _enter(cast, person, "certificate", _certificate("junior", issued_on), now=now)
    _register(person, "junior", add_months(today, -18), kind=RegistrationKind.FIRST, now=now)
    _employ(cast, person, date(year - 5, 8, 1), "社区社工", now=now)
    _train(cast, person, add_months(today, -10), hours=16, now=now)


def _make_middle(cast: Cast, *, now: datetime) -> None:
    """Registered for the third year: it ends in two months, and hours are missing."""
    person, today = cast.middle, day_of(now)
    year = today.year
    _enter(cast, person, "degree", _study("bachelor", date(year - 11, 6, 30), years=4), now=now)
    _enter(cast, person, "work", _post(date(year - 11, 8, 1)), now=now)
    _pass(cast, person, "middle", ("comprehensive", "practice", "law"), year=year - 4, now=now)
    _enter(cast, person, "certificate", _certificate("middle", date(year - 4, 6, 18)), now=now)
    starts_on = add_months(today, -34)
    _register(person, "middle", starts_on, kind=RegistrationKind.FIRST, now=now)
    _employ(cast, person, date(year - 11, 8, 1), "项目主管", now=now)
    for months, hours in ((-26, 24), (-14, 30), (-3, 12)):
        _train(cast, person, add_months(today, months), hours=hours, now=now)


def _make_senior(cast: Cast, *, now: datetime) -> None:
    """At the top: registered, the hours are there, nothing is open."""
    person, today = cast.senior, day_of(now)
    year = today.year
    _enter(cast, person, "degree", _study("master", date(year - 16, 6, 30), years=3), now=now)
    _enter(cast, person, "work", _post(date(year - 16, 8, 1)), now=now)
    _enter(cast, person, "certificate", _certificate("middle", date(year - 9, 6, 18)), now=now)
    _enter(cast, person, "certificate", _certificate("senior", date(year - 2, 12, 1)), now=now)
    _register(person, "senior", add_months(today, -12), kind=RegistrationKind.FIRST, now=now)
    _employ(cast, person, date(year - 16, 8, 1), "督导", now=now)
    for months in (-9, -5, -2):
        _train(cast, person, add_months(today, months), hours=32, now=now)


def _study(level: str, awarded_on: date, *, years: int) -> dict[str, Any]:
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


def _post(starts_on: date) -> dict[str, Any]:
    return {"employer": AGENCY, "starts_on": starts_on, "ends_on": None}


def _certificate(level: str, issued_on: date) -> dict[str, Any]:
    return {"level": level, "issued_on": issued_on, "region": None}


def _enter(
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


def _pass(
    cast: Cast, person: User, level: str, papers: tuple[str, ...], *, year: int, now: datetime
) -> None:
    for paper in papers:
        values = {"level": level, "paper": paper, "year": year, "region": None, "proof_on": None}
        _enter(cast, person, "pass", values, now=now)


def _register(
    person: User, level: str, starts_on: date, *, kind: RegistrationKind, now: datetime
) -> None:
    rows = list_records("certificate", person.id)
    certificate = next(row for row in rows if row.level == level)
    plan = StepPlan(
        step=Step.ISSUED, happened_on=starts_on, starts_on=starts_on, proof="演示20260001"
    )
    registering.enter_registered(
        person.id, certificate.id, kind=kind, body=BODY, plan=plan, now=now
    )


def _employ(
    cast: Cast,
    person: User,
    starts_on: date,
    post: str,
    *,
    is_confirmed: bool = True,
    now: datetime,
) -> None:
    plan = EmploymentPlan(cast.agency.id, "", post, starts_on, None)
    row = employing.state_employment(person.id, plan, now=now)
    if is_confirmed:
        employing.confirm_employment(row, actor_id=cast.manager.id, now=now)


def _train(cast: Cast, person: User, day: date, *, hours: int, now: datetime) -> None:
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
