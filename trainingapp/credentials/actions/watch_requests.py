"""An organisation asks whether it may be told of somebody's credentials: one of its staff, or whoever has a contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from trainingapp.accounts.models import Organisation, User
from trainingapp.accounts.queries import find_user_by_login
from trainingapp.audit.actions import record
from trainingapp.credentials.actions.sharing import check_last_day
from trainingapp.credentials.models.sharing import Watch
from trainingapp.credentials.queries import watching as queries
from trainingapp.credentials.watch_telling import tell_asked
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.identity import mask_mobile, read_email, read_mobile
from trainingapp.rules.watches import REST_DAYS
from trainingapp.web.vault import blind_index


class AskedAlready(RuleViolation):
    """One open request is enough, and a no is respected for a month."""

    message: ClassVar[str] = (
        "You have asked this person already. After a no you may ask again in %(days)s days."
    )


@dataclass(frozen=True, slots=True)
class Request:
    """What an organisation asks for: what it needs the alerts for, and the last Shanghai date of them."""

    organisation: Organisation
    purpose: str
    ends_on: date


def ask_staff(user: User, asked: Request, *, actor_id: int, now: datetime) -> Watch:
    """Ask somebody of one's own staff. :raises AskedAlready: it was done, or they said no within a month."""
    if queries.is_to_rest(asked.organisation.id, user.id, now=now):
        raise AskedAlready(days=REST_DAYS)
    return _ask(asked, user, user.display_name, actor_id=actor_id, now=now)


def ask_contact(contact: str, asked: Request, *, actor_id: int, now: datetime) -> Watch:
    """Ask whoever has this mobile number or e-mail. Nothing tells whether anybody has it, until they answer.

    :raises AskedAlready: under the same contact, whether anybody has it or not.
    """
    number, address = read_mobile(contact), read_email(contact)
    index = blind_index(number or address or contact, queries.CONTACT)
    if queries.is_contact_asked(asked.organisation.id, index, now=now):
        raise AskedAlready(days=REST_DAYS)
    user = find_user_by_login(contact)
    if user is not None and queries.is_to_rest(asked.organisation.id, user.id, now=now):
        user = None  # it looks as if nobody had this contact
    label = mask_mobile(number) if number else mask_address(address or contact)
    watch = _ask(asked, user, label, actor_id=actor_id, now=now)
    watch.contact_index = index
    db.session.flush()
    return watch


def mask_address(address: str) -> str:
    """An e-mail address as it is shown: its first letter and its host."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}***@{host}"


def _ask(asked: Request, user: User | None, label: str, *, actor_id: int, now: datetime) -> Watch:
    check_last_day(asked.ends_on, now=now)
    watch = Watch(
        organisation_id=asked.organisation.id,
        asked_by_id=actor_id,
        user_id=user.id if user else None,
        asked_as=label[:120],
        purpose=asked.purpose,
        ends_on=asked.ends_on,
        asked_at=now,
    )
    db.session.add(watch)
    db.session.flush()
    write_audit("ask_watch", watch, actor_id=actor_id, now=now)
    if user is not None:
        tell_asked(watch, user, asked.organisation, now=now)
    return watch


def write_audit(act: str, watch: Watch, *, actor_id: int, now: datetime) -> None:
    """Note an act on a watch in the log, without a word of whom it is over."""
    record(
        f"credentials.{act}",
        actor_id=actor_id,
        subject="watch",
        subject_id=watch.id,
        detail={"organisation": watch.organisation_id},
        now=now,
    )
