"""Which change of a file makes what: a revision where the words changed, nothing where nothing did."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.factories_itembank import NOON
from tests.itembank.banks import FILES, FORM, ITEMS, LAWS, ON, SYLLABUS, changed, write_bank
from trainingapp.extensions import db
from trainingapp.itembank import queries
from trainingapp.itembank.actions import Loaded, load_bank
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.models import BankItem, ItemRevision
from trainingapp.itembank.rows import Tally
from trainingapp.web.transactions import writing


def load(folder: Path, **texts: str) -> Loaded:
    bank = check_bank(write_bank(folder, **texts), on=ON)
    assert bank.findings == []
    with writing():
        loaded = load_bank(bank, now=NOON, progress=lambda done, total: None)
        db.session.commit()
    db.session.remove()
    return loaded


def contents() -> list[tuple[str, int, str, object]]:
    rows = db.session.scalars(select(ItemRevision).order_by(ItemRevision.id)).all()
    found = [(r.item.code, r.number, r.content_sha256, r.content) for r in rows]
    db.session.rollback()
    return found


# What a candidate or a reviewer of the item reads: each is a new revision.
SAID = [
    ("stem: 根据慈善法，下列活动中", "stem: 依照慈善法，下列活动中"),
    ("text: 扶贫", "text: 帮扶"),
    ("why: 第三条列明", "why: 第三条写明"),
    ("key: ABD", "key: AB"),
    ("rationale: 慈善活动限于", "rationale: 慈善活动只限于"),
    ("sources: [慈善法第三条]", "sources: [慈善法第三条, 大纲]"),
    ("level: understand", "level: apply"),
    ("expected: 0.45", "expected: 0.5"),
    ("reason: 第四项容易漏选", "reason: 第四项常被漏选"),
    ("phrase: 自愿开展的下列公益活动", "phrase: 下列公益活动"),
    ('article: "3"', 'article: "5"'),
    ("model_answer: 先评估需求", "model_answer: 首先评估需求"),
    ("point: 需求评估", "point: 评估需要"),
    ("accept: [评估需求, 需求调查]", "accept: [评估需求]"),
    ("stimulus: 某街道", "stimulus: 某社区"),
    ("common_mistakes: [没有目标]", "common_mistakes: [没有评估]"),
    ("knowledge: [JC01.1.02]\n  level: apply", "knowledge: [JC01.1.01]\n  level: apply"),
]


@pytest.mark.parametrize(("old", "new"), SAID, ids=[old.split(":")[0] for old, _ in SAID])
def test_a_change_of_what_an_item_says_makes_one_new_revision(
    app: Flask, tmp_path: Path, old: str, new: str
) -> None:
    load(tmp_path)
    before = contents()
    text_ = changed(ITEMS, old, new)[ITEMS]
    if "key: AB" in new:
        text_ = text_.replace("answer: ABD", "answer: AB")
    bank = check_bank(write_bank(tmp_path, **{ITEMS: text_}), on=ON)
    assert [f.code for f in bank.findings if f.file == ITEMS] == []
    bank.forms.clear()  # whether the form still fits is not asked here
    with writing():
        loaded = load_bank(bank, now=NOON, progress=lambda done, total: None)
        db.session.commit()
    db.session.remove()
    after = contents()
    assert (loaded.revisions, loaded.items.new) == (1, 0)
    assert after[:-1] == before
    assert (after[-1][1], after[-1][2] != before[0][2]) == (2, True)


# How the file is written: nothing at all.
WRITTEN = [
    ("key: ABD", 'key: "ABD"'),
    ("kind: multiple", "kind:   multiple   # several"),
    ("expected: 0.45", "expected: 0.450"),
    ("sources: [慈善法第三条]", "sources:\n    - 慈善法第三条"),
    (
        "rationale: 慈善活动限于法定的公益活动。",
        "rationale: >-\n    慈善活动限于\n    法定的公益活动。",
    ),
    ("  enemies: []\n", ""),
    ("C: {text: 开办商场, why: 属于经营}", "C:\n      why: 属于经营\n      text: 开办商场"),
    ("- code: JC-02-0001\n  kind: multiple", "- kind: multiple\n  code: JC-02-0001"),
]


@pytest.mark.parametrize(("old", "new"), WRITTEN, ids=range(len(WRITTEN)))
def test_a_file_written_differently_changes_nothing(
    app: Flask, tmp_path: Path, old: str, new: str
) -> None:
    load(tmp_path)
    before = contents()
    assert load(tmp_path, **changed(ITEMS, old, new)) == Loaded(Tally(0, 0, 5), 0, 0)
    assert contents() == before


def test_items_may_move_to_another_file(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    (tmp_path / ITEMS).rename(tmp_path / ITEMS.replace("one", "two"))
    bank = check_bank(tmp_path, on=ON)
    with writing():
        loaded = load_bank(bank, now=NOON, progress=lambda done, total: None)
        db.session.commit()
    assert loaded == Loaded(Tally(0, 0, 5), 0, 0)


@pytest.mark.both_databases
def test_a_change_and_its_undoing_are_two_revisions_more(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    load(tmp_path, **changed(ITEMS, "why: 第三条列明", "why: 第三条写明"))
    assert load(tmp_path).revisions == 1
    item = db.session.scalars(select(BankItem).where(BankItem.code == "JC-02-0001")).one()
    hashes = [revision.content_sha256 for revision in item.revisions]
    assert [revision.number for revision in item.revisions] == [1, 2, 3]
    assert hashes[0] == hashes[2] != hashes[1]
    assert item.latest_number == 3


@pytest.mark.both_databases
def test_what_a_candidate_has_seen_survives_every_later_load(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    (form,) = queries.list_forms()
    form_id = form.id
    seen = queries.find_form_document(form_id), queries.get_answer_key(form_id)
    db.session.rollback()
    texts = FILES[ITEMS].replace("第三条列明", "第三条写明").replace("立即告知子女", "马上告知子女")
    for step in (texts, texts.replace("过早转介", "转介过早"), FILES[ITEMS]):
        load(tmp_path, **{ITEMS: step})
        assert (queries.find_form_document(form_id), queries.get_answer_key(form_id)) == seen
        db.session.rollback()


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "column", ["content", "content_sha256", "key", "level", "chapter", "kind", "number"]
)
def test_no_column_of_a_used_revision_can_be_changed(
    app: Flask, tmp_path: Path, column: str
) -> None:
    load(tmp_path)
    (form,) = queries.list_forms()
    used = queries.get_answer_key(form.id)[0]["revision_id"]
    db.session.rollback()
    other = {"content": "'{}'", "number": "77"}.get(column, "'x'")
    statement = f"UPDATE item_revision SET {column} = {other} WHERE id = {used}"
    with writing(), pytest.raises(DBAPIError):
        db.session.execute(text(statement))
    db.session.rollback()


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM item_revision WHERE id IN (SELECT item_revision_id FROM test_form_slot)",
        "DELETE FROM bank_item",
        "DELETE FROM test_form",
        "DELETE FROM test_form_slot",
        "DELETE FROM policy_version",
        "DELETE FROM test_specification",
        "UPDATE test_form_slot SET slot = slot + 100",
        "UPDATE test_form SET answer_key = '[]'",
        "UPDATE test_form SET document_sha256 = 'x'",
        "UPDATE policy_version SET content = '{}'",
    ],
)
def test_what_a_form_rests_on_cannot_be_taken_away(
    app: Flask, tmp_path: Path, statement: str
) -> None:
    load(tmp_path)
    before = queries.get_answer_key(queries.list_forms()[0].id)
    db.session.rollback()
    with writing(), pytest.raises(DBAPIError):
        db.session.execute(text(statement))
    db.session.rollback()
    assert queries.get_answer_key(queries.list_forms()[0].id) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (SYLLABUS, "zh: 社会工作服务的内涵", "zh: 服务的内涵"),
        (SYLLABUS, "confidence: notes", "confidence: official"),
        (SYLLABUS, "first_exam_year: 2026", "first_exam_year: 2027"),
        (LAWS, "short: 监狱法", "short: 监狱"),
        (LAWS, 'source: 数据库}\n    - {version: "2023', 'source: 公报}\n    - {version: "2023'),
    ],
)
def test_what_surrounds_items_changes_in_place_and_touches_none(
    app: Flask, tmp_path: Path, file: str, old: str, new: str
) -> None:
    load(tmp_path)
    before = contents()
    assert load(tmp_path, **changed(file, old, new)) == Loaded(Tally(0, 0, 5), 0, 0)
    assert load(tmp_path, **changed(file, old, new)) == Loaded(Tally(0, 0, 5), 0, 0)
    assert contents() == before


def test_a_form_whose_file_is_gone_stays_published(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    (tmp_path / FORM).unlink()
    bank = check_bank(tmp_path, on=ON)
    with writing():
        load_bank(bank, now=NOON, progress=lambda done, total: None)
        db.session.commit()
    assert [form.code for form in queries.list_forms()] == ["junior-comprehensive-1"]
