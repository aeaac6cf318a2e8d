"""The way of an item whose law has changed, from its fall to its return; and who comes second on that way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from flask import Flask
from hypothesis import given, strategies as st
from sqlalchemy import select

from tests.factories_itembank import JUNIOR, NOON, make_item, make_law, make_syllabus
from tests.itembank.editing import get_item, make_person
from trainingapp.extensions import db
from trainingapp.itembank import queries, reviewing
from trainingapp.itembank.editions import Area, diff_areas
from trainingapp.itembank.exam_years import law_day_at
from trainingapp.itembank.law_changes import promulgate
from trainingapp.itembank.models import BankItem, LawVersion
from trainingapp.itembank.shapes import ReviewShape
from trainingapp.itembank.storing import find_shape
from trainingapp.itembank.writing import (
    Person,
    act_on_item,
    base_of,
    get_item_to_change,
    save_item,
)
from trainingapp.jobs.registry import TIMETABLE
from trainingapp.rules.item_states import Act, ItemUnsound
from trainingapp.rules.law_versions import LawVersionRefused
from trainingapp.rules.permissions import Role
from trainingapp.server import timetable
from trainingapp.web.transactions import writing

CODE = "JC-01-4000"
ON = law_day_at(NOON)


@pytest.fixture
def chen(app: Flask) -> Person:
    """An editor; the bank has one ready item on the charity law."""
    person = make_person("陈晨")
    with writing():
        make_syllabus()
        anchors = [(make_law(), "3", "自愿开展的下列公益活动")]
        make_item("B", code=CODE, anchors=anchors)
        db.session.commit()
    db.session.remove()
    return person


def change(editor: Person, version: date = date(2026, 10, 1)) -> None:
    with writing():
        promulgate(
            "charity-law",
            version=version,
            effective_from=date(2026, 12, 1),
            source="数据库",
            actor_id=editor.id,
            now=NOON,
        )
        db.session.commit()
    db.session.remove()


def read_blind(reader: Person) -> int:
    """The reader answers the key; returns the revision."""
    with writing():
        item = get_item_to_change(CODE)
        number = item.latest.id
        reviewing.answer_blind(
            item, revision_id=number, reader=reader, answer="B", doubt="", now=NOON
        )
        db.session.commit()
    db.session.remove()
    return number


def agree(reader: Person, revision: int) -> None:
    review = ReviewShape.model_validate(
        {
            "reader": reader.name,
            "answer": "B",
            "verdict": "agree",
            "second_defensible": False,
            "on": date(2026, 11, 22),
        }
    )
    with writing():
        reviewing.give_verdict(
            get_item_to_change(CODE),
            revision_id=revision,
            reader=reader,
            review=review,
            on=ON,
            now=NOON,
        )
        db.session.commit()
    db.session.remove()


def is_in_pool() -> bool:
    return CODE in [item.code for item in queries.list_ready_pool(JUNIOR, on=ON)]


def renew(editor: Person, version: str) -> None:
    """The editor lets the item rest on that version."""
    with writing():
        item = get_item_to_change(CODE)
        shape = find_shape(item)
        anchors = [anchor.model_copy(update={"version": version}) for anchor in shape.anchors]
        save_item(
            shape.model_copy(update={"anchors": anchors}),
            base=base_of(item),
            editor=editor,
            note="依新法核对",
            on=ON,
            now=NOON,
        )
        db.session.commit()
    db.session.remove()


def test_a_fallen_item_comes_back_by_new_anchors_and_a_new_reader(chen: Person) -> None:
    zhao = make_person("赵明", Role.ITEM_REVIEWER)
    assert is_in_pool()
    change(chen)
    assert not is_in_pool()
    renew(chen, "2026-10-01")
    assert get_item(CODE).status == "draft"
    with writing():
        act_on_item(get_item_to_change(CODE), Act.SEND, actor_id=chen.id, on=ON, now=NOON)
        db.session.commit()
    agree(zhao, read_blind(zhao))
    found = get_item(CODE)
    assert (found.status, found.attention, found.latest_number) == ("ready", None, 2)
    assert is_in_pool()


def test_nobody_approves_an_item_on_law_that_has_ended(chen: Person) -> None:
    zhao = make_person("赵明", Role.ITEM_REVIEWER)
    change(chen)
    revision = read_blind(zhao)
    with pytest.raises(ItemUnsound) as refused:
        agree(zhao, revision)
    db.session.rollback()
    findings = refused.value.parameters["findings"]
    assert [found.code for found in findings] == ["anchor_not_in_force"]  # type: ignore[attr-defined]
    assert get_item(CODE).status == "needs-review"


def test_an_editor_cannot_save_an_item_on_law_that_has_ended(chen: Person) -> None:
    change(chen)
    with pytest.raises(ItemUnsound):
        renew(chen, "2023-12-29")
    db.session.rollback()
    assert get_item(CODE).latest_number == 1


@pytest.mark.both_databases
def test_two_editors_who_add_the_same_version_add_it_once(app: Flask, chen: Person) -> None:
    begin = Barrier(2)

    def add(_number: int) -> str:
        with app.app_context():
            begin.wait()
            try:
                change(chen)
            except LawVersionRefused as refusal:
                db.session.rollback()
                return type(refusal).__name__
            finally:
                db.session.remove()
            return "added"

    db.session.remove()
    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(add, range(2))) == ["VersionKnown", "added"]
    versions = db.session.scalars(select(LawVersion.version).order_by(LawVersion.version))
    assert versions.all() == ["2023-12-29", "2026-10-01"]
    assert db.session.scalars(select(BankItem.status)).all() == ["needs-review"]


@pytest.mark.both_databases
def test_a_third_version_ends_the_second_and_leaves_the_first(chen: Person) -> None:
    change(chen)
    with writing():
        promulgate(
            "charity-law",
            version=date(2026, 11, 1),
            effective_from=date(2027, 5, 1),
            source="数据库",
            actor_id=chen.id,
            now=NOON,
        )
        db.session.commit()
    rows = db.session.scalars(select(LawVersion).order_by(LawVersion.version)).all()
    assert [(row.version, row.effective_to) for row in rows] == [
        ("2023-12-29", date(2026, 11, 30)),
        ("2026-10-01", date(2027, 4, 30)),
        ("2026-11-01", None),
    ]


def test_the_worker_looks_at_the_law_every_hour() -> None:
    assert timetable.MODULES
    assert TIMETABLE["itembank.follow_law"].interval == timedelta(hours=1)


titles = st.sampled_from(["目标", "功能", "慈善活动", "接案", "评估", "结案"])
editions = st.dictionaries(st.sampled_from([f"JC01.1.0{n}" for n in range(1, 8)]), titles)


@given(old=editions, new=editions)
def test_every_area_of_both_editions_is_accounted_for_once(
    old: dict[str, str], new: dict[str, str]
) -> None:
    before, after = (
        [Area(code, "point", {"zh": title}) for code, title in sorted(edition.items())]
        for edition in (old, new)
    )
    found = diff_areas(before, after, items={})
    went = [c.old.code for c in (*found.moved, *found.dropped) if c.old]
    came = [c.new.code for c in (*found.moved, *found.new) if c.new]
    assert sorted(went) == sorted(set(old) - set(new))
    assert sorted(came) == sorted(set(new) - set(old))
    assert sorted(c.old.code for c in found.renamed if c.old) == sorted(
        code for code in set(old) & set(new) if old[code] != new[code]
    )
    back = diff_areas(after, before, items={})
    assert [c.new for c in back.new] == [c.old for c in found.dropped]
    assert len(back.moved) == len(found.moved)
    assert found.is_empty is (old == new)
