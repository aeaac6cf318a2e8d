"""Two tabs at once, a certificate whose verification is withdrawn, corrections after placing: an hour counts once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError, NoResultFound

from tests.committing import written
from tests.education.test_at_once import run_at_once
from tests.factories_accounts import make_user, sign_in
from tests.factories_education import make_entry
from tests.factories_eligibility import MASTER, make_claim
from tests.factories_registration import (
    END,
    NOON,
    START,
    TODAY,
    begin,
    correct,
    get_cycle,
    make_certificate,
    make_cycle,
    place,
    places,
    step,
)
from trainingapp.accounts.models import User
from trainingapp.credentials.actions import placing, registering
from trainingapp.credentials.actions.placing import (
    DegreeDoesNotCount,
    EntryDoesNotFit,
    credit_degree,
    list_creditable,
    move_entry,
)
from trainingapp.credentials.actions.registering import StepPlan
from trainingapp.credentials.actions.reminding import remind
from trainingapp.credentials.models import DegreeRecord, NationalCertificate
from trainingapp.credentials.models.registration import (
    CeAllocation,
    RegistrationCycle,
    RegistrationReminder,
    RegistrationStep,
)
from trainingapp.credentials.queries import registration as queries
from trainingapp.credentials.registration_mails import mail_reminder
from trainingapp.education.models import CeEntry
from trainingapp.extensions import db
from trainingapp.rules.registration import (
    CyclesOverlap,
    NothingToApplyFor,
    Standing,
    StepRefused,
)
from trainingapp.rules.registration_words import RegistrationKind, Step

DAY = date(2025, 5, 1)
EN = {"Accept-Language": "en"}


def of_lin(level: str = "junior") -> tuple[User, int, int]:
    lin = make_user()
    certificate = make_certificate(lin, level)
    return lin, certificate, make_cycle(lin, certificate)


def set_status(model: type, number: int, status: str) -> None:
    """As when the verification of a record is withdrawn."""
    written(lambda: setattr(db.session.get_one(model, number), "status", status))


def minutes(lin: User) -> dict[int, int]:
    """What each cycle that is shown has, in minutes."""
    db.session.rollback()
    held = queries.list_held(lin.id, today=TODAY)
    return {one.row.id: one.tally.earned for each in held for one in each.cycles if one.tally}


def meeting(database: str) -> Callable[[], object]:
    """Where two tabs meet that have both read; SQLite lets only one writer read at a time."""
    return Barrier(2).wait if database == "postgresql" else lambda: None


# two tabs


@pytest.mark.both_databases
def test_a_step_that_two_tabs_take_is_taken_once(app: Flask, database: str) -> None:
    lin = make_user()
    user_id, cycle = lin.id, begin(lin, make_certificate(lin))
    db.session.remove()
    meet = meeting(database)

    def take() -> None:
        found = queries.get_cycle(user_id, cycle)
        meet()
        registering.take_step(found, StepPlan(Step.PENDING, TODAY), now=NOON)

    (wrong,) = run_at_once(app, take, take)
    assert isinstance(wrong, StepRefused)
    assert db.session.query(RegistrationStep).count() == 1


@pytest.mark.both_databases
def test_a_registration_that_two_tabs_remove_is_gone_and_the_second_finds_nothing(
    app: Flask, database: str
) -> None:
    lin, _certificate, cycle = of_lin()
    user_id = lin.id
    db.session.remove()
    meet, late = meeting(database), list[str]()

    def remove() -> None:
        try:
            found = queries.get_cycle(user_id, cycle)
            meet()
            registering.remove_cycle(found, now=NOON)
        except NoResultFound:
            late.append("nothing there")

    assert run_at_once(app, remove, remove) == []
    assert late == ["nothing there"]
    assert db.session.query(RegistrationCycle).count() == 0


@pytest.mark.both_databases
def test_hours_that_two_tabs_place_are_placed_once(app: Flask) -> None:
    lin, _certificate, cycle = of_lin()
    entries = {make_entry(lin, 60, earned_on=DAY + timedelta(days=day)) for day in range(5)}
    user_id = lin.id
    db.session.remove()

    def put() -> None:
        placing.place_hours(user_id, now=NOON)

    assert run_at_once(app, put, put, put) == []
    assert places() == dict.fromkeys(entries, cycle)


@pytest.mark.both_databases
def test_an_entry_that_two_tabs_move_apart_counts_in_one_of_them(app: Flask) -> None:
    lin, _certificate, first = of_lin()
    second = make_cycle(lin, make_certificate(lin, "middle"))
    entry = make_entry(lin, 60, earned_on=DAY)
    user_id = lin.id
    db.session.remove()

    def move(cycle: int) -> Callable[[], None]:
        return lambda: move_entry(user_id, entry, cycle, now=NOON)

    assert run_at_once(app, move(first), move(second), move(first), move(second)) == []
    assert set(places()) == {entry}
    assert sum(minutes(lin).values()) == 60


@pytest.mark.both_databases
def test_a_degree_that_two_tabs_credit_counts_once(app: Flask) -> None:
    lin, _certificate, cycle = of_lin()
    degree = make_claim(lin, "degree", {**MASTER, "awarded_on": DAY}, "verified")
    user_id = lin.id
    db.session.remove()

    def credit() -> None:
        credit_degree(user_id, degree, now=NOON)

    wrong = run_at_once(app, credit, credit)
    assert [type(one) for one in wrong] == [DegreeDoesNotCount]
    assert minutes(lin) == {cycle: 5400}


@pytest.mark.both_databases
def test_an_application_begun_in_two_tabs_is_one(app: Flask) -> None:
    lin = make_user()
    certificate, user_id = make_certificate(lin), lin.id
    db.session.remove()

    def apply() -> None:
        registering.begin_application(user_id, certificate, body="", now=NOON)

    wrong = run_at_once(app, apply, apply)
    assert [type(one) for one in wrong] == [NothingToApplyFor]
    assert db.session.query(RegistrationCycle).count() == 1


@pytest.mark.both_databases
def test_a_registration_entered_in_two_tabs_is_one(app: Flask) -> None:
    lin = make_user()
    certificate, user_id = make_certificate(lin), lin.id
    db.session.remove()
    plan = StepPlan(Step.REGISTERED, START, START)

    def enter() -> None:
        registering.enter_registered(
            user_id, certificate, kind=RegistrationKind.FIRST, body="", plan=plan, now=NOON
        )

    wrong = run_at_once(app, enter, enter)
    assert [type(one) for one in wrong] == [CyclesOverlap]
    assert db.session.query(RegistrationCycle).count() == 1


@pytest.mark.both_databases
def test_two_workers_at_once_remind_once(app: Flask) -> None:
    of_lin()
    now = datetime(2026, 9, 5, 4, tzinfo=UTC)
    db.session.remove()

    def work() -> None:
        remind(mail=mail_reminder, now=now)

    wrong = run_at_once(app, work, work, work)
    assert {type(one) for one in wrong} <= {IntegrityError}
    assert [row.days for row in db.session.query(RegistrationReminder)] == [180]


# a clock


def sent_at(*moments: datetime) -> list[int]:
    return [written(lambda now=now: remind(mail=mail_reminder, now=now)) for now in moments]  # type: ignore[misc]


def test_the_day_of_a_reminder_begins_at_midnight_of_shanghai(app: Flask) -> None:
    of_lin()
    first = datetime(2026, 9, 1, 16, tzinfo=UTC)  # 2 September in Shanghai, 180 days before the end
    assert sent_at(first - timedelta(milliseconds=1), first) == [0, 1]


def test_nobody_is_reminded_on_the_first_day_after_the_end(app: Flask) -> None:
    of_lin()
    end = datetime(2027, 2, 28, 16, tzinfo=UTC)
    assert sent_at(end, end - timedelta(milliseconds=1)) == [0, 1]


def test_a_worker_that_wakes_after_a_year_gives_one_reminder_and_goes_on_from_there(
    app: Flask,
) -> None:
    of_lin()
    asleep = datetime(2025, 12, 1, 4, tzinfo=UTC)
    woken = asleep + timedelta(days=365)
    days = [asleep, woken, woken + timedelta(hours=1), asleep, datetime(2027, 2, 1, 4, tzinfo=UTC)]
    assert sent_at(*days) == [0, 1, 0, 0, 1]
    assert [row.days for row in db.session.query(RegistrationReminder)] == [90, 30]


def test_nobody_is_forgotten_at_the_end_of_a_month_or_in_a_leap_year(app: Flask) -> None:
    lin = make_user()
    days = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2023, 12, 31)]
    for region, day in enumerate(days, start=41):
        make_certificate(lin, issued_on=day, region=str(region))
    ends = [date(2025, 2, 28), date(2025, 2, 28), date(2025, 3, 1), date(2024, 12, 31)]
    for left in (180, 90, 30):
        for day in sorted({end - timedelta(days=left) for end in ends}):
            sent_at(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))
    found = db.session.query(RegistrationReminder)
    assert sorted((row.due_on, row.days) for row in found) == sorted(
        (end, left) for end in ends for left in (180, 90, 30)
    )


# a certificate that nobody believes any more


def test_hours_do_not_stay_with_a_certificate_whose_verification_is_withdrawn(app: Flask) -> None:
    lin, certificate, first = of_lin()
    second = make_cycle(lin, make_certificate(lin, "middle"), date(2025, 1, 1))
    make_entry(lin, 600, earned_on=DAY)
    place(lin)
    assert minutes(lin) == {first: 600, second: 0}
    set_status(NationalCertificate, certificate, "rejected")
    assert minutes(lin) == {second: 600}
    place(lin)
    assert set(places().values()) == {second}
    set_status(NationalCertificate, certificate, "verified")
    place(lin)
    assert minutes(lin) == {first: 0, second: 600}


def test_a_rejected_certificate_takes_no_hours_by_hand_either(app: Flask) -> None:
    lin, certificate, first = of_lin()
    make_cycle(lin, make_certificate(lin, "middle"), date(2025, 1, 1))
    entry = make_entry(lin, 600, earned_on=DAY)
    set_status(NationalCertificate, certificate, "rejected")
    with pytest.raises(EntryDoesNotFit):
        written(lambda: move_entry(lin.id, entry, first, now=NOON))


def test_a_degree_brings_no_hours_within_the_registration_of_a_rejected_certificate(
    app: Flask,
) -> None:
    lin, certificate, _cycle = of_lin()
    degree = make_claim(lin, "degree", {**MASTER, "awarded_on": DAY}, "verified")
    assert len(list_creditable(lin.id)) == 1
    set_status(NationalCertificate, certificate, "rejected")
    assert list_creditable(lin.id) == []
    with pytest.raises(DegreeDoesNotCount):
        written(lambda: credit_degree(lin.id, degree, now=NOON))


def test_the_page_of_a_rejected_certificate_is_gone_and_the_list_stands(
    client: FlaskClient,
) -> None:
    lin, certificate, _cycle = of_lin()
    sign_in(client, lin)
    address = f"/credentials/registration/{certificate}"
    assert client.get(address).status_code == 200
    set_status(NationalCertificate, certificate, "rejected")
    assert client.get(address).status_code == 404
    assert client.get("/credentials/registration").status_code == 200


# corrections and degrees


def test_a_correction_after_placing_counts_where_its_entry_does(app: Flask) -> None:
    lin, certificate, first = of_lin()
    second = make_cycle(lin, certificate, END, kind=RegistrationKind.RENEWAL)
    last, next_one = (make_entry(lin, 90, earned_on=day) for day in (END - timedelta(days=1), END))
    place(lin)
    officer = make_user("韩立")
    correct(lin, last, -30, officer)
    assert place(lin) == 0
    assert minutes(lin) == {first: 60, second: 90}
    correct(lin, last, -60, officer)
    assert minutes(lin) == {first: 0, second: 90}
    assert places() == {last: first, next_one: second}
    correct(lin, last, 90, officer)
    assert place(lin) == 0
    assert minutes(lin) == {first: 90, second: 90}


def test_no_correction_is_ever_placed_by_itself(app: Flask) -> None:
    lin, _certificate, _cycle = of_lin()
    entry = make_entry(lin, 90, earned_on=DAY)
    correct(lin, entry, -30, make_user("韩立"))
    place(lin)
    corrections = db.session.query(CeEntry.id).filter(CeEntry.corrects_id.is_not(None))
    placed = db.session.query(CeAllocation).filter(CeAllocation.entry_id.in_(corrections))
    assert (corrections.count(), placed.count()) == (1, 0)


@pytest.mark.parametrize("kind", ["graduation", "degree"])
def test_hours_of_a_degree_that_was_rejected_do_not_come_a_second_time(
    app: Flask, kind: str
) -> None:
    lin, _certificate, cycle = of_lin()
    first = make_claim(lin, "degree", {**MASTER, "awarded_on": DAY}, "verified")
    written(lambda: credit_degree(lin.id, first, now=NOON))
    set_status(DegreeRecord, first, "rejected")
    again = {**MASTER, "awarded_on": DAY + timedelta(days=30), "kind": kind}
    second = make_claim(lin, "degree", again, "verified")
    assert list_creditable(lin.id) == []
    with pytest.raises(DegreeDoesNotCount):
        written(lambda: credit_degree(lin.id, second, now=NOON))
    assert minutes(lin) == {cycle: 5400}


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (START, True),
        (START - timedelta(days=1), False),
        (END - timedelta(days=1), True),
        (END, False),
        (date(2024, 12, 31), True),
    ],
)
def test_a_degree_counts_from_the_first_to_the_last_day_of_the_registration(
    app: Flask, day: date, counts: bool
) -> None:
    lin, _certificate, _cycle = of_lin()
    make_claim(lin, "degree", {**MASTER, "awarded_on": day}, "verified")
    assert bool(list_creditable(lin.id)) is counts


# what stands, whatever was entered before


def test_who_was_refused_and_then_registered_is_registered(app: Flask) -> None:
    lin = make_user()
    certificate = make_certificate(lin)
    refused = begin(lin, certificate)
    step(lin, refused, Step.PENDING, START)
    step(lin, refused, Step.FIRST_REFUSED, START)
    make_cycle(lin, certificate)
    db.session.rollback()
    (held,) = queries.list_held(lin.id, today=TODAY)
    assert held.situation.standing is Standing.IN_FORCE
    assert held.situation.unfinished is None
    assert get_cycle(lin, refused).state == Step.FIRST_REFUSED


def test_a_step_of_a_registration_that_was_removed_meanwhile_finds_nothing(app: Flask) -> None:
    lin = make_user()
    cycle = begin(lin, make_certificate(lin))

    def take() -> None:
        found = queries.get_cycle(lin.id, cycle)
        registering.remove_cycle(found, now=NOON)
        registering.take_step(found, StepPlan(Step.PENDING, TODAY), now=NOON)

    with pytest.raises(NoResultFound):
        written(take)
