"""Every act from every state for every role, one's own item and another's; and a hundred mixed items at once."""

from __future__ import annotations

import itertools
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.itembank.editing import NEW, TYPED, add_item, enter, get_item, make_ground, make_person
from tests.statements import count_statements
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.writing import EDITORS_ACTS, Person
from trainingapp.rules.item_states import NEXT, Act
from trainingapp.rules.items import Status
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EVERY = list(itertools.product(Status, EDITORS_ACTS))
OTHERS = [role for role in Role if role is not Role.ITEM_EDITOR]
REFUSED = {
    (Status.NEEDS_REVIEW, Act.SEND): "已经",
    (Status.DRAFT, Act.RECALL): "已经",
    (Status.RETIRED, Act.RETIRE): "已经",
    (Status.RETIRED, Act.SEND): "停用",
    (Status.READY, Act.SEND): "不能",
}


@pytest.fixture
def chen(app: Flask) -> Person:
    make_ground()
    return make_person("陈晨")


@pytest.fixture
def own(client: FlaskClient, chen: Person) -> str:
    """An item of Chen's, made with the form."""
    saved = enter(client, chen).post(NEW + "single", data=TYPED)
    return str(saved.location.rpartition("/")[2])


def put(code: str, status: str) -> None:
    with writing():
        get_item(code).status = status
        db.session.commit()
    db.session.remove()


def list_acts(*names: str) -> list[str]:
    """What the audit log says was done with items, in order."""
    query = select(AuditEntry.action).where(AuditEntry.subject == "bank_item")
    wanted = {f"itembank.{name}" for name in names}
    return [action for action in db.session.scalars(query) if action in wanted]


@pytest.mark.parametrize("is_own", [True, False])
@pytest.mark.parametrize(("status", "act"), EVERY)
def test_an_editor_does_what_the_table_says_with_own_and_other_items(
    client: FlaskClient, own: str, chen: Person, status: Status, act: Act, is_own: bool
) -> None:
    put(own, status)
    someone = enter(client, chen if is_own else make_person("王编"))
    answer = someone.post(f"/bank/items/{own}/state", data={"act": act})
    wanted = NEXT.get((status, act))
    assert answer.status_code == (303 if wanted else 409)
    assert get_item(own).status == (wanted or status)
    assert list_acts(*EDITORS_ACTS) == ([f"itembank.{act}"] if wanted else [])
    if not wanted:
        assert REFUSED[status, act] in answer.text


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("status", list(Status))
def test_nobody_else_does_anything_with_an_item(
    client: FlaskClient, own: str, role: Role, status: Status
) -> None:
    put(own, status)
    someone = enter(client, make_person("某人", role))
    for act in EDITORS_ACTS:
        assert someone.post(f"/bank/items/{own}/state", data={"act": act}).status_code == 403
        data = {"act": act, "codes": [own]}
        assert someone.post("/bank/items/acts", data=data).status_code == 403
    assert get_item(own).status == status
    assert list_acts(*EDITORS_ACTS) == []


@pytest.mark.parametrize(
    "act", ["approve", "return", "revise", "lapse", "", "SEND", "<b>", "ready"]
)
@pytest.mark.parametrize("status", ["draft", "needs-review"])
def test_no_other_act_can_be_posted(
    client: FlaskClient, own: str, chen: Person, act: str, status: str
) -> None:
    put(own, status)
    editor = enter(client, chen)
    assert editor.post(f"/bank/items/{own}/state", data={"act": act}).status_code == 400
    assert editor.post("/bank/items/acts", data={"act": act, "codes": [own]}).status_code == 422
    assert get_item(own).status == status


@pytest.mark.parametrize("status", list(Status))
def test_the_page_offers_what_can_be_done_and_nothing_else(
    client: FlaskClient, own: str, chen: Person, status: Status
) -> None:
    put(own, status)
    page = enter(client, chen).get(f"/bank/items/{own}").text
    offered = set(re.findall(r'name="act" value="([a-z-]+)"', page))
    assert offered == {act for act in EDITORS_ACTS if (status, act) in NEXT}
    assert (f"/bank/items/{own}/edit" in page) is (status is not Status.RETIRED)


@pytest.mark.parametrize("role", [Role.ITEM_REVIEWER, Role.INSTRUCTOR, Role.EXAM_OFFICER])
def test_who_does_not_write_is_offered_nothing(client: FlaskClient, own: str, role: Role) -> None:
    put(own, "ready")
    page = enter(client, make_person("某人", role)).get(f"/bank/items/{own}").text
    assert 'name="act"' not in page
    assert f"/bank/items/{own}/edit" not in page


@pytest.mark.parametrize("act", list(EDITORS_ACTS))
def test_of_a_hundred_mixed_items_each_goes_its_own_way(
    client: FlaskClient, chen: Person, act: Act
) -> None:
    statuses = dict(zip(range(100), itertools.cycle(Status), strict=False))
    codes = {f"JC-02-{n:04d}": status for n, status in statuses.items()}
    for code, status in codes.items():
        add_item(status=status, code=code)
    page = enter(client, chen).post("/bank/items/acts", data={"act": act, "codes": list(codes)})
    assert page.status_code == 200
    db.session.expire_all()
    stored = dict(db.session.execute(select(BankItem.code, BankItem.status)).all())
    assert stored == {code: NEXT.get((s, act), s) for code, s in codes.items()}
    done = [code for code, status in codes.items() if (status, act) in NEXT]
    assert len(list_acts(act)) == len(done)
    for code in codes:
        assert code in page.text


def test_at_most_a_hundred_are_taken_and_each_once(client: FlaskClient, chen: Person) -> None:
    codes = [add_item(status="draft", code=f"JC-02-{n:04d}") for n in range(3)]
    unknown = [f"JC-77-{n:04d}" for n in range(98)]
    sent = [codes[0], codes[0], *unknown, codes[1], codes[2]]  # the hundredth is codes[1]
    page = enter(client, chen).post("/bank/items/acts", data={"act": "retire", "codes": sent}).text
    assert [get_item(code).status for code in codes] == ["retired", "retired", "draft"]
    assert "JC-77-0097" in page
    assert codes[2] not in page


def test_an_item_at_fault_stays_behind_and_the_others_go(client: FlaskClient, chen: Person) -> None:
    sound = add_item(status="draft", code="JC-02-0001")
    unsound = add_item(status="draft", code="JC-02-0002", knowledge=["JC77.1.01"])
    data = {"act": "send", "codes": [sound, unsound]}
    page = enter(client, chen).post("/bank/items/acts", data=data)
    assert [get_item(code).status for code in (sound, unsound)] == ["needs-review", "draft"]
    assert unsound in page.text
    assert client.post(f"/bank/items/{unsound}/state", data={"act": "send"}).status_code == 409


@pytest.mark.parametrize(
    "address",
    [
        "/bank/reviews",
        "/bank/items",
        "/bank/items?q=小李",
        "/bank/items?waiting=for-me",
        "/bank/items?waiting=returned",
        "/bank/items?status=draft&author=内容组甲",
    ],
)
def test_lists_take_as_many_statements_for_thirty_items_as_for_three(
    client: FlaskClient, chen: Person, address: str
) -> None:
    someone = enter(client, make_person("周两", Role.ITEM_EDITOR, Role.ITEM_REVIEWER))
    statuses = itertools.cycle(["draft", "needs-review", "ready"])
    for _number in range(3):
        add_item(status=next(statuses))
    few = count_statements(someone, address)
    for _number in range(27):
        add_item(status=next(statuses))
    assert count_statements(someone, address) == few


@pytest.mark.parametrize("part", ["", "/history", "/edit"])
def test_the_pages_of_an_item_take_no_more_statements_with_a_longer_history(
    client: FlaskClient, own: str, chen: Person, part: str
) -> None:
    editor = enter(client, chen)
    few = count_statements(editor, f"/bank/items/{own}{part}")
    for number in range(4):
        base = re.search(
            r'name="base"[^>]*value="([^"]*)"', editor.get(f"/bank/items/{own}/edit").text
        )
        assert base
        changed = {**TYPED, "base": base[1], "reason": f"理由{number}"}
        assert editor.post(f"/bank/items/{own}/edit", data=changed).status_code == 303
    assert count_statements(editor, f"/bank/items/{own}{part}") == few
