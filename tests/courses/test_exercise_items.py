"""Exercises show keys, so they draw nothing that stands on a fixed mock form, and say so when an author names it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import (
    exercise,
    lesson_keys,
    make_course,
    make_enrolment,
    make_instructor,
    make_published,
    newest,
)
from tests.factories_itembank import make_form, make_item
from trainingapp.accounts.models import User
from trainingapp.courses.queries.exercises import list_asked, list_on_forms
from trainingapp.courses.queries.free_items import count_asked, count_free_items
from trainingapp.extensions import db
from trainingapp.itembank.models import BankItem, ItemRevision, RevisionKnowledge
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
WORK = {"title_zh": "练习", "minutes": "10", "most": "5", "is_required": "y"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor("吴晓东")


def make_items(**form: Any) -> tuple[str, str]:
    """An item on a form and one on none, both on the same knowledge point; their codes."""
    with writing():
        placed, free = make_item("A"), make_item("B")
        make_form(["A"], items=[placed], **form)
        codes = placed.code, free.code
        db.session.commit()
    db.session.remove()
    return codes


def drawn(**content: Any) -> list[str]:
    asked = {"items": [], "points": ["JC01"], "most": 10, **content}
    found = [revision.item.code for revision in list_asked(asked)]
    db.session.remove()
    return found


def test_what_is_drawn_by_knowledge_point_stands_on_no_fixed_form(app: Flask) -> None:
    placed, free = make_items()
    assert drawn() == [free]
    assert placed not in drawn(points=["JC01.1", "JC01.1.01"])


def test_what_an_author_names_is_asked_all_the_same(app: Flask) -> None:
    placed, free = make_items()
    assert drawn(items=[placed, free]) == sorted([placed, free])


def test_forms_assembled_for_one_person_close_no_item(app: Flask) -> None:
    placed, free = make_items(origin="assembled")
    assert drawn() == sorted([placed, free])
    assert list_on_forms([placed, free]) == []


def test_a_later_revision_of_a_placed_item_stays_out(app: Flask) -> None:
    placed, free = make_items()
    with writing():
        item = db.session.scalars(select(BankItem).where(BankItem.code == placed)).one()
        old = db.session.scalars(select(ItemRevision).where(ItemRevision.item_id == item.id)).one()
        same = {c.key: getattr(old, c.key) for c in ItemRevision.__table__.columns}
        new = ItemRevision(**{**same, "id": None, "number": old.number + 1})
        new.knowledge = [RevisionKnowledge(position=0, code="JC01.1.01")]
        item.latest_number = new.number
        db.session.add(new)
        db.session.commit()
    db.session.remove()
    assert list_on_forms([free, placed]) == [placed]
    assert drawn() == [free]
    assert drawn(items=[placed]) == [placed]


def test_an_author_who_names_a_placed_item_is_warned_and_not_stopped(
    client: FlaskClient, wu: User
) -> None:
    placed, free = make_items()
    course = make_course(wu)
    section = newest(course).sections[0].id
    db.session.remove()
    desk = sign_in(client, wu)
    address = f"/teaching/{course}/sections/{section}/lessons?kind=exercise"
    saved = desk.post(address, data={**WORK, "items": f"{placed} {free}"}, headers=EN)
    assert saved.status_code == 303
    outline = desk.get(f"/teaching/{course}", headers=EN).text
    assert f"These items stand on a mock exam. Here everybody sees their keys: {placed}" in outline
    assert f"items of a mock exam, whose keys become known here: {placed}" in outline
    assert free not in outline


def test_an_author_who_names_free_items_hears_nothing(client: FlaskClient, wu: User) -> None:
    _placed, free = make_items()
    course = make_course(wu, [exercise([free])])
    outline = sign_in(client, wu).get(f"/teaching/{course}", headers=EN).text
    assert "mock exam," not in outline


def test_a_learner_cannot_open_the_key_of_a_placed_item_by_its_code(
    client: FlaskClient, app: Flask
) -> None:
    placed, free = make_items()
    course = make_published(exercise(points=["JC01"]))
    lin = make_user("林美华")
    make_enrolment(lin, course)
    phone = sign_in(client, lin)
    root = f"/courses/{course}/lessons/{lesson_keys(course)[0]}/responses"
    assert phone.post(f"{root}/{placed}", data={"selected": "A"}).status_code == 404
    assert phone.post(f"{root}/{free}", data={"selected": "B"}).status_code == 303


def test_looking_for_placed_items_is_one_statement_however_many_there_are(app: Flask) -> None:
    with writing():
        items = [make_item("A") for _n in range(20)]
        make_form(["A"] * 20, items=items)
        codes = [item.code for item in items]
        db.session.commit()
    db.session.remove()
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert list_on_forms(codes) == codes
        assert list_on_forms([]) == []
        assert drawn() == []
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len([sql for sql in statements if sql.startswith("SELECT")]) == 2


def test_areas_count_every_item_once_whatever_its_points(app: Flask) -> None:
    with writing():
        make_item(knowledge=["JC01.1.01", "JC01.1.02"])
        make_item(knowledge=["JC01.2.01"])
        make_item(knowledge=["JC02.1.01"], chapter="JC02", status="draft")
        placed = make_item(knowledge=["JC01.2.01"])
        make_form(["B"], items=[placed])
        db.session.commit()
    db.session.remove()
    free = count_free_items("junior-comprehensive")
    assert (free["JC01"], free["JC01.1"], free["JC01.1.02"], free["JC01.2"]) == (2, 1, 1, 1)
    assert free["JC02"] == 0


@pytest.mark.parametrize(
    "content",
    [
        {"points": ["JC01"]},
        {"points": ["JC01.1", "JC01"], "most": 1},
        {"points": ["JC09"]},
        {"items": "both"},
        {"items": ["NONE-01"]},
    ],
)
def test_what_is_counted_is_what_is_asked(app: Flask, content: dict[str, Any]) -> None:
    placed, free = make_items()
    said = {"items": [], "points": [], "most": 10, **content}
    if said["items"] == "both":
        said["items"] = [placed, free]
    other = {"items": [placed], "points": ["JC01"], "most": 9}
    assert count_asked([said, other]) == [len(drawn(**said)), 1]


def make_desk(app: Flask, client: FlaskClient, wu: User) -> tuple[int, str]:
    course = make_course(wu, subject="junior-comprehensive", level="junior")
    section = newest(course).sections[0].id
    db.session.remove()
    sign_in(client, wu)
    return course, f"/teaching/{course}/sections/{section}/lessons?kind=exercise"


def test_an_author_draws_from_whole_chapters_and_reads_how_many_items_they_have(
    app: Flask, client: FlaskClient, wu: User
) -> None:
    _placed, free = make_items()
    course, new = make_desk(app, client, wu)
    page = client.get(new, headers=EN).text
    assert 'value="JC01"' in page
    assert "1 item<" in page.replace("\n", "")
    answer = client.post(new, data={**WORK, "chapters": "JC01"}, headers=EN)
    assert answer.status_code == 303
    lesson = newest(course).lessons[0]
    assert (lesson.content["points"], lesson.points) == (["JC01"], [])
    assert drawn(**lesson.content) == [free]
    edit = f"/teaching/{course}/lessons/{lesson.id}/edit"
    db.session.remove()
    said = client.get(f"/teaching/{course}", headers=EN).text
    assert "Items in this exercise now: 1." in said
    assert "too few items on no mock exam (1)" in said
    box = re.search(r'<input[^>]*value="JC01"[^>]*>', client.get(edit, headers=EN).text)
    assert box is not None
    assert " checked" in box[0]


def test_a_chapter_without_items_or_of_another_subject_is_no_choice(
    app: Flask, client: FlaskClient, wu: User
) -> None:
    make_items()
    _course, new = make_desk(app, client, wu)
    for code in ("JC09", "JP01", "", "JC01.1"):
        answer = client.post(new, data={**WORK, "chapters": code}, headers=EN)
        assert answer.status_code == 422, code


def test_a_saved_chapter_stays_a_choice_when_its_last_item_goes(
    app: Flask, client: FlaskClient, wu: User
) -> None:
    _placed, free = make_items()
    course, new = make_desk(app, client, wu)
    client.post(new, data={**WORK, "chapters": "JC01"})
    with writing():
        item = db.session.scalars(select(BankItem).where(BankItem.code == free)).one()
        item.status = "needs-review"
        db.session.commit()
    lesson = newest(course).lessons[0].id
    db.session.remove()
    edit = f"/teaching/{course}/lessons/{lesson}/edit"
    assert 'value="JC01"' in client.get(edit).text
    assert client.post(edit, data={**WORK, "chapters": "JC01"}).status_code == 303
    assert "no ready items" in client.get(f"/teaching/{course}", headers=EN).text
