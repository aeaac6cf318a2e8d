"""What a person's export holds of registrations and employments, and what goes when they leave."""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.credentials.actions.certificate_numbers import read_own_number
from trainingapp.credentials.actions.employing import forget_employments
from trainingapp.credentials.actions.registering import forget_registrations, read_own_proof
from trainingapp.credentials.models.employment import Employment
from trainingapp.credentials.models.registration import RegistrationReminder
from trainingapp.credentials.queries.facts import list_records
from trainingapp.credentials.queries.hours import list_placed
from trainingapp.credentials.queries.registration import list_cycles
from trainingapp.extensions import db


def _numbers(user_id: int) -> Rows:
    rows = list_records("certificate", user_id)
    return [{"certificate": row.id, "number": read_own_number(row)} for row in rows]


def _cycles(user_id: int) -> Rows:
    return [
        {
            "certificate": row.certificate_id,
            "number": row.number,
            "kind": row.kind,
            "state": row.state,
            "body": row.body,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "proof": read_own_proof(row),
            "entered_at": row.entered_at,
        }
        for row in list_cycles(user_id)
    ]


def _steps(user_id: int) -> Rows:
    return [
        {
            "cycle": row.id,
            "state": step.state,
            "happened_on": step.happened_on,
            "note": step.note,
            "entered_at": step.entered_at,
        }
        for row in list_cycles(user_id)
        for step in row.steps
    ]


def _places(user_id: int) -> Rows:
    rows = sorted(list_placed(user_id).items())
    return [{"entry": entry, "cycle": cycle} for entry, cycle in rows]


def _reminders(user_id: int) -> Rows:
    own = [row.id for row in list_records("certificate", user_id)]
    query = select(RegistrationReminder).where(RegistrationReminder.certificate_id.in_(own))
    return [
        {"kind": row.kind, "due_on": row.due_on, "days": row.days, "sent_at": row.sent_at}
        for row in db.session.scalars(query.order_by(RegistrationReminder.id))
    ]


def _employments(user_id: int) -> Rows:
    query = select(Employment).where(Employment.user_id == user_id).order_by(Employment.id)
    return [
        {
            "employer": row.organisation.name if row.organisation else row.employer_name,
            "post": row.post,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "state": row.state,
            "confirmed_at": row.confirmed_at,
            "history": [
                f"{event.at.isoformat()} {event.act} {event.reason}" for event in row.events
            ],
        }
        for row in db.session.scalars(query)
    ]


def register_registrations() -> None:
    """Add all of it to everybody's export; it goes when they leave, before the certificates do."""
    register_exporter("certificate_numbers", _numbers)
    register_exporter("registration_cycles", _cycles)
    register_exporter("registration_steps", _steps)
    register_exporter("registration_hours", _places)
    register_exporter("registration_reminders", _reminders)
    register_exporter("employments", _employments)
    register_eraser("certificate_registrations", forget_registrations)
    register_eraser("employments", forget_employments)
