"""What the reading side does where hardly anybody looks: twice the same, nothing at all, the last known."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, strategies as st
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from tests.factories_accounts import make_user
from tests.factories_itembank import (
    JUNIOR,
    NOON,
    make_form,
    make_item,
    make_law,
    make_policy,
    make_specification,
)
from tests.itembank.banks import FORM, ITEMS, SINGLE, write_bank
from trainingapp.extensions import db
from trainingapp.itembank import flawed, queries
from trainingapp.itembank.bank import read_bank
from trainingapp.itembank.checks.flaws import find_all
from trainingapp.itembank.checks.targets import check_targets
from trainingapp.itembank.flaws import read_text
from trainingapp.itembank.law_changes import lapse_items
from trainingapp.itembank.laws import list_affected_forms
from trainingapp.itembank.models import BankItem, TestSpecification
from trainingapp.itembank.reading import is_plain_text, read_yaml
from trainingapp.itembank.shapes import ItemShape
from trainingapp.notices.models import Notice
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

ENDED = date(2026, 6, 30)
LENS = date(2026, 12, 31)


@pytest.fixture
def zhou(app: Flask) -> None:
    """An editor who would be told."""
    with writing():
        make_user("陈晨", roles=[Role.ITEM_EDITOR])
        db.session.commit()


def test_an_item_that_waits_anyway_is_marked_and_nobody_is_told(zhou: None) -> None:
    with writing():
        version = make_law(effective_to=ENDED)
        code = make_item("A", status="needs-review", anchors=[(version, "3", "扶贫")]).code
        db.session.commit()
    with writing():
        assert lapse_items(actor_id=None, now=NOON) == []
        db.session.commit()
    item = db.session.scalars(select(BankItem).where(BankItem.code == code)).one()
    assert item.status == "needs-review"
    assert item.attention == {"reason": "law-changed", "law": "charity-law", "version": ""}
    assert db.session.scalars(select(Notice)).all() == []
    with writing():
        assert lapse_items(actor_id=None, now=NOON) == []  # and once is enough


def test_of_two_ended_laws_only_the_one_with_ready_items_is_told_of(zhou: None) -> None:
    with writing():
        waits, stands = make_law(effective_to=ENDED), make_law("prison-law", effective_to=ENDED)
        make_item("A", status="needs-review", anchors=[(waits, "3", "扶贫")])
        code = make_item("A", anchors=[(stands, "1", "监狱")]).code
        db.session.commit()
    with writing():
        (lapse,) = lapse_items(actor_id=None, now=NOON)
        db.session.commit()
    assert (lapse.law, lapse.items) == ("prison-law", [code])
    assert len(db.session.scalars(select(Notice)).all()) == 1


@pytest.mark.both_databases
def test_an_item_on_two_ended_laws_is_named_once_on_its_form(app: Flask) -> None:
    with writing():
        one, two = make_law(effective_to=ENDED), make_law("prison-law", effective_to=ENDED)
        item = make_item("A", anchors=[(one, "3", "扶贫"), (two, "1", "监狱"), (one, "4", "济困")])
        other = make_item("A", anchors=[(two, "1", "监狱")])
        make_form(items=[item, other], keys=["A", "A"])
        codes, laws = [item.code, other.code], (one.law, two.law)
        db.session.commit()
    (found,) = list_affected_forms(on=LENS)
    assert found.codes == codes
    (first,) = list_affected_forms(on=LENS, law=laws[0])
    assert first.codes == codes[:1]
    assert list_affected_forms(on=ENDED) == []  # the last day still counts


def test_flaws_are_forgotten_when_too_many_are_known(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flawed, "LIMIT", 2)
    monkeypatch.setattr(flawed, "_known", {})
    with writing():
        items = [make_item("A") for _ in range(3)]
        db.session.commit()
    found = [flawed.flaw_names(item) for item in items]
    assert len(flawed._known) == 1  # emptied for the third
    assert [flawed.flaw_names(item) for item in items] == found


def test_a_shape_without_any_text_of_its_own_has_a_rationale_only() -> None:
    values: dict[str, Any] = {"code": "JC-01-0001", "kind": "case", "rationale": " 依据 大纲。 "}
    text = read_text(ItemShape.model_construct(**values))
    assert text.others == ()
    assert [place for place, _text in text.everything] == [("rationale",)]


def three_of_one_name(folder: Path) -> Path:
    """Three items with the same person on two forms."""
    codes = ["JC-01-0001", "JC-01-0002", "JC-01-0003"]
    texts = {
        ITEMS: "".join(
            SINGLE.format(code=code, knowledge="JC01.1.01", level="apply") for code in codes
        )
    }
    form = (
        "code: {code}\nversion: 1\ntitle: {{zh: 卷, en: Form}}\n"
        "specification: junior-comprehensive-2025\nitems: [" + ", ".join(codes) + "]\n"
    )
    texts[FORM] = form.format(code="one")
    texts["forms/junior-comprehensive/two.yaml"] = form.format(code="two")
    return write_bank(folder, **texts)


def test_a_flaw_that_shows_on_two_forms_is_told_once(tmp_path: Path) -> None:
    bank = read_bank(three_of_one_name(tmp_path))
    assert len(bank.forms) == 2
    found = [entry.flaw.name for entry in find_all(bank)["JC-01-0003"]]
    assert found.count("name_reused") == 1


@pytest.mark.parametrize("folder", ["forms/no-such-subject", "forms/JUNIOR-COMPREHENSIVE"])
def test_a_form_in_a_folder_of_no_subject_is_reported_and_not_read(
    tmp_path: Path, folder: str
) -> None:
    text = "code: one\nversion: 1\ntitle: {zh: 卷, en: Form}\nspecification: x\nitems: [x]\n"
    bank = read_bank(write_bank(tmp_path, **{f"{folder}/x.yaml": text}))
    assert [placed.file for placed in bank.forms] == [FORM]
    assert [finding.file for finding in bank.findings] == [f"{folder}/x.yaml"]


def test_only_sections_without_a_ready_item_are_empty(tmp_path: Path) -> None:
    targets = "- subject: junior-comprehensive\n  ready: {single: 1}\n"
    items = SINGLE.format(code="JC-01-0001", knowledge="JC01.1.01", level="apply")
    bank = read_bank(write_bank(tmp_path, **{"targets.yaml": targets, ITEMS: items}))
    found = [f.parameters["code"] for f in check_targets(bank) if f.code == "empty_section"]
    assert found == ["JC02.1"]


def test_what_a_policy_or_a_specification_is_called_is_looked_for_exactly(app: Flask) -> None:
    with writing():
        make_policy()
        make_policy(2, single="2")
        make_specification()
        db.session.commit()
    one, two = queries.find_policy("cn-objective@1"), queries.find_policy("cn-objective@2")
    assert one is not None
    assert two is not None
    assert (one.version, two.content["single"]) == (1, "2")
    assert queries.get_policy(one.id) is one
    for name in ("cn-objective@3", "cn-objective", "cn-objective@", "CN-objective@1", ""):
        assert queries.find_policy(name) is None, name
    with pytest.raises(NoResultFound):
        queries.get_specification("junior-comprehensive")
    assert queries.get_specification("junior-comprehensive-2025").number == 1


@pytest.mark.both_databases
def test_a_specification_is_read_as_it_stands_today(app: Flask) -> None:
    with writing():
        first = make_specification({"single": 2}, chapters={"JC01": {"min": 1, "max": 2}})
        changed = {**first.content, "kinds": {"single": 3}, "chapters": {}}
        fields = {"code": first.code, "subject": JUNIOR, "edition": "2025", "content_sha256": "x"}
        db.session.add(TestSpecification(number=2, content=changed, **fields))
        make_specification(code="another", subject="middle-law")
        db.session.commit()
    found = queries.list_specifications()
    assert [(row.code, row.number) for row in found] == [
        ("junior-comprehensive-2025", 2),
        ("another", 1),
    ]
    now = queries.read_specification(queries.get_specification("junior-comprehensive-2025"))
    assert (now.size, dict(now.chapters), dict(now.levels)) == (3, {}, {})


WORDS = (
    "yes No ON null ~ true 0 01 -1 1.5 1. 2026-11-22 2026-13-45 老人 a - 1e5 0x1F 1_000 .5 False x1"
)
pieces = st.sampled_from([*WORDS.split(), "9" * 19])


@given(pieces | st.from_regex(r"[0-9A-Za-z老.\-]{1,8}", fullmatch=True))
def test_a_plain_text_is_read_back_as_itself_and_nothing_else_is_plain(text: str) -> None:
    if text.startswith("-") and len(text) == 1:
        return  # a lone hyphen begins a list
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.yaml")
        path.write_text(f"name: {text}\n", encoding="utf-8")
        value, findings = read_yaml(path, "x.yaml")
    if is_plain_text(text):
        assert not findings
        assert value["name"] == text
        assert isinstance(value["name"], str)
    else:
        assert findings or not isinstance(value["name"], str)
