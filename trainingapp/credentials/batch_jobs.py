"""What the worker does for sheets of graduates: tells those who can be told, forgets what nobody confirmed."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _

from trainingapp.credentials.actions.batches import forget_waiting
from trainingapp.credentials.actions.graduates import index_name
from trainingapp.credentials.models.batches import DegreeBatch
from trainingapp.credentials.queries.offers import list_people
from trainingapp.extensions import db
from trainingapp.jobs.registry import every, job
from trainingapp.notices.actions import notify, withdraw
from trainingapp.notices.kinds import register_kind

OFFERED = "credentials.degree_offered"
URL = "/eligibility/offers"

register_kind(
    OFFERED, _("%(university)s has registered a degree record under your name. Is it yours?")
)


@job("credentials.tell_graduates")
def tell_graduates(*, batch_id: int, now: datetime) -> None:
    """Give a notice to those whose identity number and name stand in a loaded sheet; a second run replaces it."""
    batch = db.session.get(DegreeBatch, batch_id)
    if batch is None:
        return
    for user_id, name, name_index in list_people(batch_id):
        if index_name(name) == name_index:
            withdraw(user_id=user_id, kinds=(OFFERED,), url=URL)
            told = {"university": batch.organisation.name}
            notify(user_id=user_id, kind=OFFERED, arguments=told, url=URL, now=now)


@every(seconds=24 * 60 * 60, name="credentials.forget_sheets")
def forget_sheets(*, now: datetime) -> None:
    """Remove sheets that were checked a week ago and never confirmed."""
    forget_waiting(now=now)
