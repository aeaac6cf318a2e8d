"""Keeping the record of a registration: what was applied for, each step, and the certificate of it at the end.

This site registers nobody; it keeps what somebody says of their own application, and where its hours count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select

from trainingapp.audit.actions import record
from trainingapp.credentials.actions.placing import place_hours
from trainingapp.credentials.models.registration import RegistrationCycle, RegistrationStep
from trainingapp.credentials.numbers import seal, unseal
from trainingapp.credentials.queries import registration as queries
from trainingapp.credentials.registration_terms import find_terms
from trainingapp.education.actions.ledger import lock_person
from trainingapp.extensions import db
from trainingapp.rules import registration as rules
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.registration_words import RegistrationKind, Step

PROOF = "registration_cycle.proof"


class ProofMissing(RuleViolation):
    message = "The last step is done when you hold the registration certificate: enter its number."


class TooManyCycles(RuleViolation):
    message = "Nobody has so many registrations of one certificate."


MOST = 20  # sixty years of registrations


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A step as somebody enters it. The days belong to REGISTERED, the number to ISSUED.

    `ends_on` is the first day on which the registration holds no longer; None: as long as the regulation says.
    """

    step: Step
    happened_on: date
    starts_on: date | None = None
    ends_on: date | None = None
    proof: str = ""
    note: str = ""


def begin_application(
    user_id: int, certificate_id: int, *, body: str, now: datetime
) -> RegistrationCycle:
    """Begin the record of an application that is still to be handed in.

    :raises NoResultFound: for anybody else's certificate. :raises NothingToApplyFor: one is under way.
    """
    lock_person(user_id)
    queries.get_certificate(user_id, certificate_id)
    cycles = queries.cycles_by_certificate([certificate_id])[certificate_id]
    return _add(user_id, certificate_id, kind=rules.next_kind(cycles), body=body, now=now)


def enter_registered(
    user_id: int,
    certificate_id: int,
    *,
    kind: RegistrationKind,
    body: str,
    plan: StepPlan,
    now: datetime,
) -> RegistrationCycle:
    """Enter a registration that stands already, with its number where somebody has it at hand.

    :raises NoResultFound: for anybody else's certificate. :raises CyclesOverlap: it shares days with another.
    """
    lock_person(user_id)
    queries.get_certificate(user_id, certificate_id)
    cycle = _add(user_id, certificate_id, kind=kind, body=body, now=now)
    _settle(cycle, plan)
    if plan.proof:
        _prove(cycle, plan)
    _note(cycle, plan, now=now)
    place_hours(user_id, now=now)
    return cycle


def take_step(cycle: RegistrationCycle, plan: StepPlan, *, now: datetime) -> None:
    """Note a step of an application. REGISTERED brings the days and places the hours, ISSUED wants the number.

    :raises StepRefused, StepBeforeLast: see `rules.registration.check_step`. :raises CyclesOverlap: the days are taken.
    :raises ProofMissing: the last step without the number of the registration certificate.
    :raises NoResultFound: it was removed meanwhile.
    """
    lock_person(cycle.user_id)
    cycle = queries.get_cycle(cycle.user_id, cycle.id)  # as another tab may have left it
    last = cycle.steps[-1].happened_on if cycle.steps else None
    rules.check_step(Step(cycle.state), plan.step, last_on=last, happened_on=plan.happened_on)
    if plan.step is Step.REGISTERED:
        _settle(cycle, plan)
    elif plan.step is Step.ISSUED:
        if not plan.proof:
            raise ProofMissing
        _prove(cycle, plan)
    else:
        cycle.state = plan.step
    _note(cycle, plan, now=now)
    if plan.step is Step.REGISTERED:
        place_hours(cycle.user_id, now=now)


def remove_cycle(cycle: RegistrationCycle, *, now: datetime) -> None:
    """Take back what was entered by mistake; its hours are free for another cycle."""
    user_id = cycle.user_id
    lock_person(user_id)
    cycle = queries.get_cycle(user_id, cycle.id)
    _audit("registration.remove", cycle, now=now)
    db.session.delete(cycle)  # the database removes steps and places with it
    db.session.flush()
    place_hours(user_id, now=now)


def read_own_proof(cycle: RegistrationCycle) -> str | None:
    """The whole number of the registration certificate, for its holder's export alone."""
    return unseal(cycle.proof_sealed, PROOF) if cycle.proof_sealed else None


def forget_registrations(user_id: int) -> None:
    """Remove all of it of somebody who leaves; the ledger that it pointed at stays without a person."""
    rows = delete(RegistrationCycle).where(RegistrationCycle.user_id == user_id)
    db.session.execute(rows.execution_options(synchronize_session=False))


def _add(
    user_id: int, certificate_id: int, *, kind: RegistrationKind, body: str, now: datetime
) -> RegistrationCycle:
    own = RegistrationCycle.certificate_id == certificate_id
    number = db.session.scalar(select(func.max(RegistrationCycle.number)).where(own)) or 0
    if number >= MOST:
        raise TooManyCycles
    cycle = RegistrationCycle(
        user_id=user_id,
        certificate_id=certificate_id,
        number=number + 1,
        kind=kind,
        state=Step.NOT_APPLIED,
        body=body,
        entered_at=now,
    )
    db.session.add(cycle)
    db.session.flush()
    _audit("registration.begin", cycle, now=now)
    return cycle


def _settle(cycle: RegistrationCycle, plan: StepPlan) -> None:
    starts_on = plan.starts_on or plan.happened_on
    years = find_terms(on=starts_on).cycle_years
    ends_on = plan.ends_on or rules.add_months(starts_on, 12 * years)
    rules.check_span(starts_on, ends_on, queries.list_siblings(cycle))
    cycle.starts_on, cycle.ends_on, cycle.state = starts_on, ends_on, Step.REGISTERED
    db.session.flush()


def _prove(cycle: RegistrationCycle, plan: StepPlan) -> None:
    sealed = seal(plan.proof, PROOF)
    cycle.proof_sealed, cycle.proof_last4 = sealed.sealed, sealed.last4
    cycle.state = Step.ISSUED


def _note(cycle: RegistrationCycle, plan: StepPlan, *, now: datetime) -> None:
    db.session.add(
        RegistrationStep(
            cycle_id=cycle.id,
            state=cycle.state,
            happened_on=plan.happened_on,
            note=plan.note,
            entered_at=now,
        )
    )
    db.session.flush()
    _audit("registration.step", cycle, now=now)


def _audit(act: str, cycle: RegistrationCycle, *, now: datetime) -> None:
    record(
        act,
        actor_id=cycle.user_id,
        subject="user",
        subject_id=cycle.user_id,
        detail={
            "cycle": cycle.id,
            "certificate": cycle.certificate_id,
            "state": str(cycle.state),
            "ends_on": cycle.ends_on.isoformat() if cycle.ends_on else None,
        },
        now=now,
    )
