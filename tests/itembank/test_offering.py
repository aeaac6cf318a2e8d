"""What the editor's form offers: points of the newest edition by section, versions of laws, newest first."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_itembank import make_law, make_specification, make_syllabus
from tests.itembank.editing import NEW, WRITTEN, add_item, enter, make_ground, make_person
from tests.itembank.test_pages import count_statements
from trainingapp.extensions import db
from trainingapp.itembank.models import ContentArea, Law, LawVersion
from trainingapp.itembank.offering import list_law_versions, list_points
from trainingapp.rules.item_flaws.catalogue import CATALOGUE
from trainingapp.rules.items import Subject
from trainingapp.web.transactions import writing


def codes(subject: str = "junior-comprehensive") -> dict[str, list[str]]:
    return {
        section.code: [point.code for point in points]
        for section, points in list_points(subject).items()
    }


def test_points_stand_under_their_sections_in_order_and_without_retired_ones(app: Flask) -> None:
    make_ground()
    assert codes() == {
        "JC01.1": ["JC01.1.01", "JC01.1.02"],
        "JC02.1": ["JC02.1.01", "JC02.1.02"],
    }
    with writing():
        area = db.session.scalars(select(ContentArea).where(ContentArea.code == "JC01.1.02")).one()
        area.is_retired = True
        db.session.commit()
    assert codes()["JC01.1"] == ["JC01.1.01"]


def test_only_the_newest_edition_is_offered(app: Flask) -> None:
    with writing():
        make_syllabus()
        make_syllabus(edition="2027", chapters=1)
        db.session.commit()
    assert list(codes()) == ["JC01.1"]


@pytest.mark.parametrize("subject", [str(s) for s in Subject if s != Subject.JUNIOR_COMPREHENSIVE])
def test_another_subject_has_points_of_its_own(app: Flask, subject: str) -> None:
    make_ground()
    assert codes(subject) == {}


def test_the_newest_version_of_a_law_comes_first(app: Flask) -> None:
    with writing():
        version = make_law()
        law = db.session.get_one(Law, version.law_id)
        law.versions.append(
            LawVersion(version="2030-01-01", effective_from=date(2030, 5, 1), source="数据库")
        )
        db.session.commit()
    assert list_law_versions() == [
        ("charity-law", "慈善法", "2030-01-01"),
        ("charity-law", "慈善法", "2023-12-29"),
    ]


def test_the_form_takes_no_more_statements_for_a_longer_syllabus_or_more_rows(
    app: Flask, client: FlaskClient
) -> None:
    make_ground()
    editor = enter(client, make_person("陈晨"))
    few = count_statements(editor, NEW + "single")
    with writing():
        make_syllabus(edition="2027", chapters=14)
        for number in range(20):
            make_law(f"law-{number}")
        db.session.commit()
    assert count_statements(editor, NEW + "single") == few


def test_what_is_chosen_stays_offered_when_it_is_gone(app: Flask, client: FlaskClient) -> None:
    make_ground()
    editor = enter(client, make_person("陈晨"))
    code = add_item("B", knowledge=["JC01.1.02"], code="JC-01-0100")
    with writing():
        area = db.session.scalars(select(ContentArea).where(ContentArea.code == "JC01.1.02")).one()
        area.is_retired = True
        db.session.commit()
    page = editor.get(f"/bank/items/{code}/edit").text
    assert '<option selected value="JC01.1.02">JC01.1.02</option>' in page


def test_an_exception_offers_every_flaw_by_its_name(app: Flask, client: FlaskClient) -> None:
    make_ground()
    page = enter(client, make_person("陈晨")).get(NEW + "single").text
    assert [name for name in CATALOGUE if f'value="{name}"' not in page] == []


def test_an_exception_that_names_no_flaw_of_today_stays_beside_the_item(
    app: Flask, client: FlaskClient
) -> None:
    make_ground()
    code = add_item("B", exceptions={"flaw_of_old": "当时如此"}, code="JC-01-0100")
    page = enter(client, make_person("陈晨")).get(f"/bank/items/{code}/edit").text
    assert '<option selected value="flaw_of_old">' in page
    assert 'value="当时如此"' in page


def test_a_new_item_is_of_a_kind_that_its_papers_ask_for(app: Flask, client: FlaskClient) -> None:
    make_ground()
    editor = enter(client, make_person("陈晨"))
    assert editor.get(NEW + "essay").status_code == 200  # no specification says what is asked
    with writing():
        make_specification({"single": 60, "multiple": 20})
        make_specification({"case": 3}, code="senior", subject="senior-practice")
        db.session.commit()
    refused = editor.post(NEW + "essay", data=WRITTEN)
    assert refused.status_code == 422
    assert "这个科目的试卷不考这种题型" in refused.text
    assert editor.get(NEW + "multiple").status_code == 200
    assert (
        editor.get(NEW.replace("junior-comprehensive", "senior-practice") + "case").status_code
        == 200
    )
