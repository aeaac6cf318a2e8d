"""What happens after a disagreement, after a conflict and after a second press: said, kept, and on record."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.itembank.editing import (
    NEW,
    TYPED,
    add_item,
    enter,
    get_item,
    list_reviews,
    make_ground,
    make_person,
)
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.itembank.history import compare_identities
from trainingapp.itembank.models import LawVersion
from trainingapp.itembank.storing import find_shape
from trainingapp.itembank.writing import Person, base_of
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EXCEPTED = {"exceptions-0-name": "key_longest", "exceptions-0-reason": "篇幅所限"}


@pytest.fixture
def chen(app: Flask) -> Person:
    make_ground()
    return make_person("陈晨")


@pytest.fixture
def zhao(app: Flask) -> Person:
    return make_person("赵明", Role.ITEM_REVIEWER)


@pytest.fixture
def waiting(client: FlaskClient, chen: Person) -> str:
    saved = enter(client, chen).post(NEW + "single", data={**TYPED, "send": "1"})
    return str(saved.location.rpartition("/")[2])


def edit(client: FlaskClient, code: str, base: str = "", **changes: str) -> Any:
    data = {**TYPED, "base": base or base_of(get_item(code)), **changes}
    return client.post(f"/bank/items/{code}/edit", data=data)


def review(client: FlaskClient, code: str, selected: str, verdict: str, **more: str) -> Any:
    revision = str(get_item(code).latest.id)
    client.post(
        f"/bank/reviews/{code}/answer",
        data={"revision": revision, "selected": selected, "doubt": ""},
    )
    data = {"revision": revision, "verdict": verdict, **more}
    return client.post(f"/bank/reviews/{code}/verdict", data=data)


def last_writing() -> dict[str, Any]:
    query = select(AuditEntry.detail).where(AuditEntry.action == "itembank.write")
    found: dict[str, Any] = json.loads(
        db.session.scalars(query.order_by(AuditEntry.number.desc())).first() or "{}"
    )
    return found


def send(client: FlaskClient, code: str) -> Any:
    return client.post(f"/bank/items/{code}/state", data={"act": "send"})


def test_what_a_reader_disagreed_with_is_not_sent_again_unchanged(
    client: FlaskClient, waiting: str, chen: Person, zhao: Person
) -> None:
    review(enter(client, zhao), waiting, "A", "disagree", note="A 也对")
    editor = enter(client, chen)
    refused = send(editor, waiting)
    assert refused.status_code == 409
    assert "请改写后再送审" in refused.text
    bulk = editor.post("/bank/items/acts", data={"act": "send", "codes": [waiting]})
    assert "请改写后再送审" in bulk.text
    assert get_item(waiting).status == "draft"


def test_beside_an_item_may_be_changed_but_that_does_not_send_it_either(
    client: FlaskClient, waiting: str, chen: Person, zhao: Person
) -> None:
    review(enter(client, zhao), waiting, "A", "disagree", note="A 也对")
    saved = edit(enter(client, chen), waiting, **EXCEPTED, send="1")
    assert saved.status_code == 303
    page = client.get(f"/bank/items/{waiting}").text
    assert "请改写后再送审" in page
    assert (get_item(waiting).status, get_item(waiting).latest_number) == ("draft", 1)
    assert get_item(waiting).exceptions == {"key_longest": "篇幅所限"}


def test_a_rewritten_item_is_sent_and_read_anew(
    client: FlaskClient, waiting: str, chen: Person, zhao: Person
) -> None:
    review(enter(client, zhao), waiting, "A", "disagree", note="A 也对")
    changed = TYPED["options-0-text"].replace("立即", "不问老人就")
    saved = edit(enter(client, chen), waiting, **{"options-0-text": changed}, send="1")
    assert saved.status_code == 303
    assert get_item(waiting).status == "needs-review"
    assert review(enter(client, zhao), waiting, "B", "agree").status_code == 303
    assert get_item(waiting).status == "ready"
    assert [found.verdict for found in list_reviews()] == ["disagree", "agree"]


def test_an_unsure_reader_leaves_the_way_open_for_another(
    client: FlaskClient, waiting: str, chen: Person, zhao: Person
) -> None:
    review(enter(client, zhao), waiting, "B", "unsure", note="拿不准")
    assert send(enter(client, chen), waiting).status_code == 303
    wu = make_person("吴二", Role.ITEM_REVIEWER)
    assert review(enter(client, wu), waiting, "B", "agree").status_code == 303
    assert get_item(waiting).status == "ready"


def test_a_verdict_that_the_law_refuses_keeps_its_note(
    client: FlaskClient, waiting: str, zhao: Person
) -> None:
    with writing():
        version = db.session.scalars(select(LawVersion)).one()
        version.effective_to = version.effective_from
        db.session.commit()
    refused = review(enter(client, zhao), waiting, "B", "agree", note="很长的意见")
    assert refused.status_code == 409
    assert "很长的意见" in refused.text
    assert re.search(
        r'<input[^>]*value="agree"[^>]*checked|checked[^>]*value="agree"', refused.text
    )
    assert get_item(waiting).status == "needs-review"
    assert list_reviews() == []


@pytest.mark.parametrize("selected", [[], ["A", "B"], ["E"]])
def test_a_blind_answer_that_is_none_is_said_beside_the_options(
    client: FlaskClient, waiting: str, zhao: Person, selected: list[str]
) -> None:
    data = {"revision": str(get_item(waiting).latest.id), "selected": selected, "doubt": "想了想"}
    refused = enter(client, zhao).post(f"/bank/reviews/{waiting}/answer", data=data)
    assert refused.status_code == 422
    form = refused.text[refused.text.index('<form method="post" action="/bank/reviews') :]
    assert 'id="selected-error"' in form
    assert "想了想" in form


def test_a_form_sent_twice_is_nobody_elses_change(
    client: FlaskClient, waiting: str, chen: Person
) -> None:
    editor = enter(client, chen)
    base = base_of(get_item(waiting))
    for _press in range(2):
        assert edit(editor, waiting, base, reason="新的理由").status_code == 303
    assert get_item(waiting).latest_number == 2
    other = edit(editor, waiting, base, reason="又一个理由")
    assert other.status_code == 409
    assert get_item(waiting).latest_number == 2


def test_a_conflict_beside_the_item_shows_what_saving_would_undo(
    client: FlaskClient, waiting: str, chen: Person
) -> None:
    enemy = add_item(status="draft")
    base = base_of(get_item(waiting))
    assert edit(enter(client, make_person("王编")), waiting, base, enemies=enemy).status_code == 303
    conflict = edit(enter(client, chen), waiting, base, origin="adapted", enemies="")
    assert conflict.status_code == 409
    above = conflict.text[: conflict.text.index('class="item-form"')]
    assert enemy in above
    assert "变的是来源" in above
    assert get_item(waiting).enemies == [enemy]


def test_identities_are_compared_field_by_field(waiting: str) -> None:
    old = find_shape(get_item(waiting))
    assert compare_identities(old, old) == []
    new = old.model_copy(
        update={"origin": "adapted", "enemies": ["JC-01-0009"], "exceptions": {"a": "b"}}
    )
    paths = [change.path for change in compare_identities(old, new)]
    assert paths == [("origin",), ("enemies",), ("exceptions",)]
    back = {change.path: change.pieces[0] for change in compare_identities(new, old)}
    assert (back["enemies",].kind, back["enemies",].text) == ("removed", "JC-01-0009")
    assert (back["exceptions",].kind, back["exceptions",].text) == ("removed", "a: b")


@pytest.mark.parametrize(
    ("changes", "name", "before", "after"),
    [
        (EXCEPTED, "exceptions", {}, {"key_longest": "篇幅所限"}),
        ({"origin": "adapted"}, "origin", "original", "adapted"),
    ],
)
def test_what_is_granted_beside_an_item_is_on_record_with_its_note(
    client: FlaskClient,
    waiting: str,
    chen: Person,
    changes: dict[str, str],
    name: str,
    before: object,
    after: object,
) -> None:
    assert edit(enter(client, chen), waiting, note="放行", **changes).status_code == 303
    detail = last_writing()
    assert detail[name] == {"from": before, "to": after}
    assert (detail["note"], detail["is_new"]) == ("放行", False)


def test_enemies_are_on_record_too_and_what_stays_is_not(
    client: FlaskClient, waiting: str, chen: Person
) -> None:
    enemy = add_item(status="draft")
    edit(enter(client, chen), waiting, enemies=enemy)
    assert last_writing()["enemies"] == {"from": [], "to": [enemy]}
    assert set(last_writing()) == {"code", "number", "is_new", "enemies", "note"}
    edit(client, waiting, enemies=enemy, reason="别的理由")
    assert set(last_writing()) == {"code", "number", "is_new"}
