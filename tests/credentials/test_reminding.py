"""Reminders at 180, 90 and 30 days: each once, over restarts and jumps of the clock, until the last step is done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.committing import written
from tests.factories_accounts import make_user
from tests.factories_registration import (
    END,
    PASSED,
    START,
    begin,
    make_certificate,
    make_cycle,
    step,
)
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import Consent, Purpose, User
from trainingapp.accounts.queries import NOTICE_VERSION
from trainingapp.credentials.actions.reminding import remind
from trainingapp.credentials.models.registration import RegistrationReminder
from trainingapp.credentials.registration_jobs import remind_of_registration
from trainingapp.credentials.registration_mails import mail_reminder
from trainingapp.extensions import db
from trainingapp.jobs.registry import TIMETABLE
from trainingapp.notices.kinds import notice_sentence
from trainingapp.notices.models import Mail, Notice
from trainingapp.rules.registration_words import RegistrationKind, Step
from trainingapp.server.timetable import MODULES


def at(day: date) -> datetime:
    """Noon of a Shanghai date."""
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)


def run(left: int, end: date = END) -> int:
    """The worker on the day on which so many days are left."""
    now = at(end - timedelta(days=left))
    return written(lambda: remind(mail=mail_reminder, now=now))


def agree(user: User) -> None:
    consent = Consent(
        user_id=user.id,
        purpose=Purpose.REMINDERS,
        notice_version=NOTICE_VERSION,
        given_at=at(START),
    )
    written(lambda: db.session.add(consent))


def registered() -> User:
    lin = make_user()
    make_cycle(lin, make_certificate(lin, issued_on=date(2020, 1, 5)))
    return lin


def sent() -> list[int]:
    db.session.rollback()
    rows = db.session.query(RegistrationReminder).order_by(RegistrationReminder.id)
    return [row.days for row in rows]


def test_the_worker_runs_every_hour() -> None:
    assert TIMETABLE["credentials.remind_of_registration"].interval == timedelta(hours=1)
    names = [module.__name__ for module in MODULES]
    assert "trainingapp.credentials.registration_jobs" in names


def test_three_reminders_before_the_end_and_none_beside_them(app: Flask) -> None:
    registered()
    given = {left: run(left) for left in (200, 181, 180, 179, 120, 90, 89, 30, 29, 1, 0, -1)}
    assert [left for left, count in given.items() if count] == [180, 90, 30]
    assert sent() == [180, 90, 30]


@pytest.mark.both_databases
def test_a_second_run_of_the_same_day_gives_nothing(app: Flask) -> None:
    registered()
    assert run(90) == 1
    assert run(90) == 0
    assert run(89) == 0
    assert db.session.query(Notice).count() == 1


def test_after_a_long_sleep_only_the_latest_is_given(app: Flask) -> None:
    registered()
    assert run(25) == 1
    assert sent() == [30]


def test_a_clock_that_jumps_back_repeats_nothing(app: Flask) -> None:
    registered()
    run(90)
    assert run(150) == 0
    assert run(180) == 0
    assert run(30) == 1
    assert sent() == [90, 30]


@pytest.mark.both_databases
def test_the_database_refuses_the_same_reminder_twice(app: Flask) -> None:
    registered()
    run(90)
    row = db.session.query(RegistrationReminder).one()
    values = {"certificate_id": row.certificate_id, "kind": row.kind, "due_on": row.due_on}
    db.session.add(RegistrationReminder(days=90, sent_at=row.sent_at, **values))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_run_that_fails_gives_the_reminder_in_the_next(app: Flask) -> None:
    agree(registered())

    def fail(*_arguments: object, **_more: object) -> None:
        raise OSError

    with pytest.raises(OSError):
        written(lambda: remind(mail=fail, now=at(END - timedelta(days=90))))
    assert sent() == []
    assert run(90) == 1


def test_the_notice_says_until_when_and_when_one_is_finished(app: Flask) -> None:
    registered()
    run(30)
    notice = db.session.query(Notice).one()
    with app.test_request_context(headers={"Accept-Language": "en"}):
        told = notice_sentence(notice.kind, {"last_day": "2027-02-28", "left": 30})
    assert '"last_day": "2027-02-28"' in notice.arguments
    assert "by Feb 28, 2027 at the latest, 30 days from now" in told
    assert "You are not finished until you hold the registration certificate" in told
    assert notice.url.startswith("/credentials/registration/")


def test_a_new_reminder_takes_the_place_of_one_that_nobody_read(app: Flask) -> None:
    registered()
    run(180)
    run(90)
    assert db.session.query(Notice).count() == 1
    assert '"left": 90' in db.session.query(Notice).one().arguments


# who


def test_who_never_registered_is_reminded_of_the_year(app: Flask) -> None:
    make_certificate(make_user(), issued_on=PASSED)
    end = date(2024, 6, 11)
    assert [left for left in (181, 180, 90, 30, 0) if run(left, end)] == [180, 90, 30]
    kinds = {row.kind for row in db.session.query(RegistrationReminder)}
    assert kinds == {RegistrationKind.FIRST}


def test_an_application_under_way_is_reminded_of_until_the_certificate_is_shown(app: Flask) -> None:
    lin = make_user()
    cycle = begin(lin, make_certificate(lin, issued_on=PASSED))
    end = date(2024, 6, 11)
    for word in (Step.PENDING, Step.FIRST_PASSED, Step.FINAL_PASSED):
        step(lin, cycle, word, date(2023, 9, 1))
    assert run(180, end) == 1
    step(lin, cycle, Step.REGISTERED, date(2023, 9, 2), starts_on=date(2023, 9, 2))
    assert run(90, end) == 1
    step(lin, cycle, Step.ISSUED, date(2023, 9, 3), proof="登2023-0001")
    assert run(30, end) == 0


def test_a_renewal_that_is_done_ends_the_reminders_of_the_old_end(app: Flask) -> None:
    lin = make_user()
    certificate = make_certificate(lin, issued_on=date(2020, 1, 5))
    make_cycle(lin, certificate)
    assert run(90) == 1
    make_cycle(lin, certificate, END, kind=RegistrationKind.RENEWAL)
    assert run(30) == 0
    assert run(180, date(2030, 3, 1)) == 1


def test_a_rejected_certificate_reminds_nobody(app: Flask) -> None:
    make_certificate(make_user(), status="rejected")
    assert run(90, date(2024, 6, 11)) == 0


def test_somebody_with_two_certificates_is_reminded_of_each(app: Flask) -> None:
    lin = make_user()
    for level in ("junior", "middle"):
        make_cycle(lin, make_certificate(lin, level, issued_on=date(2020, 1, 5)))
    assert run(90) == 2
    assert db.session.query(Notice).count() == 2


def test_a_long_list_is_worked_off_in_several_runs(app: Flask) -> None:
    for _number in range(3):
        registered()
    now = at(END - timedelta(days=90))
    given = [written(lambda: remind(mail=mail_reminder, now=now, most=2)) for _run in range(3)]
    assert given == [2, 1, 0]


# mail


def test_mail_goes_only_to_those_who_agreed_to_it(app: Flask) -> None:
    agree(registered())
    make_cycle(other := make_user("王强"), make_certificate(other, issued_on=date(2020, 1, 5)))
    assert run(90) == 2
    mail = db.session.query(Mail).one()
    assert "90" in mail.subject
    assert "2027年2月28日" in mail.text
    assert "/credentials/registration/" in mail.text


def test_mail_is_in_the_language_of_its_reader(app: Flask) -> None:
    lin = registered()
    db.session.get_one(User, lin.id).language = "en"
    db.session.commit()
    agree(lin)
    run(30)
    assert db.session.query(Mail).one().subject == "Renewal of your registration: 30 days left"


def test_the_first_registration_has_a_mail_of_its_own(app: Flask) -> None:
    lin = make_user(language="en")
    make_certificate(lin, issued_on=PASSED)
    agree(lin)
    run(30, date(2024, 6, 11))
    mail = db.session.query(Mail).one()
    assert mail.subject == "First registration: 30 days left"
    assert "This site registers nobody" in mail.text


def test_without_an_address_there_is_the_notice_alone(app: Flask) -> None:
    lin = registered()
    user = db.session.get_one(User, lin.id)
    user.mobile_index, user.email = "x", None
    db.session.commit()
    agree(lin)
    assert run(90) == 1
    assert db.session.query(Mail).count() == 0
    assert db.session.query(Notice).count() == 1


def test_the_job_and_the_export_tell_of_reminders(app: Flask) -> None:
    lin = registered()
    written(lambda: remind_of_registration(now=at(END - timedelta(days=30))))
    rows = collect_data(lin.id)["registration_reminders"]
    assert [(row["days"], row["due_on"]) for row in rows] == [(30, END)]
