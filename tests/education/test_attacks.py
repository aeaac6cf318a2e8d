"""What people try: forged addresses, strange values, markup, foreign rows. Nothing changes and nothing runs."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import (
    article,
    lesson_keys,
    make_course,
    make_enrolment,
    make_instructor,
    make_published,
)
from tests.factories_education import (
    CHECK,
    complete,
    make_entry,
    make_officer,
    make_provider,
    make_rule,
    minutes_of,
    rule_of,
)
from tests.factories_itembank import make_item
from trainingapp.accounts.models import User
from trainingapp.courses.models import CheckTry
from trainingapp.education.models import CeEntry, CeProvider, CeRule
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "%(minutes)s %s %n",
    "javascript:alert(1)",
]
HUGE = "9" * 40


def fields(**changes: str) -> dict[str, str]:
    """A provider as the office would send it."""
    return {
        "name": "江城社工培训中心（演示）",
        "organisation": "",
        "jurisdiction": "CN",
        "recognised_by": "江城市委社会工作部（演示）",
        "document": "江社工〔2026〕演示3号",
        "valid_from": "2026-01-01",
        "valid_to": "",
        **changes,
    }


def own_course(*, points: tuple[str, ...] = ()) -> tuple[int, User]:
    owner, reviewer = make_instructor(), make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    lessons = [article("第一课", points=points), article("第二课")]
    return make_course(owner, lessons, reviewer=reviewer), owner


def make_items(count: int) -> None:
    with writing():
        for _ in range(count):
            make_item("B", knowledge=["JC01.1.01"])
        db.session.commit()
        db.session.remove()


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_provider_stays_text_wherever_it_is_shown(
    client: FlaskClient, text: str
) -> None:
    officer, course = make_officer(), make_published()
    sign_in(client, officer)
    data = fields(name=text, recognised_by=text, document=text)
    assert client.post("/education-office/providers/new", data=data).status_code == 303
    provider = db.session.query(CeProvider).one().id
    rule = make_rule(course, provider_id=provider, source=text)
    lin = make_user()
    make_enrolment(lin, course)
    complete(lin, course, *lesson_keys(course))
    pages = [
        "/education-office",
        "/education-office/providers",
        f"/education-office/providers/{provider}",
        f"/education-office/rules/{rule}",
        f"/courses/{course}",
        f"/education-office/people/{lin.id}",
        f"/education-office/people/{lin.id}/entries/{db.session.query(CeEntry).one().id}",
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert "<svg onload" not in answer.text
        assert 'href="javascript:' not in answer.text


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_reasons_stays_text(client: FlaskClient, text: str) -> None:
    course, owner = own_course()
    rule = make_rule(course, is_approved=False)
    sign_in(client, make_officer())
    client.post(f"/education-office/rules/{rule}/refusal", data={"reason": text})
    assert rule_of(rule).reason == text
    sign_in(client, owner)
    page = client.get(f"/teaching/{course}/education").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<svg onload" not in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "x" * 121),
        ("document", "x" * 201),
        ("recognised_by", "x" * 121),
        ("name", "\0\0"),
        ("organisation", "-1"),
        ("organisation", HUGE),
        ("organisation", "1 OR 1=1"),
        ("jurisdiction", "CN'; DROP TABLE ce_rule; --"),
        ("valid_from", "2026-02-30"),
        ("valid_from", "9999-12-31"),
        ("valid_from", HUGE),
        ("valid_to", "0001-01-01"),
    ],
)
def test_a_strange_provider_is_refused(client: FlaskClient, name: str, value: str) -> None:
    sign_in(client, make_officer())
    answer = client.post("/education-office/providers/new", data=fields(**{name: value}))
    assert answer.status_code == 422
    assert db.session.query(CeProvider).count() == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("minutes", HUGE),
        ("minutes", "1e3"),
        ("minutes", "6001"),
        ("provider", HUGE),
        ("provider", "1 OR 1=1"),
        ("basis", "everything"),
        ("source", "x" * 301),
        ("kind_article", "-5"),
        ("kind_article", HUGE),
        ("items", "51"),
        ("pass_percent", "0"),
        ("pass_percent", "101"),
        ("tries", "0"),
        ("wait_hours", "-1"),
        ("wait_hours", "169"),
    ],
)
def test_a_strange_proposal_is_refused(client: FlaskClient, name: str, value: str) -> None:
    course, owner = own_course()
    data = {
        "provider": str(make_provider()),
        "source": "滨社工〔2026〕演示2号",
        "basis": "whole",
        "minutes": "20",
        "valid_from": "2026-11-01",
        name: value,
    }
    sign_in(client, owner)
    assert client.post(f"/teaching/{course}/education", data=data).status_code == 422
    assert db.session.query(CeRule).count() == 0


def test_a_proposal_cannot_say_more_than_its_fields(client: FlaskClient) -> None:
    course, owner = own_course()
    other = make_published()
    data = {
        "provider": str(make_provider()),
        "source": "滨社工〔2026〕演示2号",
        "basis": "whole",
        "minutes": "20",
        "valid_from": "2026-11-01",
        "state": "approved",
        "is_verified": "y",
        "category": "degree",
        "course_id": str(other),
        "proposed_by_id": "1",
        "kind_video": "30",
    }
    sign_in(client, owner)
    assert client.post(f"/teaching/{course}/education", data=data).status_code == 303
    rule = db.session.query(CeRule).one()
    assert (rule.state, rule.is_verified, rule.category) == ("proposed", False, "training")
    assert (rule.course_id, rule.proposed_by_id, rule.by_kind) == (course, owner.id, {})


@pytest.mark.parametrize(
    "address",
    [
        "/education-office/people/{huge}",
        "/education-office/people/{huge}/entries/1",
        "/education-office/people/0/entries/0",
        "/education-office/rules/{huge}",
        "/education-office/providers/{huge}",
        "/education-office/rules/-1",
        "/education-office/rules/1%00",
        "/education-office/rules/..%2f..",
    ],
)
def test_forged_numbers_lead_nowhere(client: FlaskClient, address: str) -> None:
    sign_in(client, make_officer())
    assert client.get(address.format(huge=HUGE)).status_code in {400, 404}


@pytest.mark.parametrize("page", ["0", "-3", HUGE, "x", "1' OR '1'='1"])
def test_a_strange_page_number_shows_a_page(client: FlaskClient, page: str) -> None:
    lin = make_user()
    make_entry(lin)
    sign_in(client, lin)
    answer = client.get("/education", query_string={"page": page})
    assert answer.status_code == 200
    assert "督导方法培训" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "address", ["/education", "/education/statement", "/education/record.xlsx"]
)
def test_nobody_writes_to_a_record(client: FlaskClient, method: str, address: str) -> None:
    lin = make_user()
    make_entry(lin)
    sign_in(client, lin)
    assert client.open(address, method=method).status_code == 405
    assert minutes_of(lin) == [60]


def test_without_the_token_of_the_page_nothing_is_decided(client: FlaskClient) -> None:
    rule = make_rule(make_published(), is_approved=False)
    sign_in(client, make_officer())
    client.application.config["WTF_CSRF_ENABLED"] = True
    try:
        for act in ("approval", "refusal", "end"):
            answer = client.post(f"/education-office/rules/{rule}/{act}", data={"reason": "x"})
            assert answer.status_code == 400, act
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = False
    assert rule_of(rule).state == "proposed"


def test_looking_decides_nothing(client: FlaskClient) -> None:
    rule = make_rule(make_published(), is_approved=False)
    sign_in(client, make_officer())
    for act in ("approval", "refusal", "end"):
        assert client.get(f"/education-office/rules/{rule}/{act}").status_code == 405
    assert rule_of(rule).state == "proposed"


@pytest.mark.parametrize(
    "answers",
    [
        {"item-1": ["A", "B", "C", "D"], "item-2": ["A", "B", "C", "D"]},
        {"item-1": ["B", "Z"], "item-2": ["A"]},
        {"item-1": "b", "item-2": "b"},
        {"item-1": "B" * 500, "item-2": "A"},
        {"item-3": "B", "item-4": "B"},
        {"item-1": "'; --", "item-2": "\0"},
    ],
)
def test_answers_that_cannot_be_given_pass_no_check(
    client: FlaskClient, answers: dict[str, object]
) -> None:
    make_items(4)
    course, _owner = own_course(points=("JC01.1",))
    make_rule(course, check=CHECK)
    lin = make_user()
    make_enrolment(lin, course)
    complete(lin, course, *lesson_keys(course))
    sign_in(client, lin)
    address = client.post(f"/courses/{course}/check").headers["Location"]
    assert client.post(address, data=answers).status_code in {303, 422}
    found = db.session.query(CheckTry).one()
    assert found.right_count <= 1
    assert all(len(answer.selected) <= 8 for answer in found.answers)


def test_a_check_cannot_be_passed_under_the_address_of_another_course(
    client: FlaskClient,
) -> None:
    make_items(4)
    course, _owner = own_course(points=("JC01.1",))
    richer, _ = own_course(points=("JC01.1",))
    make_rule(course, check=CHECK)
    make_rule(richer, check=CHECK)
    lin = make_user()
    for number in (course, richer):
        make_enrolment(lin, number)
    complete(lin, course, *lesson_keys(course))
    sign_in(client, lin)
    address = client.post(f"/courses/{course}/check").headers["Location"]
    forged = address.replace(f"/courses/{course}/", f"/courses/{richer}/")
    assert client.post(forged, data={"item-1": "B", "item-2": "B"}).status_code == 404
    assert client.post(f"/courses/{richer}/check").status_code == 409
    assert minutes_of(lin) == []


def test_a_course_that_was_left_grants_nothing_to_who_is_not_enrolled(client: FlaskClient) -> None:
    course, _owner = own_course()
    make_rule(course, valid_from=date(2020, 1, 1))
    stranger = make_user()
    sign_in(client, stranger)
    for key in lesson_keys(course):
        answer = client.post(f"/courses/{course}/lessons/{key}/progress", json={"position": 1000})
        assert answer.status_code == 404
        assert client.post(f"/courses/{course}/lessons/{key}/completion").status_code == 404
    assert minutes_of(stranger) == []
