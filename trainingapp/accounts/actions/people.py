"""Making accounts and changing what they say about a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from trainingapp.accounts import queries
from trainingapp.accounts.actions.secrets import end_resets
from trainingapp.accounts.arrivals import welcome
from trainingapp.accounts.models import Consent, Level, Purpose, User
from trainingapp.accounts.violations import IdNumberTaken, LoginTaken
from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.rules.identity import read_email, read_id_number, read_mobile
from trainingapp.web.vault import blind_index, encrypt


def create_user(
    display_name: str,
    *,
    password_hash: str,
    email: str | None = None,
    mobile: str | None = None,
    must_change_password: bool = False,
    actor_id: int | None = None,
    now: datetime,
) -> User:
    """Make an account; `passwords.hash_password` gives the hash. It has not seen the privacy notice yet.

    :raises ValueError: neither an e-mail address nor a mobile number that can be read.
    :raises LoginTaken: another account has one of them.
    """
    user = User(
        display_name=display_name,
        password_hash=password_hash,
        must_change_password=must_change_password,
        created_at=now,
    )
    _set_contact(user, email=email, mobile=mobile)
    if user.email is None and user.mobile_index is None:
        raise ValueError("an account needs an e-mail address or a mobile number")
    db.session.add(user)
    _flush_login()
    record(
        "account.create", actor_id=actor_id or user.id, subject="user", subject_id=user.id, now=now
    )
    _welcome(user, mobile=mobile, now=now)
    return user


def _welcome(user: User, *, mobile: str | None, now: datetime) -> None:
    """Give them what waits for one of their contacts."""
    contacts = (user.email, read_mobile(mobile) if mobile else None)
    welcome(user.id, [contact for contact in contacts if contact], now=now)


def sign_up(
    display_name: str, *, login: str, password_hash: str, purposes: Iterable[Purpose], now: datetime
) -> User:
    """Make one's own account with an e-mail address or mobile number, agreeing to the present notice.

    :raises LoginTaken: another account has this login.
    """
    user = create_user(
        display_name,
        password_hash=password_hash,
        email=read_email(login),
        mobile=read_mobile(login),
        now=now,
    )
    accept_notice(user, purposes=purposes, now=now)
    return user


def accept_notice(user: User, *, purposes: Iterable[Purpose], now: datetime) -> None:
    """Agree to the present version of the privacy notice: the account itself, and the optional purposes chosen."""
    user.notice_version = queries.NOTICE_VERSION
    for purpose in sorted({Purpose.SERVICE, *purposes}):
        give_consent(user, purpose, now=now)


def give_consent(user: User, purpose: Purpose, *, now: datetime) -> None:
    """Agree to a purpose on the present version of the notice; a standing consent to it is kept as it is."""
    standing = queries.find_consent(user.id, purpose)
    if standing is not None and standing.notice_version == queries.NOTICE_VERSION:
        return
    db.session.add(
        Consent(
            user_id=user.id,
            purpose=purpose,
            notice_version=queries.NOTICE_VERSION,
            given_at=now,
        )
    )
    db.session.flush()
    record(
        "account.give_consent",
        actor_id=user.id,
        subject="user",
        subject_id=user.id,
        detail={"purpose": purpose, "version": queries.NOTICE_VERSION},
        now=now,
    )


def withdraw_consent(user: User, purpose: Purpose, *, now: datetime) -> None:
    """Take back the consent to an optional purpose. For SERVICE the way is to delete the account."""
    db.session.execute(
        update(Consent)
        .where(Consent.user_id == user.id, Consent.purpose == purpose)
        .where(Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    record(
        "account.withdraw_consent",
        actor_id=user.id,
        subject="user",
        subject_id=user.id,
        detail={"purpose": purpose},
        now=now,
    )


RENAME = "account.rename"


def name_digest(name: str) -> str:
    """What the audit log keeps of a name: it can be compared, and says nothing by itself."""
    return blind_index(name, "name")


def update_profile(
    user: User,
    *,
    display_name: str,
    work_unit: str = "",
    region: str | None = None,
    aimed_level: Level | None = None,
    exam_year: int | None = None,
    now: datetime,
) -> None:
    """Change what a person says about themselves.

    A new name is on record with a keyed digest of the former one: who wrote under a name is not rid of it.
    """
    if display_name != user.display_name:
        record(
            RENAME,
            actor_id=user.id,
            subject="user",
            subject_id=user.id,
            detail={"former": name_digest(user.display_name)},
            now=now,
        )
    user.display_name = display_name
    user.work_unit = work_unit
    user.region = region
    user.aimed_level = aimed_level
    user.exam_year = exam_year
    db.session.flush()


def set_display(user: User, *, language: str, theme: str, is_elder: bool) -> None:
    """Keep how a person wants to see the site."""
    user.language, user.theme, user.is_elder = language, theme, is_elder
    db.session.flush()


def change_contact(user: User, *, email: str | None, mobile: str | None, now: datetime) -> None:
    """Change the e-mail address and the mobile number one signs in with; the caller has checked the password.

    Links mailed to the old address end.

    :raises LoginTaken: another account has one of them.
    :raises ValueError: both are empty.
    """
    _set_contact(user, email=email, mobile=mobile)
    if user.email is None and user.mobile_index is None:
        raise ValueError("an account needs an e-mail address or a mobile number")
    _flush_login()
    end_resets(user, now=now)
    record("account.change_contact", actor_id=user.id, subject="user", subject_id=user.id, now=now)
    _welcome(user, mobile=mobile, now=now)


def set_id_number(user: User, text: str, *, today: date, now: datetime) -> None:
    """Keep the ID number, encrypted; asked only where a certificate or a registration needs it.

    :raises IdNumberMisspelt: it is none.
    :raises PersonTooYoung: the person is under 14.
    :raises IdNumberTaken: another account has it.
    """
    number = read_id_number(text, today=today).number
    holder = queries.find_user_by_id_number(number)
    if holder is not None and holder.id != user.id:
        raise IdNumberTaken
    user.id_number_encrypted = encrypt(number, queries.ID_NUMBER)
    user.id_number_index = blind_index(number, queries.ID_NUMBER)
    db.session.flush()
    record("account.set_id_number", actor_id=user.id, subject="user", subject_id=user.id, now=now)


def _set_contact(user: User, *, email: str | None, mobile: str | None) -> None:
    number = read_mobile(mobile) if mobile else None
    user.email = read_email(email) if email else None
    user.mobile_encrypted = encrypt(number, queries.MOBILE) if number else None
    user.mobile_index = blind_index(number, queries.MOBILE) if number else None


def _flush_login() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:  # two sign-ups at once; the form has looked a moment ago
        db.session.rollback()
        raise LoginTaken from error
