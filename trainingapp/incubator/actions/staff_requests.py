"""An agency asks somebody to confirm that they work for it. Only the person can say so (against 挂证)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trainingapp.accounts.queries import find_user_by_login
from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.actions.consenting import give_consent
from trainingapp.incubator.actions.taking_up import take_up
from trainingapp.incubator.contacts import read_contact
from trainingapp.incubator.models import Agency, StaffRequest
from trainingapp.incubator.queries import staff as queries
from trainingapp.incubator.staffing_telling import take_back, tell_managers, tell_person
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.staff_words import Answer

REST = timedelta(days=30)  # after a no, as for watches


class AskedBefore(RuleViolation):
    message = "You have asked this contact already. After a no you may ask again in %(days)s days."


class RequestSettled(RuleViolation):
    message = "This request has been answered or taken back."


@dataclass(frozen=True, slots=True)
class Ask:
    """What an agency says of somebody it asks."""

    contact: str
    post: str
    starts_on: date


def ask_person(agency: Agency, ask: Ask, *, actor_id: int, now: datetime) -> StaffRequest:
    """Ask whoever has this mobile number or e-mail; nothing tells whether anybody has it.

    :raises AskedBefore: under the same contact, while it waits or for a month after a no.
    """
    contact = read_contact(ask.contact)
    db.session.refresh(agency, with_for_update={"of": Agency})  # one request at a time
    if queries.is_asked(agency.id, contact.index, since=now - REST):
        raise AskedBefore(days=REST.days)
    user = find_user_by_login(ask.contact)
    row = StaffRequest(
        agency_id=agency.id,
        user_id=user.id if user else None,
        asked_as=contact.shown,
        contact_index=contact.index,
        post=ask.post,
        starts_on=ask.starts_on,
        asked_by_id=actor_id,
        asked_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _write("ask", row, actor_id=actor_id, now=now)
    if user is not None:
        figures = {"agency": agency.name}
        tell_person(user.id, "staffing.asked", figures, place=_place_of(row), now=now)
    return row


def accept_request(
    row: StaffRequest, *, agrees_to_show: bool, actor_id: int, now: datetime
) -> None:
    """Yes: the employment is stated by the person and confirmed by who asked, if they still manage the agency.

    :param agrees_to_show: the person agrees that the agency sees how their certificates stand.
    :raises RequestSettled: it was answered. :raises EmploymentTwice: one that is over holds the same days.
    """
    _settle(row, Answer.CONFIRMED, now=now)
    take_up(row, actor_id, now=now)
    if agrees_to_show:
        give_consent(actor_id, row.agency, now=now)
    _write("accept", row, actor_id=actor_id, now=now)
    _tell(row, "staffing.answered_yes", {"name": queries.name_of(actor_id)}, now=now)


def deny_request(row: StaffRequest, *, actor_id: int, now: datetime) -> None:
    """No: nothing is written of the person; the agency is told under the contact it used. :raises RequestSettled:"""
    _settle(row, Answer.DENIED, now=now)
    _write("deny", row, actor_id=actor_id, now=now)
    _tell(row, "staffing.answered_no", {"contact": row.asked_as}, now=now)


def withdraw_request(row: StaffRequest, *, actor_id: int, now: datetime) -> None:
    """The agency takes its question back. :raises RequestSettled: it was answered."""
    _settle(row, Answer.WITHDRAWN, now=now)
    _write("withdraw", row, actor_id=actor_id, now=now)


def _settle(row: StaffRequest, answer: Answer, *, now: datetime) -> None:
    db.session.refresh(row, with_for_update={"of": StaffRequest})
    if row.answer is not None:
        raise RequestSettled
    row.answer, row.answered_at = answer, now
    db.session.flush()
    if row.user_id is not None:
        take_back(row.user_id, "staffing.asked", place=_place_of(row))


def _place_of(row: StaffRequest) -> str:
    return f"#request-{row.id}"


def _tell(row: StaffRequest, kind: str, arguments: dict[str, str], *, now: datetime) -> None:
    url = f"/incubation/agencies/{row.agency_id}/team"
    organisation_id, person = row.agency.organisation_id, row.user_id or 0
    tell_managers(organisation_id, kind, arguments, url=url, but=person, now=now)


def _write(act: str, row: StaffRequest, *, actor_id: int, now: datetime) -> None:
    record(
        f"staffing.{act}",
        actor_id=actor_id,
        subject="staff_request",
        subject_id=row.id,
        detail={"agency": row.agency_id},
        now=now,
    )
