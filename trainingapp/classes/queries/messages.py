"""Messages of teachers to members: what a class has been sent, and what somebody received."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import User
from trainingapp.classes.models import CohortMessage, MessageRecipient
from trainingapp.extensions import db


def list_messages(cohort_id: int) -> Select[CohortMessage]:
    """What teachers of a class have sent, the latest first."""
    return (
        select(CohortMessage)
        .where(CohortMessage.cohort_id == cohort_id)
        .options(joinedload(CohortMessage.author))
        .order_by(CohortMessage.made_at.desc(), CohortMessage.id.desc())
    )


def get_message(cohort_id: int, message_id: int) -> CohortMessage:
    """A message of this class. :raises NoResultFound: of another."""
    return db.session.scalars(list_messages(cohort_id).where(CohortMessage.id == message_id)).one()


def get_by_token(token: str) -> CohortMessage:
    """The message that was sent from the form with this token. :raises NoResultFound: when none was."""
    return db.session.scalars(select(CohortMessage).where(CohortMessage.token == token)).one()


def count_recipients(messages: Collection[int]) -> Mapping[int, int]:
    """To how many people each message went."""
    query = (
        select(MessageRecipient.message_id, func.count())
        .where(MessageRecipient.message_id.in_(messages))
        .group_by(MessageRecipient.message_id)
    )
    return {message: count for message, count in db.session.execute(query)}


def list_recipients(message_id: int) -> Select[User]:
    """To whom a message went, by name."""
    return (
        select(User)
        .join(MessageRecipient, MessageRecipient.user_id == User.id)
        .where(MessageRecipient.message_id == message_id)
        .order_by(User.display_name, User.id)
    )


def get_received(user_id: int, message_id: int) -> CohortMessage:
    """A message that went to somebody, also after they have left the class. :raises NoResultFound: for others' ones."""
    return db.session.scalars(list_received(user_id).where(CohortMessage.id == message_id)).one()


def list_received(user_id: int) -> Select[CohortMessage]:
    """What somebody was written, the latest first."""
    return (
        select(CohortMessage)
        .join(MessageRecipient, MessageRecipient.message_id == CohortMessage.id)
        .where(MessageRecipient.user_id == user_id)
        .options(joinedload(CohortMessage.author), joinedload(CohortMessage.cohort))
        .order_by(CohortMessage.made_at.desc(), CohortMessage.id.desc())
    )


def list_written(user_id: int) -> Sequence[CohortMessage]:
    """What somebody wrote as a teacher, for their own copy of their data."""
    query = select(CohortMessage).where(CohortMessage.author_id == user_id)
    return db.session.scalars(query.order_by(CohortMessage.id)).all()
