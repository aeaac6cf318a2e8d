"""Employers are told once of each event, of what was agreed to, while it is agreed to, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.committing import written
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import FACTS, credential_of, end_credential, make_credential
from tests.factories_eligibility import make_claim
from tests.factories_kinds import make_kind
from tests.factories_sharing import LAST, agree, ask, make_manager, tell
from trainingapp.accounts.models import Organisation, RoleGrant, User
from trainingapp.credentials import watch_jobs
from trainingapp.credentials.actions import alerting
from trainingapp.credentials.actions.revoking import add_event
from trainingapp.credentials.actions.watching import withdraw
from trainingapp.credentials.kinds import CourseFacts
from trainingapp.credentials.models import RegistrationCycle, Watch
from trainingapp.credentials.models.sharing import WatchAlert
from trainingapp.extensions import db
from trainingapp.jobs.registry import TIMETABLE
from trainingapp.notices.kinds import notice_sentence
from trainingapp.notices.models import Mail, Notice
from trainingapp.notices.queries import read_arguments
from trainingapp.rules.permissions import Role

HOUR = timedelta(hours=1)
EN = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def place(client: FlaskClient) -> Organisation:
    return make_organisation("春晖社会工作服务中心")


@pytest.fixture
def manager(place: Organisation) -> User:
    return make_manager(place)


@pytest.fixture
def lin(client: FlaskClient) -> User:
    return make_user()


@pytest.fixture
def watched(lin: User, manager: User, place: Organisation) -> str:
    """A credential of Lin of which the agency is told since an hour; its public id."""
    public_id = make_credential(lin, now=NOON - 2 * HOUR)
    watch_id = ask(lin, manager, place, now=NOON - 2 * HOUR)
    agree(watch_id, [public_id], now=NOON - HOUR)
    return public_id


def alerts() -> list[str]:
    """Everything that was told, in words."""
    db.session.remove()
    return list(db.session.scalars(select(WatchAlert.word).order_by(WatchAlert.id)))


def notices(user: User) -> list[str]:
    """What somebody reads, without the answers to requests."""
    db.session.remove()
    rows = db.session.scalars(select(Notice).where(Notice.user_id == user.id).order_by(Notice.id))
    return [
        notice_sentence(row.kind, read_arguments(row))
        for row in rows
        if "watch_" not in row.kind.removeprefix("credentials.watched_")
    ]


def happen(public_id: str, word: str, *, now: datetime = NOON) -> None:
    """A committed event, as whoever suspends will write it."""
    written(lambda: add_event(credential_of(public_id), word, actor_id=None, now=now))


@pytest.mark.both_databases
def test_a_revocation_is_told_once_by_notice_and_mail(
    client: FlaskClient, watched: str, manager: User
) -> None:
    end_credential(watched)
    before = len(db.session.scalars(select(Mail)).all())
    for _ in range(3):
        tell()
    assert alerts() == ["revoked"]
    (sentence,) = notices(manager)
    assert "林美华" in sentence
    assert "社会工作方法入门" in sentence
    mails = db.session.scalars(select(Mail).order_by(Mail.id)).all()[before:]
    assert [mail.recipient for mail in mails] == [manager.email]
    assert "/agency/watches/" in mails[0].text


def test_what_was_told_is_not_looked_at_again(watched: str) -> None:
    end_credential(watched)
    found = [written(lambda: alerting.tell_events(now=NOON)) for _ in range(2)]
    assert found == [1, 0]  # or told events would keep new ones out of the next bite


@pytest.mark.parametrize("word", ["suspended", "resumed", "reinstated"])
def test_a_suspension_and_its_end_are_told(watched: str, word: str, manager: User) -> None:
    happen(watched, word)
    tell()
    assert alerts() == [word]
    assert "%" not in notices(manager)[0]


@pytest.mark.parametrize("word", ["opened", "closed", "issued"])
def test_what_changes_no_state_is_told_to_nobody(watched: str, word: str) -> None:
    happen(watched, word)
    tell()
    assert alerts() == []


def test_a_correction_is_told_and_watched_on(lin: User, watched: str, manager: User) -> None:
    new = make_credential(lin, CourseFacts(FACTS.course_id, "另一个名称", FACTS.completed_on))
    tell()
    assert alerts() == ["superseded"]
    end_credential(new)
    tell()
    assert alerts() == ["superseded", "revoked"]
    assert "另一个名称" in notices(manager)[1]


def test_what_was_not_chosen_is_told_to_nobody(lin: User, watched: str) -> None:
    other = make_credential(lin, CourseFacts(99, "别的课程", FACTS.completed_on))
    end_credential(other)
    tell()
    assert alerts() == []


def test_what_happened_before_the_consent_is_not_told(
    lin: User, manager: User, place: Organisation
) -> None:
    public_id = make_credential(lin, now=NOON - 3 * HOUR)
    end_credential(public_id, now=NOON - 2 * HOUR)
    watch_id = ask(lin, manager, place, now=NOON - 2 * HOUR)
    agree(watch_id, [public_id], now=NOON - HOUR)
    tell()
    assert alerts() == []


def test_nothing_is_told_without_an_answer_or_after_a_withdrawal(
    lin: User, watched: str, manager: User
) -> None:
    def take_back() -> None:
        query = select(Watch).where(Watch.step == "consented")
        withdraw(db.session.scalars(query).one(), now=NOON)

    ask(lin, make_manager(), make_organisation())
    written(take_back)
    end_credential(watched)
    tell()
    assert alerts() == []


def test_the_last_day_is_told_and_the_day_after_is_not(watched: str) -> None:
    last_night = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    assert last_night.date() == LAST
    happen(watched, "suspended", now=last_night)
    written(lambda: alerting.tell_events(now=last_night + timedelta(minutes=2)))
    assert alerts() == []
    written(lambda: alerting.tell_events(now=last_night))
    assert alerts() == ["suspended"]


def test_every_present_manager_is_told_and_nobody_who_was_one(
    watched: str, manager: User, place: Organisation
) -> None:
    former, other, staff = (
        make_manager(place, "前任"),
        make_manager(place, "同事"),
        make_user("职员", roles=[Role.INSTRUCTOR], organisation=place),
    )

    def leave() -> None:
        grant = db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == former.id)).one()
        grant.revoked_at = NOON

    written(leave)
    end_credential(watched)
    tell()
    told = [len(notices(person)) for person in (manager, other, former, staff)]
    assert told == [1, 1, 0, 0]


def test_two_agencies_are_told_each_of_what_it_may_know(
    lin: User, watched: str, manager: User
) -> None:
    elsewhere = make_organisation()
    other = make_manager(elsewhere)
    second = make_credential(lin, CourseFacts(99, "别的课程", FACTS.completed_on))
    agree(ask(lin, other, elsewhere), [second])
    end_credential(watched)
    tell()
    assert (len(notices(manager)), len(notices(other))) == (1, 0)


def test_each_receiver_reads_their_language(watched: str, place: Organisation) -> None:
    make_manager(place, "Anna")
    written(
        lambda: db.session.execute(select(User)).scalars().all()[-1].__setattr__("language", "en")
    )
    end_credential(watched)
    tell()
    subjects = {mail.subject for mail in db.session.scalars(select(Mail))}
    assert any("was revoked" in subject for subject in subjects)
    assert any("已被撤销" in subject for subject in subjects)


def make_cycle(user: User, ends_on: date) -> None:
    """A registration that runs up to, but without, a day."""
    found = make_claim(user, "certificate", {"level": "middle", "issued_on": date(2019, 6, 1)})

    def add() -> None:
        db.session.add(
            RegistrationCycle(
                user_id=user.id,
                certificate_id=found,
                number=1,
                kind="first",
                state="issued",
                starts_on=ends_on.replace(year=ends_on.year - 3),
                ends_on=ends_on,
                entered_at=NOON,
            )
        )

    written(add)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("ends_on", "words"),
    [
        (date(2027, 2, 23), []),
        (date(2027, 2, 22), ["registration_due"]),
        (date(2026, 11, 23), ["registration_due"]),
        (date(2026, 11, 22), ["registration_lapsed"]),
    ],
)
def test_a_registration_to_renew_or_lapsed_is_told_once(
    lin: User, manager: User, place: Organisation, ends_on: date, words: list[str]
) -> None:
    make_cycle(lin, ends_on)
    agree(ask(lin, manager, place), registration=True)
    for _ in range(2):
        tell()
    assert alerts() == words
    if words:
        last = ends_on - timedelta(days=1)
        assert f"{last.year}年{last.month}月{last.day}日" in notices(manager)[0]


def test_of_a_registration_due_and_then_lapsed_both_are_told(
    lin: User, manager: User, place: Organisation
) -> None:
    make_cycle(lin, date(2026, 12, 1))
    agree(ask(lin, manager, place), registration=True)
    tell()
    tell(now=NOON + timedelta(days=9))
    assert alerts() == ["registration_due", "registration_lapsed"]


def test_a_registration_is_told_only_where_it_was_agreed_to(lin: User, watched: str) -> None:
    make_cycle(lin, date(2026, 11, 22))
    tell()
    assert alerts() == []


EXPIRY = datetime(
    2027, 11, 18, 16, tzinfo=UTC
)  # of a note on a degree, by its day of verifying again


def test_expiry_is_told_once_and_not_a_moment_early(
    lin: User, manager: User, place: Organisation
) -> None:
    last = date(2027, 11, 22)
    agree(ask(lin, manager, place, last=last), [make_kind("degree", lin)], last=last)
    tell(now=EXPIRY - timedelta(milliseconds=1))
    assert alerts() == []
    for _ in range(2):
        tell(now=EXPIRY)
    assert alerts() == ["expired"]
    assert "已过有效期" in notices(manager)[0] or "has expired" in notices(manager)[0]


def test_what_expired_before_the_consent_is_not_told(
    lin: User, manager: User, place: Organisation
) -> None:
    public_id, later = make_kind("degree", lin), EXPIRY + HOUR
    watch_id = ask(lin, manager, place, last=date(2028, 1, 1), now=later)
    agree(watch_id, [public_id], last=date(2028, 1, 1), now=later)
    tell(now=later + HOUR)
    assert alerts() == []


def test_what_was_revoked_is_not_told_to_expire(
    lin: User, manager: User, place: Organisation
) -> None:
    last, public_id = date(2027, 11, 22), make_kind("degree", lin)
    agree(ask(lin, manager, place, last=last), [public_id], last=last)
    end_credential(public_id)
    tell(now=EXPIRY)
    assert alerts() == ["revoked"]


def test_many_watches_are_told_of_in_bites(
    lin: User, place: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerting, "MOST", 2)
    for number in range(5):
        person = make_user(f"学员{number}")
        make_cycle(person, date(2026, 11, 22))
        agree(ask(person, make_manager(), place), registration=True)
    written(lambda: watch_jobs.tell_watchers_dates(now=NOON))
    assert alerts() == ["registration_lapsed"] * 5


def test_the_worker_knows_both_jobs(watched: str) -> None:
    end_credential(watched)
    for name in ("credentials.tell_watchers", "credentials.tell_watchers_dates"):
        written(lambda found=TIMETABLE[name]: found.function(now=NOON))  # type: ignore[misc]
    assert alerts() == ["revoked"]


def test_both_sides_read_what_was_told(
    client: FlaskClient, lin: User, watched: str, manager: User
) -> None:
    end_credential(watched)
    tell()
    (watch_id,) = db.session.scalars(select(Watch.id)).all()
    for person, path in ((lin, "/credentials/watches"), (manager, "/agency/watches")):
        sign_in(client, person)
        page = client.get(f"{path}/{watch_id}", headers=EN).text
        told = page[page.index("What was told") :]
        assert "Revoked" in told
        assert "社会工作方法入门" in told
