"""Writing to members of a class: kept with whom it went to, and told once by notice and by mail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select

from trainingapp.accounts.models import User
from trainingapp.audit.actions import record
from trainingapp.classes.models import Cohort, CohortMessage, MessageRecipient
from trainingapp.classes.queries.cohorts import member_ids
from trainingapp.classes.queries.messages import get_by_token, list_recipients
from trainingapp.extensions import db
from trainingapp.jobs.actions import enqueue, insert
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.errors import RuleViolation

register_kind("classes.message", _("%(teacher)s wrote to you about the class “%(cohort)s”."))

Mailer = Callable[[User, CohortMessage], None]


class NobodyToWrite(RuleViolation):
    message = "None of these people is in the class any more."


class FormUsed(RuleViolation):
    message = "This form was used already. Open it anew."


def send_message(
    cohort: Cohort, text: str, *, to: Collection[int], token: str, author_id: int, now: datetime
) -> CohortMessage:
    """Write to those of the people who are in the class. The same form sent again is the same message.

    :raises NobodyToWrite: when none of them is; :raises FormUsed: by somebody else.
    """
    recipients = sorted(set(to) & set(member_ids(cohort.id)))
    if not recipients:
        raise NobodyToWrite
    row = insert(CohortMessage).values(
        cohort_id=cohort.id, author_id=author_id, token=token, text=text, made_at=now
    )
    is_new = db.session.scalar(row.on_conflict_do_nothing().returning(CohortMessage.id)) is not None
    message = get_by_token(token)
    if (message.cohort_id, message.author_id) != (cohort.id, author_id):
        raise FormUsed
    if is_new:
        _address(message, recipients, now=now)
    return message


def _address(message: CohortMessage, recipients: Sequence[int], *, now: datetime) -> None:
    rows = [{"message_id": message.id, "user_id": user} for user in recipients]
    db.session.execute(insert(MessageRecipient), rows)
    enqueue("classes.tell_message", message_id=message.id)
    record(
        "classes.send_message",
        actor_id=message.author_id,
        subject="cohort",
        subject_id=message.cohort_id,
        detail={"message": message.id, "recipients": recipients},
        now=now,
    )


def tell_message(message_id: int, *, mail: Mailer, now: datetime) -> None:
    """Give every recipient a notice and a mail, once however often this runs.

    Who has left the site in the meantime has no row any more.
    """
    row = select(CohortMessage).where(CohortMessage.id == message_id).with_for_update()
    message = db.session.scalars(row).one_or_none()
    if message is None or message.told_at is not None:
        return
    message.told_at = now
    arguments = {
        "teacher": message.author.display_name,
        "cohort": message.cohort.title["zh"],
    }
    url = f"/classes/messages/{message.id}"
    for person in db.session.scalars(list_recipients(message.id)).all():
        notify(user_id=person.id, kind="classes.message", arguments=arguments, url=url, now=now)
        mail(person, message)


def forget_messages(user_id: int) -> None:
    """Remove what somebody received, and empty what they wrote, when they leave the site."""
    db.session.execute(delete(MessageRecipient).where(MessageRecipient.user_id == user_id))
    written = select(CohortMessage).where(CohortMessage.author_id == user_id)
    for message in db.session.scalars(written):
        message.text = ""
    db.session.flush()
