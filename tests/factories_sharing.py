"""Shares, watches and certificates of the register for tests, made by the part's own acts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TypeVar

from tests.committing import written
from tests.factories_accounts import make_organisation, make_user
from tests.factories_courses import NOON
from tests.factories_eligibility import make_claim
from trainingapp.accounts.models import Organisation, User
from trainingapp.credentials.actions import alerting, register, sharing, watch_requests, watching
from trainingapp.credentials.actions.names import keep_name
from trainingapp.credentials.models import NationalCertificate, Watch
from trainingapp.credentials.models.sharing import Share
from trainingapp.credentials.queries.sharing import secret_of
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role

DONE = TypeVar("DONE")
LAST = date(2026, 12, 31)
NUMBER = "201906011100112345"


def make_share(
    user: User,
    credentials: Collection[str] = (),
    *,
    parts: Iterable[str] = (),
    last: date = LAST,
    now: datetime = NOON,
) -> tuple[int, str]:
    """A committed share; its number and its secret."""

    def make() -> tuple[int, str]:
        choice = sharing.Choice("春晖人事", last, credentials=credentials, parts=tuple(parts))
        share = sharing.open_share(user.id, choice, now=now)
        return share.id, secret_of(share)

    return written(make)


def end_share(share_id: int, *, now: datetime = NOON) -> None:
    """A committed end."""
    written(lambda: sharing.end_share(db.session.get_one(Share, share_id), now=now))


def make_manager(organisation: Organisation | None = None, name: str = "孙玉兰") -> User:
    """Somebody who manages an agency."""
    return make_user(
        name, roles=[Role.AGENCY_MANAGER], organisation=organisation or make_organisation()
    )


def ask(
    user: User,
    manager: User,
    organisation: Organisation,
    *,
    last: date = LAST,
    now: datetime = NOON,
) -> int:
    """A committed request to somebody of the staff; its number."""
    asked = watch_requests.Request(organisation, "在职人员证书核验", last)
    return written(lambda: watch_requests.ask_staff(user, asked, actor_id=manager.id, now=now).id)


def agree(
    watch_id: int,
    credentials: Collection[str] = (),
    *,
    registration: bool = False,
    last: date = LAST,
    now: datetime = NOON,
) -> None:
    """A committed consent."""
    answer = watching.Answer(last, credentials, registration)
    written(lambda: watching.consent(db.session.get_one(Watch, watch_id), answer, now=now))


def tell(*, now: datetime = NOON) -> None:
    """What the worker does: both jobs, once."""
    written(lambda: alerting.tell_events(now=now))
    written(lambda: alerting.tell_dates(now=now))


def make_verified_certificate(
    user: User, *, name: str | None = None, number: str = NUMBER, status: str = "verified"
) -> int:
    """A national certificate with its number and the name that a verifier found; its number in our table."""
    found = make_claim(user, "certificate", {"level": "middle", "issued_on": date(2019, 6, 1)})

    def finish() -> None:
        row = db.session.get_one(NationalCertificate, found)
        row.number_last4, row.status = number[-4:], status
        keep_name(user.id, name or user.display_name, actor_id=None, now=NOON)

    written(finish)
    return found


def enter_register(user: User) -> None:
    """A committed consent to the public register."""
    written(lambda: register.give_consent(user.id, now=NOON))
