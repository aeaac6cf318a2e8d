"""What must stay as it was looked at: the name of the account, the number of the paper, one holder of a number."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError, NoResultFound

from trainingapp.accounts.models import User
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.evidence import Verification
from trainingapp.credentials.queries.certificates import list_same_number
from trainingapp.credentials.queries.facts import Record
from trainingapp.credentials.queries.proving import SURE
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.graduate_fields import name_key
from trainingapp.web.vault import blind_index

PURPOSE = "verification.seen"


class RecordChanged(RuleViolation):
    """The holder took another name, or entered another number, after somebody had looked."""

    message = (
        "The name of the account or the number of the paper has changed since it was looked at. "
        "Compare again."
    )


class NumberElsewhere(RuleViolation):
    """A certificate has one holder."""

    message = (
        "A certificate with this number is verified for another account. "
        "Find out first whose it is; one of the two does not match."
    )


def lock_record(row: Record) -> None:
    """Let verifiers, and whoever takes the record back, come one after the other; certificates of one number too.

    :raises NoResultFound: the record has been taken back.
    """
    if isinstance(row, NationalCertificate) and row.number_index:
        same = select(NationalCertificate.id).where(
            NationalCertificate.number_index == row.number_index
        )
        db.session.execute(same.order_by(NationalCertificate.id).with_for_update()).all()
    try:
        db.session.refresh(row, with_for_update=True)
    except InvalidRequestError as gone:
        raise NoResultFound from gone


def read_seen(row: Record) -> dict[str, str]:
    """Digests of what a holder can change while others look, by field."""
    name = db.session.scalar(select(User.display_name).where(User.id == row.user_id))
    found = {"holder": blind_index(name_key(name), PURPOSE) if name else ""}
    number = getattr(row, "number_index", None)
    return {**found, "number": number or ""}


def mark_seen(row: Record) -> str:
    """One digest of all of it, for the form of a verifier."""
    return blind_index("|".join(read_seen(row).values()), PURPOSE)


def is_as_seen(verification: Verification, row: Record) -> bool:
    """Whether name and number are those that the first verifier looked at."""
    now = read_seen(row)
    return all(
        one.get("seen", now.get(name)) == now.get(name) for name, one in verification.fields.items()
    )


def check_alone(row: Record) -> None:
    """Refuse a certificate whose number is verified for another account. :raises NumberElsewhere:"""
    if not isinstance(row, NationalCertificate) or row.number_index is None:
        return
    others = [status for _id, _name, status in list_same_number(row)]
    if row.status in SURE and any(status in SURE for status in others):
        raise NumberElsewhere
