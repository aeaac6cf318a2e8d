"""Numbers of certificates as the office reads them: the same number in several accounts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, distinct, func, select

from trainingapp.accounts.models import User
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.extensions import db


def list_numbered() -> Select[NationalCertificate]:
    """The certificates with a number; those that several accounts have entered come first, then the newest."""
    doubled = _doubled_indexes()
    return (
        select(NationalCertificate)
        .where(NationalCertificate.number_index.is_not(None))
        .order_by(
            NationalCertificate.number_index.not_in(doubled),
            NationalCertificate.id.desc(),
        )
    )


def _doubled_indexes() -> Select[str | None]:
    accounts = func.count(distinct(NationalCertificate.user_id))
    return (
        select(NationalCertificate.number_index)
        .where(NationalCertificate.number_index.is_not(None))
        .group_by(NationalCertificate.number_index)
        .having(accounts > 1)
    )


def find_doubled(rows: Sequence[NationalCertificate]) -> set[int]:
    """Which of these certificates have a number that another account has entered too."""
    wanted = [row.number_index for row in rows]
    query = _doubled_indexes().where(NationalCertificate.number_index.in_(wanted))
    found = set(db.session.scalars(query))
    return {row.id for row in rows if row.number_index in found}


def get_numbered(certificate_id: int) -> NationalCertificate:
    """One certificate with a number. :raises NoResultFound: when there is none."""
    query = select(NationalCertificate).where(
        NationalCertificate.id == certificate_id, NationalCertificate.number_index.is_not(None)
    )
    return db.session.scalars(query).one()


def get_holder(certificate: NationalCertificate) -> User:
    """The person who has entered it."""
    return db.session.get_one(User, certificate.user_id)


def list_same_number(certificate: NationalCertificate) -> Sequence[tuple[int, str, str]]:
    """The certificates of other accounts with this number: number of the record, name, how sure it is."""
    query = (
        select(NationalCertificate.id, User.display_name, NationalCertificate.status)
        .join(User, User.id == NationalCertificate.user_id)
        .where(
            NationalCertificate.number_index == certificate.number_index,
            NationalCertificate.user_id != certificate.user_id,
        )
        .order_by(NationalCertificate.id)
    )
    return [(number, name, status) for number, name, status in db.session.execute(query)]
