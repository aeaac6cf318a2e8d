"""Staff of agencies for tests: employed, confirmed, with terms that they agreed to, consent and papers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_incubator import NOON, TODAY, written
from trainingapp.accounts.models import User
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.models.employment import Employment
from trainingapp.credentials.models.registration import RegistrationCycle
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    AgencyConsent,
    EmploymentTerms,
    RegistrationPlace,
    StaffPost,
    StaffRequest,
    Supervision,
    SupervisionTalk,
)
from trainingapp.web.transactions import writing

LONG_AGO = datetime(2024, 3, 1, 4, 0, tzinfo=UTC)
BEGAN = date(2024, 3, 1)
_numbers = count(1)


def make_job(agency: Agency, user: User | None = None, **changes: Any) -> Employment:
    """A confirmed employment at the agency since March 2024; `user` a new person."""
    user = user or make_user(f"社工{next(_numbers)}")
    values: dict[str, Any] = {
        "user_id": user.id,
        "organisation_id": agency.organisation_id,
        "post": "社工",
        "starts_on": BEGAN,
        "state": "confirmed",
        "confirmed_at": LONG_AGO,
        "entered_at": LONG_AGO,
        **changes,
    }
    return written(Employment(**values))  # type: ignore[no-any-return]


def make_terms(agency: Agency, job: Employment, **changes: Any) -> EmploymentTerms:
    """Full-time terms of the job, confirmed by the person; `answer=None`: they have not answered."""
    answer = changes.pop("answer", "confirmed")
    values: dict[str, Any] = {
        "agency_id": agency.id,
        "employment_id": job.id,
        "form": "full_time",
        "share": Decimal("1.00"),
        "contract_signed_on": BEGAN,
        "insured_from": BEGAN,
        "entered_at": LONG_AGO,
        "answer": answer,
        "answered_at": LONG_AGO if answer else None,
        **changes,
    }
    return written(EmploymentTerms(**values))  # type: ignore[no-any-return]


def make_consent(agency: Agency, user: User, **changes: Any) -> AgencyConsent:
    """The person agrees that the agency sees how their papers stand."""
    row = AgencyConsent(user_id=user.id, agency_id=agency.id, given_at=LONG_AGO, **changes)
    return written(row)  # type: ignore[no-any-return]


def make_member(agency: Agency, user: User | None = None, **changes: Any) -> User:
    """Somebody who works full time for the agency, with terms confirmed and consent given; nothing held yet."""
    user = user or make_user(f"社工{next(_numbers)}")
    job = make_job(agency, user)
    make_terms(agency, job, **changes)
    make_consent(agency, user)
    return user


def hold_certificate(user: User, level: str = "junior", **changes: Any) -> NationalCertificate:
    """A verified national certificate of the person."""
    values = {"issued_on": date(2023, 6, 11), "status": "verified", "entered_at": LONG_AGO}
    row = NationalCertificate(user_id=user.id, level=level, **values | changes)
    return written(row)  # type: ignore[no-any-return]


def register(
    certificate: NationalCertificate,
    starts_on: date = BEGAN,
    ends_on: date = date(2027, 3, 1),
    *,
    area: str = "",
) -> RegistrationCycle:
    """A registration of the certificate; in `area` when its person has said where."""
    number = db.session.query(RegistrationCycle).filter_by(certificate_id=certificate.id).count()
    cycle = RegistrationCycle(
        user_id=certificate.user_id,
        certificate_id=certificate.id,
        number=number + 1,
        kind="first" if number == 0 else "renewal",
        state="issued",
        body="民政局",
        starts_on=starts_on,
        ends_on=ends_on,
        entered_at=LONG_AGO,
    )
    written(cycle)
    if area:
        written(
            RegistrationPlace(
                cycle_id=cycle.id, user_id=cycle.user_id, area_code=area, entered_at=LONG_AGO
            )
        )
    return cycle


def hold_degree(user: User, level: str = "bachelor", **changes: Any) -> DegreeRecord:
    """A verified degree in social work of the person."""
    values: dict[str, Any] = {
        "institution_name": "滨江大学",
        "major_as_printed": "社会工作",
        "is_social_work": True,
        "kind": "graduation",
        "mode": "full_time",
        "enrolled_on": date(2016, 9, 1),
        "awarded_on": date(2020, 7, 1),
        "status": "verified",
        "entered_at": LONG_AGO,
        **changes,
    }
    return written(DegreeRecord(user_id=user.id, level=level, **values))  # type: ignore[no-any-return]


def make_team(agency: Agency, qualified: int, full_time: int) -> list[User]:
    """A team of so many full-time people, so many of them with a certificate that is registered until March 2027."""
    people = [make_member(agency) for _one in range(full_time)]
    for user in people[:qualified]:
        register(hold_certificate(user))
    return people


def make_post(agency: Agency, title: str = "一线社工", **changes: Any) -> StaffPost:
    """A post on the front-line ladder."""
    values = {"ladder": "front", "entered_at": NOON, **changes}
    return written(StaffPost(agency_id=agency.id, title=title, **values))  # type: ignore[no-any-return]


def make_request(agency: Agency, user: User | None, asker: User, **changes: Any) -> StaffRequest:
    """The agency asks somebody to confirm that they work for it."""
    values: dict[str, Any] = {
        "user_id": user.id if user else None,
        "asked_as": "138****0000",
        "post": "社工",
        "starts_on": BEGAN,
        "asked_by_id": asker.id,
        "asked_at": NOON - timedelta(days=1),
        **changes,
    }
    return written(StaffRequest(agency_id=agency.id, **values))  # type: ignore[no-any-return]


def make_supervision(
    agency: Agency, supervisor: User, supervised: User, **changes: Any
) -> Supervision:
    """Somebody supervises somebody since March 2024."""
    values = {"starts_on": BEGAN, "entered_at": LONG_AGO, **changes}
    row = Supervision(
        agency_id=agency.id, supervisor_id=supervisor.id, supervised_id=supervised.id, **values
    )
    return written(row)  # type: ignore[no-any-return]


def make_talk(supervision: Supervision, minutes: int = 60, **changes: Any) -> SupervisionTalk:
    """A single talk of a week ago that both sides have confirmed."""
    values: dict[str, Any] = {
        "held_on": TODAY - timedelta(days=7),
        "kind": "single",
        "entered_at": NOON,
        "supervisor_said_at": NOON,
        "supervised_said_at": NOON,
        **changes,
    }
    row = SupervisionTalk(supervision_id=supervision.id, minutes=minutes, **values)
    return written(row)  # type: ignore[no-any-return]


def settle() -> None:
    """Read every row that the test holds and let go of it, so that requests take nothing from its hands."""
    for row in list(db.session):
        db.session.refresh(row)
    db.session.expunge_all()


def enter_as(client: FlaskClient, user: User) -> None:
    """Sign somebody in; what the test holds stays readable."""
    settle()
    sign_in(client, user)


def change(row: Any, **values: Any) -> None:
    """Change a row as its own pages would, committed."""
    with writing():
        stored = db.session.get_one(type(row), row.id)
        for name, value in values.items():
            setattr(stored, name, value)
        db.session.commit()
