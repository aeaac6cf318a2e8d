"""The demonstration's credentials: what Lin says of studies and work, a decision on it, and an open course record."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import exists, select

from trainingapp.accounts.models import User
from trainingapp.credentials.actions import claiming, deciding, holding
from trainingapp.credentials.models import Credential
from trainingapp.credentials.queries.verifiable import list_completed
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.eligibility import Target


def make_credentials(learner: User, *, now: datetime) -> None:
    """Make all of it, unless a credential was ever issued."""
    if db.session.scalar(select(exists().where(Credential.id.is_not(None)))):
        return
    year = day_of(now).year
    _enter(learner, year, now=now)
    target = Target("junior_exam", year + 1, None)
    deciding.keep_decision(learner.id, target, actor_id=learner.id, now=now)
    for enrolment in list_completed(learner.id)[:1]:
        credential = holding.ask_for_course(learner.id, enrolment.course_id, now=now)
        holding.set_open(credential, True, now=now)


def _enter(learner: User, year: int, *, now: datetime) -> None:
    degree = {
        "institution_name": "滨江师范大学（演示，虚构）",
        "level": "bachelor",
        "kind": "degree",
        "major_as_printed": "汉语言文学",
        "is_social_work": False,
        "mode": "full_time",
        "enrolled_on": date(year - 9, 9, 1),
        "awarded_on": date(year - 5, 6, 30),
        "expected_on": None,
    }
    work = {
        "employer": "邻里社会工作服务中心（演示，虚构）",
        "starts_on": date(year - 2, 3, 1),
        "ends_on": None,
    }
    claiming.enter_record(learner.id, "degree", degree, now=now)
    claiming.enter_record(learner.id, "work", work, now=now)
