"""The demonstration's shares: what Lin shows an employer, who is told with consent, and who is in the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from trainingapp.accounts.models import Organisation, User
from trainingapp.credentials.actions import register, sharing, watch_requests, watching
from trainingapp.credentials.actions.alerting import tell_dates
from trainingapp.credentials.actions.certificate_numbers import set_number
from trainingapp.credentials.actions.names import keep_name
from trainingapp.credentials.models.sharing import Share
from trainingapp.credentials.queries.facts import list_records
from trainingapp.credentials.queries.register import VERIFIED
from trainingapp.credentials.queries.sharing import list_sharable
from trainingapp.education.days import day_of
from trainingapp.extensions import db

QUARTER = timedelta(days=90)
NUMBER = "00000000000000%04d"  # nobody has it


@dataclass(frozen=True, slots=True)
class Cast:
    """Who shares, who is watched, who is in the register, and the agency that asks."""

    learner: User
    watched: User
    listed: User
    manager: User
    agency: Organisation


def make_sharing(cast: Cast, *, now: datetime) -> None:
    """Make all of it, unless something was ever shared."""
    if db.session.scalar(select(exists().where(Share.id.is_not(None)))):
        return
    _share(cast, now=now)
    last = day_of(now) + QUARTER
    asked = watch_requests.Request(cast.agency, "入职核验与在职提醒", last)
    watch_requests.ask_contact(cast.learner.email or "", asked, actor_id=cast.manager.id, now=now)
    watch = watch_requests.ask_contact(
        cast.watched.email or "", asked, actor_id=cast.manager.id, now=now
    )
    watching.consent(watch, watching.Answer(last, covers_registration=True), now=now)
    tell_dates(now=now)
    _list(cast.listed, now=now)


def _share(cast: Cast, *, now: datetime) -> None:
    """An open share that the agency's manager has looked at, and one that was ended."""
    credentials = [one.public_id for one in list_sharable(cast.learner.id)]
    for recipient in ("滨江区街道", "春晖人事"):
        choice = sharing.Choice(
            recipient,
            day_of(now) + QUARTER,
            credentials=credentials,
            parts=["degrees", "education"],
        )
        share = sharing.open_share(cast.learner.id, choice, now=now)
        sharing.note_view(share.id, "phone", viewer_id=cast.manager.id, now=now)
        if recipient == "滨江区街道":
            sharing.end_share(share, now=now)


def _list(person: User, *, now: datetime) -> None:
    """The consent of somebody whose certificates are verified."""
    keep_name(person.id, person.display_name, actor_id=None, now=now)
    rows = list_records("certificate", person.id)
    certificates = [one for one in rows if one.status in VERIFIED]
    for place, certificate in enumerate(certificates):
        if certificate.number_last4 is None:
            set_number(certificate, NUMBER % (2345 + 4321 * place), now=now)
    if certificates:
        register.give_consent(person.id, now=now)
