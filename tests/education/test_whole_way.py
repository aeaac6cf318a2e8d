"""From a provider's document to a printed record: the whole way through pages, by four people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON, article, lesson_keys, make_course, make_instructor
from tests.factories_education import entries_of, make_officer, minutes_of
from tests.factories_itembank import make_item
from trainingapp.accounts.models import User
from trainingapp.education.models import CeProvider, CeRule
from trainingapp.education.queries.ledger import find_broken
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
PROVIDER = {
    "name": "滨江社工学院（演示）",
    "organisation": "",
    "jurisdiction": "CN",
    "recognised_by": "滨江市委社会工作部（演示）",
    "document": "滨社工〔2026〕演示1号",
    "is_verified": "y",
    "valid_from": "2026-01-01",
    "valid_to": "2028-12-31",
}
PROPOSAL = {
    "source": "滨社工〔2026〕演示2号",
    "basis": "whole",
    "minutes": "20",
    "valid_from": "2026-11-01",
    "valid_to": "",
    "needs_check": "y",
    "items": "4",
    "pass_percent": "75",
    "tries": "2",
    "wait_hours": "1",
}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOON, tick=False) as travel:
        yield travel


@pytest.fixture
def course() -> tuple[int, User]:
    """A published course with enough items on its point, and its instructor."""
    with writing():
        for _ in range(9):
            make_item("B", knowledge=["JC01.1.01"])
        db.session.commit()
        db.session.remove()
    owner, reviewer = make_instructor(), make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    lessons = [article("第一课", points=["JC01.1"]), article("第二课")]
    return make_course(owner, lessons, reviewer=reviewer), owner


def approve(client: FlaskClient, course: int, owner: User, officer: User) -> None:
    """The office enters a provider, the instructor proposes, the office approves."""
    sign_in(client, officer)
    client.post("/education-office/providers/new", data=PROVIDER)
    provider = db.session.query(CeProvider).one().id
    sign_in(client, owner)
    data = {**PROPOSAL, "provider": str(provider)}
    assert client.post(f"/teaching/{course}/education", data=data).status_code == 303
    rule = db.session.query(CeRule).one().id
    sign_in(client, officer)
    client.post(f"/education-office/rules/{rule}/approval", data={"is_verified": "y"})


def learn(client: FlaskClient, course: int) -> None:
    """Enrol and go through every lesson."""
    client.post(f"/courses/{course}/enrolment")
    for key in lesson_keys(course):
        answer = client.post(f"/courses/{course}/lessons/{key}/progress", json={"position": 1000})
        assert answer.json == {"saved": True, "completed": True}


def answer_check(client: FlaskClient, course: int, letters: str) -> str:
    """Begin a try and choose these letters, item by item; the page that follows."""
    address = client.post(f"/courses/{course}/check").headers["Location"]
    chosen = {f"item-{number}": letter for number, letter in enumerate(letters, start=1)}
    client.post(address, data=chosen)
    return client.get(address, headers=EN).text


def test_a_worker_learns_passes_and_prints(
    client: FlaskClient, course: tuple[int, User], clock: time_machine.Coordinates
) -> None:
    number, owner = course
    officer, lin = make_officer(), make_user("林美华")
    approve(client, number, owner, officer)
    sign_in(client, lin)
    assert "Counts 20 minutes" in client.get(f"/courses/{number}", headers=EN).text
    learn(client, number)
    assert "No continuing education yet" in client.get("/education", headers=EN).text
    assert "2 of 4 right." in answer_check(client, number, "BBAA")
    clock.shift(3601)
    assert "3 of 4 right." in answer_check(client, number, "BBBA")
    page = client.get("/education", headers=EN).text
    assert "滨社工〔2026〕演示2号" in page
    assert "Document read" in page
    statement = client.get("/education/statement", headers=EN).text
    assert "20 minutes" in statement
    assert "林美华" in statement
    assert minutes_of(lin) == [20]


def test_the_office_takes_back_what_should_not_have_been_granted(
    client: FlaskClient, course: tuple[int, User], clock: time_machine.Coordinates
) -> None:
    number, owner = course
    officer, lin = make_officer(), make_user("林美华")
    approve(client, number, owner, officer)
    sign_in(client, lin)
    learn(client, number)
    answer_check(client, number, "BBBB")
    entry = entries_of(lin)[0].id
    sign_in(client, officer)
    data = {"way": "take", "minutes": "20", "reason": "代学，经本人确认"}
    client.post(f"/education-office/people/{lin.id}/entries/{entry}", data=data)
    sign_in(client, lin)
    assert "代学，经本人确认" in client.get("/education").text
    assert "continuing education was corrected" in client.get("/notices", headers=EN).text
    client.post(f"/courses/{number}/check")
    learn(client, number)
    assert minutes_of(lin) == [20, -20]
    assert find_broken(lin.id) is None


def test_what_was_learned_before_the_rule_earns_nothing_by_itself(
    client: FlaskClient, course: tuple[int, User]
) -> None:
    number, owner = course
    lin = make_user("林美华")
    sign_in(client, lin)
    learn(client, number)
    approve(client, number, owner, make_officer())
    sign_in(client, lin)
    learn(client, number)
    assert minutes_of(lin) == []
    assert "4 of 4 right." in answer_check(client, number, "BBBB")
    assert minutes_of(lin) == [20]


def test_two_workers_earn_each_for_themselves(
    client: FlaskClient, course: tuple[int, User]
) -> None:
    number, owner = course
    approve(client, number, owner, make_officer())
    lin, wang = make_user("林美华"), make_user("王建国")
    for person, letters in ((lin, "BBBB"), (wang, "AAAA")):
        sign_in(client, person)
        learn(client, number)
        answer_check(client, number, letters)
    assert minutes_of(lin) == [20]
    assert minutes_of(wang) == []
