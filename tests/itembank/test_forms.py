"""A published form: what the candidate's device gets, what stays here, and that it never changes."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError, NoResultFound

from tests.factories_itembank import (
    make_form,
    make_item,
    make_law,
    make_specification,
    make_syllabus,
)
from trainingapp.extensions import db
from trainingapp.itembank import queries
from trainingapp.itembank.documents import Entry, Head, build_document
from trainingapp.itembank.models import ItemRevision, PolicyVersion, TestForm
from trainingapp.web.transactions import writing

PLAN = {"minutes": 120, "cut_score": "60", "full_score": "100"}
STEM = {"stem": "题干", "options": {letter: {"text": letter, "why": ""} for letter in "ABCD"}}


def test_the_document_has_every_item_and_no_key(app: Flask) -> None:
    with writing():
        test_form = make_form(["A", "B", "CD"])
        found = queries.find_form_document(test_form.id)
    assert found is not None
    raw = gzip.decompress(found.gzip)
    assert hashlib.sha256(raw).hexdigest() == found.sha256
    document = json.loads(raw)
    assert document["form"] == test_form.id
    assert document["kinds"] == [
        {"kind": "single", "first": 1, "last": 2, "points": "1"},
        {"kind": "multiple", "first": 3, "last": 3, "points": "2"},
    ]
    assert [item["slot"] for item in document["items"]] == [1, 2, 3]
    assert set(document["items"][0]) == {"slot", "kind", "stem", "options"}
    for secret in ("key", "why", "的理由", "rationale", "考查接案"):
        assert secret not in raw.decode()


def test_the_answer_key_names_every_slot(app: Flask) -> None:
    with writing():
        key = queries.get_answer_key(make_form(["A", "BCE"]).id)
    assert [(entry["slot"], entry["kind"], entry["key"]) for entry in key] == [
        (1, "single", "A"),
        (2, "multiple", "BCE"),
    ]
    assert key[0]["chapter"] == "JC01"
    assert key[0]["knowledge"] == "JC01.1.01"


def test_the_review_page_gets_whys_law_and_knowledge(app: Flask) -> None:
    with writing():
        make_syllabus()
        item = make_item("C", anchors=[(make_law(), "3", "自愿开展的下列公益活动")])
        (reviewed,) = queries.get_item_revisions(make_form(["C"], items=[item]).id)
    assert [option.letter for option in reviewed.options if option.is_key] == ["C"]
    assert reviewed.options[0].why == "做法A的理由"
    assert reviewed.anchors[0].short == "慈善法"
    assert reviewed.anchors[0].effective_from.isoformat() == "2024-09-05"
    assert reviewed.knowledge == [
        ("JC01.1.01", {"zh": "JC01.1.01 的标题", "en": "Title of JC01.1.01"})
    ]


def test_the_newest_version_of_every_fixed_form_is_listed(app: Flask) -> None:
    with writing():
        make_form(["A"], version=1)
        newest = make_form(["A"], version=2)
        make_form(["A"], code="made-for-wang", origin="assembled")
        assert [row.id for row in queries.list_forms("junior-comprehensive")] == [newest.id]
        assert queries.list_forms("middle-law") == []


def test_a_written_paper_shows_its_tasks_and_no_rubric(app: Flask) -> None:
    written = {
        "stimulus": "某街道拟开展互助服务。",
        "tasks": [
            {
                "prompt": "请分析需要。",
                "points": "20",
                "rubric": [{"point": "需求评估", "points": "20", "accept": []}],
                "model_answer": "先评估需求。",
                "common_mistakes": [],
            }
        ],
    }
    with writing():
        specification = make_specification(
            {"case": 1}, code="written", policy=None, points={"case": "20"}, full_score="20"
        )
        item = make_item("", kind="case", content=written)
        test_form = make_form([""], items=[item], specification=specification)
        found = queries.find_form_document(test_form.id)
    assert found is not None
    assert test_form.policy_id is None
    document = json.loads(gzip.decompress(found.gzip))
    assert document["kinds"] == [{"kind": "case", "first": 1, "last": 1, "points": "20"}]
    assert document["rules"] == {"cut_score": "60", "full_score": "20"}
    assert document["items"] == [
        {
            "slot": 1,
            "kind": "case",
            "stimulus": "某街道拟开展互助服务。",
            "tasks": [{"prompt": "请分析需要。", "points": "20"}],
        }
    ]
    assert "需求评估" not in gzip.decompress(found.gzip).decode()


def test_equal_documents_are_equal_bytes(app: Flask) -> None:
    head = Head(1, "卷一", 1, {"zh": "卷一"}, specification=PLAN, policy={"single": "1"})
    entry = Entry(1, "JC-01-0001", 5, "single", "B", "JC01", "JC01.1.01", "apply", STEM)
    assert build_document(head, [entry]) == build_document(head, [entry])


def test_a_form_is_read_with_its_specification_and_policy(app: Flask) -> None:
    with writing():
        test_form = queries.get_form(make_form(["A"]).id)
    assert test_form.specification.content["minutes"] == 120
    assert test_form.policy is not None
    assert queries.get_policy(test_form.policy.id).content["multiple"] == "2"
    assert queries.find_form(test_form.code, 1) is test_form
    assert queries.find_form(test_form.code, 2) is None


@pytest.mark.parametrize("read", [queries.get_form, queries.get_answer_key, queries.get_policy])
def test_what_does_not_exist_is_said_not_to(app: Flask, read: Callable[[int], object]) -> None:
    with pytest.raises(NoResultFound):
        read(99)
    assert queries.find_form_document(99) is None
    assert queries.find_policy("cn-objective@9") is None
    assert queries.find_specification("nothing") is None


@pytest.mark.both_databases
def test_a_revision_changes_freely_until_it_stands_on_a_form(app: Flask) -> None:
    with writing():
        item = make_item("A")
        db.session.execute(update(ItemRevision).values(key="B"))
        make_form(["B"], items=[item])
        db.session.commit()
        with pytest.raises(DBAPIError, match="never changes"):
            db.session.execute(update(ItemRevision).values(key="C"))
        db.session.rollback()


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE test_form SET answer_key = '[]'",
        "UPDATE test_form_slot SET slot = 9",
        "DELETE FROM test_form_slot",
        "UPDATE policy_version SET content = '{}'",
    ],
)
def test_the_database_refuses_to_change_what_was_published(app: Flask, statement: str) -> None:
    with writing():
        make_form(["A"])
        db.session.commit()
        with pytest.raises(DBAPIError, match=r"never changes|never deleted"):
            db.session.execute(text(statement))
        db.session.rollback()
        assert db.session.query(TestForm).one().answer_key
        assert db.session.query(PolicyVersion).one().content["single"] == "1"
