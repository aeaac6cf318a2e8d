"""Reminders of the days on which a registration has to be finished: each once, whatever the worker and its clock do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Protocol

from flask_babel import lazy_gettext as _

from trainingapp.accounts.models import Purpose, User
from trainingapp.accounts.queries import find_consent
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.registration import RegistrationReminder
from trainingapp.credentials.queries import registration as queries
from trainingapp.credentials.registration_terms import find_terms
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.notices.actions import notify, withdraw
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.registration import Window, reminder_due, reminder_windows

register_kind(
    "registration.first",
    _(
        "First registration: by %(last_day)s at the latest, %(left)s days from now. "
        "You are not finished until you hold the registration certificate and its number is entered."
    ),
)
register_kind(
    "registration.renewal",
    _(
        "Renewal of your registration: by %(last_day)s at the latest, %(left)s days from now. "
        "You are not finished until you hold the registration certificate and its number is entered."
    ),
)

KINDS = ("registration.first", "registration.renewal")
BATCH = 500


class Mailer(Protocol):
    """Writes the mail of a reminder into the outbox."""

    def __call__(
        self, person: User, window: Window, certificate_id: int, *, today: date, now: datetime
    ) -> None: ...


def remind(*, mail: Mailer, now: datetime, most: int = BATCH) -> int:
    """Give the reminders that are due today, at most so many in one transaction; how many were given.

    Each is a row under a unique key, written with its notice and its mail in the same transaction.
    """
    today = day_of(now)
    given = 0
    for certificate, window, days in _list_due(today):
        _give(certificate, window, days, mail=mail, now=now)
        given += 1
        if given == most:
            break
    return given


def _list_due(today: date) -> Iterator[tuple[NationalCertificate, Window, int]]:
    terms = find_terms(on=today)
    ending = queries.list_ending(today=today, most_days=max(terms.reminder_days))
    for start in range(0, len(ending), BATCH):
        batch = ending[start : start + BATCH]
        ids = [certificate.id for certificate in batch]
        cycles, sent = queries.cycles_by_certificate(ids), queries.reminders_sent(ids)
        for certificate in batch:
            windows = reminder_windows(certificate.issued_on, cycles[certificate.id], terms)
            for window in windows:
                known = sent.get((certificate.id, window.closes_on), set())
                days = reminder_due(window.closes_on, today, sent=known, terms=terms)
                if days is not None:
                    yield certificate, window, days
                    break


def _give(
    certificate: NationalCertificate, window: Window, days: int, *, mail: Mailer, now: datetime
) -> None:
    today = day_of(now)
    db.session.add(
        RegistrationReminder(
            certificate_id=certificate.id,
            kind=window.kind,
            due_on=window.closes_on,
            days=days,
            sent_at=now,
        )
    )
    db.session.flush()
    url = f"/credentials/registration/{certificate.id}"
    withdraw(user_id=certificate.user_id, kinds=KINDS, url=url)  # an older one that nobody read
    notify(
        user_id=certificate.user_id,
        kind=f"registration.{window.kind}",
        arguments={
            "last_day": window.last_day.isoformat(),
            "left": (window.closes_on - today).days,
        },
        url=url,
        now=now,
    )
    person = db.session.get_one(User, certificate.user_id)
    if find_consent(person.id, Purpose.REMINDERS) is not None:
        mail(person, window, certificate.id, today=today, now=now)
