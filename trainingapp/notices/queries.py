"""Reads of notices and mail."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from trainingapp.extensions import db
from trainingapp.notices.models import Mail, Notice


def select_unread(user_id: ColumnElement[int] | InstrumentedAttribute[int]) -> Select[int]:
    """The number of somebody's unread notices, as a part of another statement."""
    return select(func.count()).where(Notice.user_id == user_id, Notice.read_at.is_(None))


_UNREAD = select_unread(bindparam("user"))


def count_unread(user_id: int) -> int:
    """How many of somebody's notices are unread."""
    return db.session.scalar(_UNREAD, {"user": user_id}) or 0


def list_notices(user_id: int) -> Select[Notice]:
    """Somebody's notices, the newest first."""
    return select(Notice).where(Notice.user_id == user_id).order_by(Notice.id.desc())


def list_all_notices(user_id: int) -> Sequence[Notice]:
    """Every notice somebody was given, the newest first; for the export of one's own data."""
    return db.session.scalars(list_notices(user_id)).all()


def get_notice_for(user_id: int, notice_id: int) -> Notice:
    """One of somebody's own notices. :raises NoResultFound: for anybody else's."""
    rows = select(Notice).where(Notice.id == notice_id, Notice.user_id == user_id)
    return db.session.scalars(rows).one()


def read_arguments(notice: Notice) -> Mapping[str, object]:
    """What fills the places of a notice's sentence."""
    found: dict[str, object] = json.loads(notice.arguments)
    return found


def list_mail() -> Select[Mail]:
    """Every mail, the newest first."""
    return select(Mail).order_by(Mail.id.desc())


def list_mail_numbers() -> set[int]:
    """The numbers of all mails that are stored."""
    return set(db.session.scalars(select(Mail.id)))


def get_mail(mail_id: int) -> Mail:
    """One mail. :raises NoResultFound: when there is none."""
    return db.session.get_one(Mail, mail_id)
