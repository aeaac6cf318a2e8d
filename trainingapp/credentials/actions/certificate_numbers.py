"""The number of a national certificate (管理号): sealed when it is entered, shown to others only with a reason."""

from __future__ import annotations

from datetime import datetime

from trainingapp.audit.actions import record
from trainingapp.credentials.actions.asking import ask
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.degrees import RecordStatus
from trainingapp.credentials.numbers import seal, tidy, unseal
from trainingapp.credentials.queries.desk import find_waiting
from trainingapp.extensions import db
from trainingapp.rules.certificate_numbers import is_certificate_number
from trainingapp.rules.errors import RuleViolation

SURE = (RecordStatus.VERIFIED, RecordStatus.AUTHORITY)
PURPOSE = "national_certificate.number"


class CertificateNumberFaulty(RuleViolation):
    message = "A certificate number has 15 to 30 digits."


class NumberVerified(RuleViolation):
    message = "This certificate is verified with its number, which stays as it is."


class NumberLookedAt(RuleViolation):
    message = (
        "A second person is looking at this certificate now. You can enter its number afterwards."
    )


def set_number(certificate: NationalCertificate, number: str, *, now: datetime) -> None:
    """Seal the number of a certificate.

    :raises CertificateNumberFaulty: it is no such number. :raises NumberVerified: the certificate is verified with one.
    :raises NumberLookedAt: it waits for a second verifier.
    """
    if not is_certificate_number(tidy(number)):
        raise CertificateNumberFaulty
    if certificate.number_index and certificate.status in SURE:
        raise NumberVerified
    if find_waiting("certificate", certificate.id) is not None:
        raise NumberLookedAt
    sealed = seal(number, PURPOSE)
    certificate.number_sealed = sealed.sealed
    certificate.number_index = sealed.lookup
    certificate.number_last4 = sealed.last4
    db.session.flush()
    if certificate.status in SURE:  # verified without its number: somebody has to look at that too
        ask("certificate", certificate, now=now)
    _record("certificate.set_number", certificate, actor_id=certificate.user_id, now=now)


def read_own_number(certificate: NationalCertificate) -> str | None:
    """The whole number, for its holder's export alone."""
    return unseal(certificate.number_sealed, PURPOSE) if certificate.number_sealed else None


def reveal_number(
    certificate: NationalCertificate, *, reason: str, actor_id: int, now: datetime
) -> str | None:
    """The whole number for somebody else, with a reason that goes to the audit log. None when there is none."""
    _record("certificate.reveal", certificate, actor_id=actor_id, now=now, reason=reason)
    return read_own_number(certificate)


def _record(
    act: str, certificate: NationalCertificate, *, actor_id: int, now: datetime, **detail: object
) -> None:
    record(
        act,
        actor_id=actor_id,
        subject="user",
        subject_id=certificate.user_id,
        detail={"certificate": certificate.id, **detail},
        now=now,
    )
