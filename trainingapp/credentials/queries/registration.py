"""Somebody's certificates with the registration of each: cycles, how it stands, and the hours of every cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.models import Level
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.degrees import RecordStatus
from trainingapp.credentials.models.registration import RegistrationCycle, RegistrationReminder
from trainingapp.credentials.queries.hours import LedgerRow, list_ledger, list_placed
from trainingapp.credentials.registration_terms import find_hours, find_terms
from trainingapp.extensions import db
from trainingapp.rules import registration as rules, registration_hours as hours
from trainingapp.rules.registration_words import RegistrationKind, Step


@dataclass(frozen=True, slots=True)
class CycleHours:
    """A cycle of the record, and, once it is registered, the hours that count in it."""

    row: RegistrationCycle
    span: hours.Span | None
    entries: Sequence[LedgerRow]
    tally: hours.Tally | None
    forecast: hours.Forecast | None


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate, its cycles from the first to the last, and how its registration stands."""

    certificate: NationalCertificate
    cycles: Sequence[CycleHours]
    situation: rules.Situation

    @property
    def current(self) -> CycleHours | None:
        """The cycle in force."""
        cycle = self.situation.cycle
        return next((one for one in self.cycles if cycle and one.row.id == cycle.id), None)


def list_held(user_id: int, *, today: date) -> list[Held]:
    """Everything about the registration of somebody's certificates, in five statements. Rejected ones are left out."""
    cycles = list_cycles(user_id)
    ledger = list_ledger(user_id)
    spans = list_spans(cycles)
    known = {span.id for span in spans}
    stored = {entry: cycle for entry, cycle in list_placed(user_id).items() if cycle in known}
    placed = hours.place_entries((row.entry for row in ledger), spans, stored)
    return [
        _hold(
            certificate,
            [row for row in cycles if row.certificate_id == certificate.id],
            {row.entry.id: row for row in ledger},
            placed,
            today=today,
        )
        for certificate in list_certificates(user_id)
    ]


def _hold(
    certificate: NationalCertificate,
    rows: Sequence[RegistrationCycle],
    ledger: Mapping[int, LedgerRow],
    placed: Mapping[int, int],
    *,
    today: date,
) -> Held:
    views = []
    for row in rows:
        span = span_of(row)
        own = [ledger[entry] for entry, cycle in placed.items() if cycle == row.id]
        own.sort(key=lambda one: (one.entry.earned_on, one.entry.id))
        counted = hours.tally((one.entry for one in own), span.required) if span else None
        coming = hours.forecast(span, counted, today) if span and counted else None
        views.append(CycleHours(row, span, own, counted, coming))
    found = rules.situation(
        certificate.issued_on, [cycle_of(row) for row in rows], find_terms(on=today), today
    )
    return Held(certificate, views, found)


def cycle_of(row: RegistrationCycle) -> rules.Cycle:
    """A cycle for the rules."""
    return rules.Cycle(
        row.id, RegistrationKind(row.kind), Step(row.state), row.starts_on, row.ends_on
    )


def span_of(row: RegistrationCycle) -> hours.Span | None:
    """A registered cycle and the minutes that its level asks for by the standard of its first day."""
    if row.starts_on is None or row.ends_on is None:
        return None
    standard = find_hours(on=row.starts_on)
    figure = standard.hours_of_cycle(Level(row.certificate.level))
    required = figure.value * standard.minutes_per_hour.value if figure else 0
    return hours.Span(row.id, row.starts_on, row.ends_on, required)


def list_spans(cycles: Sequence[RegistrationCycle]) -> list[hours.Span]:
    """The registered ones among these cycles in which hours count: none of a certificate that was rejected."""
    return [
        span
        for row in cycles
        if row.certificate.status != RecordStatus.REJECTED and (span := span_of(row))
    ]


def list_certificates(user_id: int) -> Sequence[NationalCertificate]:
    """Somebody's certificates, the highest level first, without those that were rejected."""
    query = select(NationalCertificate).where(
        NationalCertificate.user_id == user_id, NationalCertificate.status != RecordStatus.REJECTED
    )
    rows = db.session.scalars(query.order_by(NationalCertificate.id))
    return sorted(rows, key=lambda row: list(Level).index(Level(row.level)), reverse=True)


def get_certificate(user_id: int, certificate_id: int) -> NationalCertificate:
    """One of somebody's certificates. :raises NoResultFound: of anybody else."""
    query = select(NationalCertificate).where(
        NationalCertificate.id == certificate_id, NationalCertificate.user_id == user_id
    )
    return db.session.scalars(query).one()


def list_cycles(user_id: int) -> list[RegistrationCycle]:
    """Somebody's cycles from the earliest to the latest; those not yet registered come last."""
    query = (
        select(RegistrationCycle)
        .where(RegistrationCycle.user_id == user_id)
        .options(joinedload(RegistrationCycle.certificate), selectinload(RegistrationCycle.steps))
        .order_by(RegistrationCycle.number)
    )
    rows = list(db.session.scalars(query.execution_options(populate_existing=True)))
    return sorted(rows, key=lambda row: row.starts_on or date.max)


def get_cycle(user_id: int, cycle_id: int) -> RegistrationCycle:
    """One of somebody's cycles with its steps. :raises NoResultFound: of anybody else."""
    query = (
        select(RegistrationCycle)
        .where(RegistrationCycle.id == cycle_id, RegistrationCycle.user_id == user_id)
        .options(joinedload(RegistrationCycle.certificate), selectinload(RegistrationCycle.steps))
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def list_siblings(cycle: RegistrationCycle) -> list[rules.Cycle]:
    """The other cycles of the same certificate."""
    query = select(RegistrationCycle).where(
        RegistrationCycle.certificate_id == cycle.certificate_id, RegistrationCycle.id != cycle.id
    )
    return [cycle_of(row) for row in db.session.scalars(query)]


def has_cycles(certificate_id: int) -> bool:
    """Whether a certificate has any registration on this site."""
    query = select(RegistrationCycle.id).where(RegistrationCycle.certificate_id == certificate_id)
    return db.session.scalar(query.limit(1)) is not None


def list_ending(*, today: date, most_days: int) -> Sequence[NationalCertificate]:
    """The certificates of which somebody may have to be reminded: an end of theirs lies so few days ahead."""
    terms = find_terms(on=today)
    last = today + timedelta(days=most_days)
    years = 12 * terms.first_within_years
    ends = exists().where(
        RegistrationCycle.certificate_id == NationalCertificate.id,
        RegistrationCycle.ends_on > today,
        RegistrationCycle.ends_on <= last,
    )
    # A day more on each side: months differ in length, and the rules decide.
    is_new = NationalCertificate.issued_on.between(
        rules.add_months(today, -years) - timedelta(days=3),
        rules.add_months(last, -years) + timedelta(days=3),
    )
    query = select(NationalCertificate).where(
        NationalCertificate.status != RecordStatus.REJECTED, or_(ends, is_new)
    )
    return db.session.scalars(query.order_by(NationalCertificate.id)).all()


def cycles_by_certificate(certificates: Sequence[int]) -> dict[int, list[rules.Cycle]]:
    """The cycles of each of these certificates, for the rules."""
    query = (
        select(RegistrationCycle)
        .where(RegistrationCycle.certificate_id.in_(certificates))
        .order_by(RegistrationCycle.number)
    )
    found: dict[int, list[rules.Cycle]] = {number: [] for number in certificates}
    for row in db.session.scalars(query):
        found[row.certificate_id].append(cycle_of(row))
    return found


def reminders_sent(certificates: Sequence[int]) -> dict[tuple[int, date], set[int]]:
    """Which reminders were sent, by certificate and the day they are about."""
    query = select(RegistrationReminder).where(
        RegistrationReminder.certificate_id.in_(certificates)
    )
    found: dict[tuple[int, date], set[int]] = {}
    for row in db.session.scalars(query):
        found.setdefault((row.certificate_id, row.due_on), set()).add(row.days)
    return found
