"""What was not done in time is told as a fact; what can still be done, with its day, stands on top."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_education import make_entry
from tests.factories_eligibility import JOB, MASTER, NOON, make_claim
from tests.factories_registration import begin, make_certificate, make_cycle, make_employment
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.web.clock import now

FILE, PAPER = "/credentials/file", "/credentials/file/print"
LATE = "Your certificate “Assistant social worker (junior)” was not registered in time"
SHANGHAI_MIDNIGHT = "2026-11-22T16:00:00+00:00"  # the 23rd begins in Shanghai


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def lin(client: FlaskClient) -> User:
    person = make_user()
    sign_in(client, person)
    return person


def read(client: FlaskClient, url: str = FILE, language: str = "en") -> str:
    answer = client.get(url, headers={"Accept-Language": language})
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.text.split("<main", 1)[1].split("</main>", 1)[0])
    return re.sub(r"\s+", " ", text)


def top(page: str) -> str:
    """From what comes next to the chain."""
    return page.split("What comes next", 1)[1].split("How far each link is", 1)[0]


def make_worker(user: User) -> None:
    """A master of 2018 in social work since then: the middle exam is open."""
    studies = MASTER | {"awarded_on": date(2018, 7, 1), "enrolled_on": None}
    make_claim(user, "degree", studies, "verified")
    make_claim(user, "work", JOB | {"starts_on": date(2018, 8, 1)}, "verified")


@pytest.mark.parametrize("url", [FILE, PAPER])
def test_a_certificate_never_registered_does_not_hide_the_exam_that_is_open(
    client: FlaskClient, lin: User, url: str
) -> None:
    make_worker(lin)
    make_certificate(lin, issued_on=date(2020, 6, 14))
    shown = top(read(client, url))
    step, fact = (
        shown.index("Register for the exam “Social worker (middle)”"),
        shown.index(LATE),
    )
    assert step < fact
    assert "for the exam of 2027" in shown[:fact]
    assert "was due by Jun 13, 2021" in shown[fact:]


def test_the_card_at_home_shows_what_can_be_done(client: FlaskClient, lin: User) -> None:
    make_worker(lin)
    make_certificate(lin, issued_on=date(2020, 6, 14))
    page = read(client, "/home")
    assert "Register for the exam “Social worker (middle)”" in page
    assert LATE not in page


def test_who_can_do_nothing_else_reads_the_late_one_once(client: FlaskClient, lin: User) -> None:
    make_certificate(lin, "senior", issued_on=date(2020, 6, 14))
    shown = top(read(client))
    assert shown.count("was not registered in time") == 1
    assert shown.count("was due by Jun 13, 2021") == 1


def test_a_late_application_is_not_said_to_have_time_left(client: FlaskClient, lin: User) -> None:
    make_worker(lin)
    begin(lin, make_certificate(lin, issued_on=date(2024, 6, 14)))
    shown = top(read(client))
    assert "by Jun 13, 2025" in shown
    assert shown.count("was due by Jun 13, 2025") == shown.count("by Jun 13, 2025")


def test_the_late_one_is_told_in_chinese(client: FlaskClient, lin: User) -> None:
    make_worker(lin)
    make_certificate(lin, issued_on=date(2020, 6, 14))
    page = read(client, language="zh")
    assert "最迟应在2021年6月13日办理" in page
    assert page.index("报名") < page.index("最迟应在2021年6月13日办理")


@pytest.mark.parametrize(
    ("instant", "word"),
    [
        ("2026-11-22T15:59:59+00:00", "by Nov 22, 2026"),
        (SHANGHAI_MIDNIGHT, "was due by Nov 22, 2026"),
    ],
)
def test_the_last_day_ends_at_midnight_in_shanghai(
    client: FlaskClient, instant: str, word: str
) -> None:
    with time_machine.travel(instant, tick=False):
        lin = make_user()
        sign_in(client, lin)
        make_certificate(lin, "senior", issued_on=date(2025, 11, 23))
        shown = top(read(client))
        assert now().isoformat() == instant
    assert word in shown
    assert ("was due" in shown) == word.startswith("was")


def test_a_file_of_fifty_records_of_each_kind_asks_no_more_statements(
    client: FlaskClient, lin: User
) -> None:
    make_worker(lin)
    make_cycle(lin, make_certificate(lin), date(2024, 3, 1))
    make_employment(lin, None)
    counts = {url: count_statements(client, url) for url in (FILE, PAPER, "/home")}
    for number in range(49):
        starts = date(1970 + number, 1, 1)
        make_claim(lin, "work", JOB | {"starts_on": starts, "ends_on": date(1970 + number, 6, 1)})
        make_claim(lin, "degree", MASTER | {"awarded_on": starts, "enrolled_on": None})
        make_entry(lin, 30, earned_on=date(1990 + number % 35, 3, 1 + number // 35))
        make_employment(lin, None, starts_on=starts, ends_on=date(1971 + number, 1, 1))
    after = {url: count_statements(client, url) for url in (FILE, PAPER, "/home")}
    assert after == counts
    assert read(client, PAPER).count("滨江大学") == 50
