"""Continuing education of a course: what its page says, and what its instructors propose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import (
    NOON,
    article,
    live,
    make_course,
    make_enrolment,
    make_instructor,
    make_published,
)
from tests.factories_education import CHECK, end_rule, make_officer, make_provider, make_rule
from tests.factories_itembank import make_item
from tests.statements import count_statements
from trainingapp.courses.models import Course
from trainingapp.education.models import CeRule
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.education import Basis, Terms
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
BY_KIND = Terms(Basis.LESSONS, by_kind={"article": 10})


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def proposal(provider: int, **changes: str) -> dict[str, str]:
    """What an instructor would send."""
    return {
        "provider": str(provider),
        "source": "滨社工〔2026〕演示2号",
        "basis": "whole",
        "minutes": "20",
        "valid_from": "2026-11-01",
        "valid_to": "",
        **changes,
    }


def rules() -> list[CeRule]:
    return db.session.query(CeRule).order_by(CeRule.id).all()


def owner_of(course: int) -> int:
    return db.session.get_one(Course, course).owner_id


def make_own(*lessons: object) -> tuple[int, object]:
    """A published course of an instructor, and the instructor."""
    owner = make_instructor()
    reviewer = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    chosen = lessons or (article("第一课"), article("第二课"))
    return make_course(owner, chosen, reviewer=reviewer), owner  # type: ignore[arg-type]


def test_a_course_tells_what_it_counts_by_whom_and_by_which_document(client: FlaskClient) -> None:
    course = make_published()
    make_rule(course)
    page = client.get(f"/courses/{course}", headers=EN).text
    assert "Counts 90 minutes of continuing education, granted by 滨江社工学院（演示）." in page
    assert "滨社工〔2026〕演示2号" in page
    assert "recognised by 滨江市委社会工作部（演示）" in page
    assert "Documents read" in page
    assert "Each province decides what it accepts." in page


def test_lessons_that_count_are_added_up(client: FlaskClient) -> None:
    course = make_published(article("第一课"), live(), article("第二课"))
    make_rule(course, BY_KIND)
    page = client.get(f"/courses/{course}", headers=EN).text
    assert "Counts up to 20 minutes of continuing education, lesson by lesson" in page


def test_a_check_is_announced_and_linked_for_learners_alone(client: FlaskClient) -> None:
    course = make_published()
    make_rule(course, check=CHECK)
    lin = make_user()
    assert "passed the final check" in client.get(f"/courses/{course}", headers=EN).text
    sign_in(client, lin)
    assert f"/courses/{course}/check" not in client.get(f"/courses/{course}").text
    make_enrolment(lin, course)
    assert f"/courses/{course}/check" in client.get(f"/courses/{course}").text


@pytest.mark.parametrize("case", ["none", "waits", "ended", "later", "over", "nothing"])
def test_a_course_promises_nothing_unless_a_rule_is_in_force(
    client: FlaskClient, case: str
) -> None:
    course = make_published()
    if case == "waits":
        make_rule(course, is_approved=False)
    elif case == "ended":
        end_rule(make_rule(course))
    elif case == "later":
        make_rule(course, valid_from=date(2026, 11, 23))
    elif case == "over":
        make_rule(course, valid_to=date(2026, 11, 21))
    elif case == "nothing":
        make_rule(course, Terms(Basis.LESSONS, by_kind={"video": 30}))
    page = client.get(f"/courses/{course}", headers=EN).text
    assert "minutes of continuing education" not in page


def test_the_page_of_a_course_asks_once_for_its_rule(client: FlaskClient) -> None:
    course = make_published()
    bare = count_statements(client, f"/courses/{course}")
    make_rule(course, BY_KIND, check=CHECK)
    assert count_statements(client, f"/courses/{course}") == bare


def test_an_instructor_proposes_and_who_decides_is_told(client: FlaskClient) -> None:
    officer, provider = make_officer(), make_provider()
    course, owner = make_own()
    sign_in(client, owner)  # type: ignore[arg-type]
    address = f"/teaching/{course}/education"
    page = client.get(address, headers=EN).text
    assert "this course takes 20 minutes" in page
    assert "滨江社工学院（演示）" in page
    assert client.post(address, data=proposal(provider)).status_code == 303
    [rule] = rules()
    assert (rule.state, rule.minutes, rule.check_terms) == ("proposed", 20, None)
    assert (rule.jurisdiction, rule.category) == ("CN", "training")
    assert rule.valid_from == date(2026, 11, 1)
    [notice] = db.session.query(Notice).filter_by(kind="education.proposed")
    assert (notice.user_id, notice.url) == (officer.id, f"/education-office/rules/{rule.id}")
    assert "Waits for a decision" in client.get(address, headers=EN).text


def test_a_proposal_may_be_by_lesson_kinds_and_with_a_check(client: FlaskClient) -> None:
    provider = make_provider()
    with writing():
        for _ in range(6):
            make_item(knowledge=["JC01.1.01"])
        db.session.commit()
    course, owner = make_own(article("第一课", points=["JC01.1"]), live())
    sign_in(client, owner)  # type: ignore[arg-type]
    page = client.get(f"/teaching/{course}/education", headers=EN).text
    assert "6 are ready" in page
    changes = {"basis": "lessons", "minutes": "", "kind_article": "8", "kind_live": "0"}
    check = {"needs_check": "y", "items": "5", "pass_percent": "80", "tries": "2"}
    data = proposal(provider, **changes, **check, wait_hours="0")
    assert client.post(f"/teaching/{course}/education", data=data).status_code == 303
    [rule] = rules()
    assert (rule.basis, rule.by_kind) == ("lessons", {"article": 8})
    assert rule.check_terms == {"items": 5, "pass_percent": 80, "tries": 2, "wait_hours": 0}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"minutes": "21"}, "More than the time it takes does not count."),
        ({"minutes": ""}, "Enter the minutes."),
        ({"minutes": "-1"}, "minutes"),
        ({"source": ""}, "source"),
        ({"provider": "999"}, "provider"),
        ({"provider": ""}, "Choose who grants it."),
        ({"basis": "lessons"}, "at least one kind of lesson"),
        ({"basis": "lessons", "kind_article": "11"}, "More than the time it takes"),
        ({"valid_from": ""}, "Enter a date."),
        ({"valid_to": "2026-10-31"}, "It ends before it begins."),
        ({"needs_check": "y", "items": "5"}, "has 0 ready items"),
        ({"needs_check": "y", "items": ""}, "Enter a number."),
        ({"needs_check": "y", "tries": "99"}, "tries"),
    ],
)
def test_a_faulty_proposal_is_refused_and_nothing_typed_is_lost(
    client: FlaskClient, changes: dict[str, str], told: str
) -> None:
    course, owner = make_own()
    data = {**proposal(make_provider()), **changes}
    sign_in(client, owner)  # type: ignore[arg-type]
    answer = client.post(f"/teaching/{course}/education", data=data, headers=EN)
    assert answer.status_code == 422
    assert told in answer.text
    assert "滨社工〔2026〕演示2号" in answer.text or "source" in changes
    assert rules() == []


def test_without_a_provider_or_a_publication_nothing_can_be_proposed(client: FlaskClient) -> None:
    course, owner = make_own()
    sign_in(client, owner)  # type: ignore[arg-type]
    page = client.get(f"/teaching/{course}/education", headers=EN).text
    assert "Nobody may grant continuing education yet" in page
    provider = make_provider()
    draft = make_course(owner, [article()])  # type: ignore[arg-type]
    page = client.get(f"/teaching/{draft}/education", headers=EN).text
    assert "Publish the course first" in page
    answer = client.post(f"/teaching/{draft}/education", data=proposal(provider))
    assert answer.status_code == 422
    assert rules() == []


def test_a_provider_whose_time_is_over_is_not_offered(client: FlaskClient) -> None:
    old = make_provider(valid_to=date(2026, 11, 21))
    make_provider(name="另一家（演示）")
    course, owner = make_own()
    sign_in(client, owner)  # type: ignore[arg-type]
    address = f"/teaching/{course}/education"
    assert "滨江社工学院（演示）" not in client.get(address).text
    assert client.post(address, data=proposal(old)).status_code == 422


def test_a_proposal_is_called_back_before_it_is_decided(client: FlaskClient) -> None:
    course, owner = make_own()
    rule = make_rule(course, is_approved=False)
    sign_in(client, owner)  # type: ignore[arg-type]
    address = f"/teaching/{course}/education/{rule}/recall"
    assert client.post(address).status_code == 303
    assert rules()[0].state == "recalled"
    assert client.post(address).status_code == 409


def test_a_course_calls_back_its_own_proposals_alone(client: FlaskClient) -> None:
    course, owner = make_own()
    foreign = make_rule(make_published(), is_approved=False)
    sign_in(client, owner)  # type: ignore[arg-type]
    answer = client.post(f"/teaching/{course}/education/{foreign}/recall")
    assert answer.status_code == 404
    assert rules()[0].state == "proposed"


def test_nobody_proposes_for_the_course_of_somebody_else(client: FlaskClient) -> None:
    provider, course = make_provider(), make_published()
    rule = make_rule(course, is_approved=False, provider_id=provider)
    address = f"/teaching/{course}/education"
    assert client.get(address).status_code == 302
    people = {
        make_user(): 403,
        make_officer(): 403,
        make_instructor("另一位老师"): 404,
    }
    for person, status in people.items():
        sign_in(client, person)
        assert client.get(address).status_code == status
        assert client.post(address, data=proposal(provider)).status_code == status
        assert client.post(f"{address}/{rule}/recall").status_code == status
    assert [one.state for one in rules()] == ["proposed"]


def test_a_declined_proposal_shows_the_reason(client: FlaskClient) -> None:
    course, owner = make_own()
    rule = make_rule(course, is_approved=False)
    with writing():
        db.session.query(CeRule).filter_by(id=rule).update(
            {"state": "declined", "reason": "文件里没有这门课"}
        )
        db.session.commit()
        db.session.remove()
    sign_in(client, owner)  # type: ignore[arg-type]
    page = client.get(f"/teaching/{course}/education").text
    assert "文件里没有这门课" in page
    assert "未批准" in page
    assert owner_of(course) == owner.id  # type: ignore[attr-defined]
