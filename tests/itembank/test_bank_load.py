"""`bank load` is all or nothing, idempotent, and never changes what a candidate may have seen."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from tests.factories_itembank import NOON
from tests.itembank.banks import (
    FILES,
    FORM,
    ITEMS,
    LAWS,
    ON,
    POLICIES,
    SPECIFICATION,
    SYLLABUS,
    changed,
    write_bank,
)
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import Base, db
from trainingapp.itembank import queries
from trainingapp.itembank.actions import Loaded, load_bank
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.commands import bank as bank_commands
from trainingapp.itembank.models import (
    BankItem,
    ContentArea,
    ItemReview,
    ItemRevision,
    LawAnchor,
    RevisionKnowledge,
    TestForm,
    TestSpecification,
)
from trainingapp.itembank.rows import Tally
from trainingapp.itembank.stored import check_stored
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.both_databases


def load(folder: Path, **texts: str) -> Loaded:
    bank = check_bank(write_bank(folder, **texts), on=ON)
    assert bank.findings == []
    with writing():
        assert check_stored(bank) == []
        loaded = load_bank(bank, now=NOON, progress=lambda done, total: None)
        db.session.commit()
    return loaded


def stored_faults(folder: Path, **texts: str) -> list[tuple[str, int, str]]:
    bank = check_bank(write_bank(folder, **texts), on=ON)
    assert bank.findings == []
    return [(finding.file, finding.line, finding.code) for finding in check_stored(bank)]


def count(model: type[Base]) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_everything_in_the_files_is_stored(app: Flask, tmp_path: Path) -> None:
    assert load(tmp_path) == Loaded(Tally(5, 0, 0), revisions=5, forms=1)
    item = db.session.execute(select(BankItem).where(BankItem.code == "JC-02-0001")).scalar_one()
    assert (item.subject, item.status, item.author) == ("junior-comprehensive", "ready", "内容组甲")
    revision = item.latest
    assert (revision.number, revision.key, revision.level, revision.chapter) == (
        1,
        "ABD",
        "understand",
        "JC02",
    )
    assert revision.content["options"]["C"] == {"text": "开办商场", "why": "属于经营"}
    assert [point.code for point in revision.knowledge] == ["JC02.1.01"]
    (anchor,) = revision.anchors
    assert (anchor.law_version.law.code, anchor.article) == ("charity-law", "3")
    (review,) = revision.reviews
    assert (review.reader, review.answer, review.is_second_defensible) == ("审题组乙", "ABD", False)


def test_lines_folded_in_the_file_leave_no_gap_in_chinese_text(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    query = select(ItemRevision).join(BankItem).where(BankItem.code == "JC-01-0001")
    stem = db.session.execute(query).scalar_one().content["stem"]
    assert stem.startswith("社会工作者小李走访独居老人时，下列做法中，最恰当的是（　　）。")


def test_a_form_is_published_with_its_document_and_key(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    (test_form,) = queries.list_forms("junior-comprehensive")
    assert (test_form.code, test_form.version, test_form.origin) == (
        "junior-comprehensive-1",
        1,
        "fixed",
    )
    found = queries.find_form_document(test_form.id)
    assert found is not None
    document = json.loads(gzip.decompress(found.gzip))
    assert document["minutes"] == 120
    assert document["rules"] == {
        "single": "1",
        "multiple": "2",
        "per_option": "0.5",
        "cut_score": "2.4",
        "full_score": "4",
    }
    assert [entry["item"] for entry in queries.get_answer_key(test_form.id)] == [
        "JC-01-0001",
        "JC-01-0002",
        "JC-02-0001",
    ]


def test_loading_again_makes_nothing(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    tables = [BankItem, ItemRevision, ItemReview, LawAnchor, RevisionKnowledge, ContentArea]
    before = [count(model) for model in tables]
    assert load(tmp_path) == Loaded(Tally(0, 0, 5), revisions=0, forms=0)
    assert [count(model) for model in tables] == before
    assert count(TestForm) == count(TestSpecification) == 1


def test_the_audit_log_keeps_what_a_load_changed_and_nothing_else(
    app: Flask, tmp_path: Path
) -> None:
    load(tmp_path)
    load(tmp_path)
    (entry,) = db.session.execute(select(AuditEntry)).scalars()
    assert (entry.action, entry.actor_id) == ("itembank.load", None)
    assert json.loads(entry.detail)["revisions"] == 5


def test_a_changed_item_makes_a_new_revision_and_the_form_keeps_the_old(
    app: Flask, tmp_path: Path
) -> None:
    load(tmp_path)
    assert load(tmp_path, **changed(ITEMS, "why: 第三条列明", "why: 慈善法第三条列明")) == Loaded(
        Tally(0, 1, 4), revisions=1, forms=0
    )
    item = db.session.execute(select(BankItem).where(BankItem.code == "JC-02-0001")).scalar_one()
    assert [revision.number for revision in item.revisions] == [1, 2]
    assert item.latest.content["options"]["A"]["why"] == "慈善法第三条列明"
    assert [len(revision.anchors) for revision in item.revisions] == [1, 1]
    (test_form,) = queries.list_forms()
    assert queries.get_answer_key(test_form.id)[2]["revision_id"] == item.revisions[0].id


@pytest.mark.parametrize(
    ("old", "new"),
    [("enemies: []", "enemies: [JC-01-0003]"), ("author: 内容组甲", "author: 内容组丙")],
)
def test_what_an_item_is_changes_without_a_revision(
    app: Flask, tmp_path: Path, old: str, new: str
) -> None:
    load(tmp_path)
    assert load(tmp_path, **changed(ITEMS, old, new)) == Loaded(
        Tally(0, 1, 4), revisions=0, forms=0
    )


def test_a_new_review_is_added_to_the_revision_it_is_about(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    second = (
        'note: ""}\n    - {reader: 审题组丙, answer: B, verdict: agree, '
        'second_defensible: false, "on": 2026-11-22}'
    )
    load(tmp_path, **changed(ITEMS, 'note: ""}', second))
    query = select(ItemRevision).join(BankItem).where(BankItem.code == "JC-01-0001")
    revision = db.session.execute(query).scalar_one()
    assert [review.reader for review in revision.reviews] == ["审题组乙", "审题组丙"]
    assert count(ItemReview) == 5


def test_an_item_that_is_retired_leaves_the_pool_and_keeps_its_revisions(
    app: Flask, tmp_path: Path
) -> None:
    load(tmp_path)
    assert len(queries.list_ready_pool("junior-comprehensive", on=ON)) == 4
    text = FILES[ITEMS].replace(
        "kind: multiple\n  status: ready", "kind: multiple\n  status: retired"
    )
    (tmp_path / FORM).unlink()
    bank = check_bank(write_bank(tmp_path, **{ITEMS: text}), on=ON)
    bank.forms.clear()  # the published form stays, whatever became of its file
    with writing():
        load_bank(bank, now=NOON, progress=lambda done, total: None)
        db.session.commit()
    pool = queries.list_ready_pool("junior-comprehensive", on=ON)
    assert "JC-02-0001" not in [item.code for item in pool]
    assert len(queries.get_item_revisions(queries.list_forms()[0].id)) == 3


def test_the_pool_leaves_out_what_rests_on_law_not_in_force(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    before = ON.replace(year=2023)
    pool = queries.list_ready_pool("junior-comprehensive", on=before)
    assert "JC-02-0001" not in [item.code for item in pool]
    assert queries.list_ready_pool("middle-law", on=ON) == []


def test_a_form_with_other_items_must_be_a_new_version(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    swapped = changed(FORM, "JC-01-0001,\n  JC-01-0002", "JC-01-0002,\n  JC-01-0001")
    assert stored_faults(tmp_path, **swapped) == [(FORM, 5, "form_changed")]
    newer = {FORM: swapped[FORM].replace("version: 1", "version: 2")}
    assert load(tmp_path, **newer).forms == 1
    assert [(row.code, row.version) for row in queries.list_forms()] == [
        ("junior-comprehensive-1", 2)
    ]


def test_a_policy_with_other_points_must_be_a_new_version(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    texts = changed(POLICIES, 'per_option: "0.5"', 'per_option: "0.4"')
    assert stored_faults(tmp_path, **texts) == [(POLICIES, 1, "policy_changed")]


def test_a_knowledge_point_may_be_retired_but_not_dropped(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    point = "          - {code: JC01.1.03, title: {zh: 旧知识点}, retired: true}\n"
    assert stored_faults(tmp_path, **changed(SYLLABUS, point, "")) == [
        (SYLLABUS, 6, "code_dropped")
    ]


def test_a_changed_specification_is_a_new_number(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    load(tmp_path, **changed(SPECIFICATION, "minutes: 120", "minutes: 130"))
    found = queries.find_specification("junior-comprehensive-2025")
    assert found is not None
    assert (found.number, found.content["minutes"]) == (2, 130)
    assert queries.list_forms()[0].specification.content["minutes"] == 120
    assert [row.number for row in queries.list_specifications()] == [2]


def test_a_law_that_ends_is_updated_in_place(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    load(tmp_path, **changed(LAWS, "effective_to: null", 'effective_to: "2030-01-01"'))
    query = select(LawAnchor)
    assert str(db.session.execute(query).scalar_one().law_version.effective_to) == "2030-01-01"


def run(app: Flask, folder: Path) -> Result:
    return app.test_cli_runner().invoke(bank_commands, ["load", str(folder), "--language", "en"])


def test_the_command_says_what_it_did(app: Flask, tmp_path: Path) -> None:
    first = run(app, write_bank(tmp_path))
    assert first.exit_code == 0, first.output
    assert "Items: 5 of 5" in first.output
    assert "5 new, 0 changed, 0 unchanged." in first.output
    assert "5 new revisions, 1 new forms." in first.output
    assert "0 new, 0 changed, 5 unchanged." in run(app, tmp_path).output


@pytest.mark.parametrize("file", [ITEMS, LAWS, FORM])
def test_one_broken_file_loads_nothing(app: Flask, tmp_path: Path, file: str) -> None:
    result = run(app, write_bank(tmp_path, **{file: FILES[file] + "  bad: [\n"}))
    assert result.exit_code == 1
    assert f"{file}:" in result.output
    assert count(BankItem) == count(ContentArea) == 0


def test_what_contradicts_the_database_loads_nothing(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    texts = changed(POLICIES, 'per_option: "0.5"', 'per_option: "0.4"')
    texts |= changed(ITEMS, "author: 内容组甲", "author: 内容组丙")
    result = run(app, write_bank(tmp_path, **texts))
    assert result.exit_code == 1
    assert "make a new version" in result.output
    db.session.expire_all()
    assert {item.author for item in db.session.execute(select(BankItem)).scalars()} == {"内容组甲"}
