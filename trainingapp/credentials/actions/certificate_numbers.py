"""The number of a national certificate (管理号): sealed when it is entered, shown to others only with a reason."""

from __future__ import annotations

import re
from datetime import datetime

from trainingapp.audit.actions import record
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.numbers import seal, tidy, unseal
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation

PURPOSE = "national_certificate.number"
PATTERN = re.compile(r"\d{15,30}", re.ASCII)
USUAL = 18  # digits; older certificates may have others


class CertificateNumberFaulty(RuleViolation):
    message = "A certificate number has 15 to 30 digits."


def is_usual(number: str) -> bool:
    """Whether it is as long as nearly all of them; its layout is not published, so nothing else is read from it."""
    return len(tidy(number)) == USUAL


def set_number(certificate: NationalCertificate, number: str, *, now: datetime) -> None:
    """Seal the number of a certificate; an empty one removes it. A verified certificate keeps its number.

    :raises CertificateNumberFaulty: it is no such number.
    """
    plain = tidy(number)
    if plain and not PATTERN.fullmatch(plain):
        raise CertificateNumberFaulty
    sealed = seal(plain, PURPOSE) if plain else None
    certificate.number_sealed = sealed.sealed if sealed else None
    certificate.number_index = sealed.lookup if sealed else None
    certificate.number_last4 = sealed.last4 if sealed else None
    db.session.flush()
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
