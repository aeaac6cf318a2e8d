"""Registrations, placed hours and employments for tests, made by the part's own acts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tests.committing import written
from tests.factories_eligibility import make_claim
from trainingapp.accounts.models import User
from trainingapp.credentials.actions import employing, placing, registering
from trainingapp.credentials.actions.certificate_numbers import set_number
from trainingapp.credentials.actions.employing import EmploymentPlan
from trainingapp.credentials.actions.registering import StepPlan
from trainingapp.credentials.models.registration import CeAllocation, RegistrationCycle
from trainingapp.credentials.queries import employment, registration as queries
from trainingapp.education.actions import ledger
from trainingapp.extensions import db
from trainingapp.rules.registration_words import RegistrationKind, Step

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
START, END = date(2024, 3, 1), date(2027, 3, 1)
PASSED = date(2023, 6, 11)
NUMBER = "202306113310000123"


def make_certificate(
    user: User, level: str = "junior", status: str = "verified", **changes: Any
) -> int:
    """A committed certificate; its id."""
    values = {"level": level, "issued_on": PASSED, **changes}
    return make_claim(user, "certificate", values, status)


def number_it(user: User, certificate_id: int, number: str = NUMBER) -> None:
    """The certificate with its number."""
    written(lambda: set_number(queries.get_certificate(user.id, certificate_id), number, now=NOON))


def make_cycle(
    user: User,
    certificate_id: int,
    starts_on: date = START,
    ends_on: date | None = None,
    *,
    proof: str = "登20240301001",
    kind: RegistrationKind = RegistrationKind.FIRST,
) -> int:
    """A committed registration that stands, with its certificate unless `proof` is empty; its id."""
    plan = StepPlan(Step.REGISTERED, starts_on, starts_on, ends_on, proof)
    return written(
        lambda: (
            registering.enter_registered(
                user.id, certificate_id, kind=kind, body="滨江区民政局", plan=plan, now=NOON
            ).id
        )
    )


def begin(user: User, certificate_id: int) -> int:
    """A committed application that is still to be handed in; its id."""
    return written(
        lambda: (
            registering.begin_application(user.id, certificate_id, body="滨江区民政局", now=NOON).id
        )
    )


def step(user: User, cycle_id: int, word: Step, day: date = TODAY, **changes: Any) -> None:
    """A committed step."""
    plan = StepPlan(word, day, **changes)
    written(lambda: registering.take_step(queries.get_cycle(user.id, cycle_id), plan, now=NOON))


def get_cycle(user: User, cycle_id: int) -> RegistrationCycle:
    """A cycle as it is stored."""
    db.session.rollback()
    return queries.get_cycle(user.id, cycle_id)


def place(user: User) -> int:
    """Place the hours of somebody; how many were placed."""
    return written(lambda: placing.place_hours(user.id, now=NOON))


def places() -> dict[int, int]:
    """Every entry that counts somewhere, by id."""
    db.session.rollback()
    return {row.entry_id: row.cycle_id for row in db.session.query(CeAllocation)}


def correct(user: User, entry_id: int, minutes: int, actor: User) -> None:
    """A committed correction of an entry."""
    written(
        lambda: ledger.correct_entry(
            user.id,
            entry_id,
            minutes=minutes,
            reason="重复登记",
            actor_id=actor.id,
            now=NOON,
        )
    )


def make_employment(user: User, organisation_id: int | None, **changes: Any) -> int:
    """A committed employment as it is stated; its id."""
    values: dict[str, Any] = {
        "organisation_id": organisation_id,
        "employer_name": "" if organisation_id else "滨江街道办事处",
        "post": "社工",
        "starts_on": date(2025, 3, 1),
        "ends_on": None,
        **changes,
    }
    plan = EmploymentPlan(**values)
    return written(lambda: employing.state_employment(user.id, plan, now=NOON).id)


def confirm(user: User, employment_id: int, actor: User) -> None:
    """A committed confirmation."""
    written(
        lambda: employing.confirm_employment(
            employment.get_own(user.id, employment_id), actor_id=actor.id, now=NOON
        )
    )
