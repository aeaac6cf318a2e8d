"""A published form: what the candidate's device gets, what stays here, and that it never changes."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from tests.factories_itembank import make_form, make_item, make_law, make_syllabus
from trainingapp.extensions import db
from trainingapp.itembank import queries
from trainingapp.itembank.models import ItemRevision, PolicyVersion, TestForm
from trainingapp.web.transactions import writing


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
