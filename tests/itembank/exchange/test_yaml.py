"""Items back into files: what is written is read as it was, and only what has changed is written."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select, update

from tests.factories_accounts import make_user, sign_in
from tests.factories_itembank import NOON
from tests.itembank.banks import FILES, ITEMS, ON, write_bank
from tests.itembank.exchange.books import read_codes
from tests.itembank.test_storing import objective, written
from trainingapp.extensions import db
from trainingapp.itembank.actions import load_bank
from trainingapp.itembank.bank import Bank, read_bank
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.commands import bank as bank_commands
from trainingapp.itembank.content import item_sha256
from trainingapp.itembank.exchange.exporting import export_files
from trainingapp.itembank.exchange.yaml_files import list_shapes, pack_files, write_files
from trainingapp.itembank.exchange.yaml_writing import write_entry
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.reading import read_yaml
from trainingapp.itembank.shapes import ItemShape
from trainingapp.itembank.storing import find_shape, settle, store_item
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

REVIEW = {
    "reader": "审题组乙",
    "answer": "B",
    "verdict": "agree",
    "second_defensible": False,
    "on": "2026-11-22",
    "note": "",
}


def read_back(folder: Path, text: str) -> ItemShape:
    path = folder / "items/junior-comprehensive/one.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    bank = read_bank(folder)
    assert bank.findings == []
    return bank.items[0].shape


# Texts that YAML could take for something else, and any others that no control character spoils.
NASTY = st.sampled_from(
    [
        "yes",
        "no",
        "on",
        "off",
        "~",
        "null",
        "true",
        "1",
        "1.5",
        "-3",
        "2026-11-22",
        "a: b",
        "- a",
        "[a",
        "{a",
        "#a",
        "a #b",
        "'a",
        '"a',
        "&a",
        "*a",
        "!a",
        "%a",
        "@a",
        "`a",
        ",",
        ":",
        "?",
        "a:",
        "甲：乙",
        "是（\u3000\u3000）。",
        "a\nb",
        "a\n\nb",
        " a",
        "a ",
        "\ta",
        "a\\b",
        "1_000",
        "0x1",
        "=",
        "<<",
        "\u2028",
        "\x85",
        "\ufeff甲",
        "甲\xa0乙",
        "...",
        "---",
        ">-",
        "^",
    ]
)
TEXT = NASTY | st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n"), min_size=1
)
TEXT = TEXT.filter(lambda text: text.strip() and "\t" not in text[:1])


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(texts=st.lists(TEXT, min_size=9, max_size=9), number=st.floats(0.001, 0.999))
def test_any_text_is_read_as_it_was_written(
    tmp_path: Path, texts: list[str], number: float
) -> None:
    shape = objective(
        stem=texts[0],
        options={letter: {"text": texts[1], "why": texts[2]} for letter in "ABCD"},
        rationale=texts[3],
        sources=[texts[4], texts[5]],
        exceptions={"key_longest": texts[6]},
        facility={"expected": round(number, 6), "reason": texts[7]},
        reviews=[{**REVIEW, "note": texts[8]}],
    )
    assert settle(read_back(tmp_path, write_entry(settle(shape)))) == settle(shape)


@settings(
    max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(texts=st.lists(TEXT, min_size=6, max_size=6))
def test_any_written_task_is_read_as_it_was(tmp_path: Path, texts: list[str]) -> None:
    rubric = [
        {"point": texts[1], "points": "7.50", "accept": [texts[2], texts[3]]},
        {"point": "目标", "points": "2.5"},
    ]
    task = {
        "prompt": texts[0],
        "points": "10",
        "rubric": rubric,
        "model_answer": texts[4],
        "common_mistakes": [texts[5]],
    }
    shape = written(tasks=[task, {**task, "common_mistakes": []}])
    again = read_back(tmp_path, write_entry(settle(shape)))
    assert settle(again) == settle(shape)
    assert item_sha256(settle(again)) == item_sha256(settle(shape))


def test_an_entry_is_written_as_people_write_it(tmp_path: Path) -> None:
    shape = objective(reviews=[REVIEW], enemies=["JC-01-0002"], exceptions={})
    text = write_entry(settle(shape))
    assert text.splitlines() == [
        "- code: JC-01-0001",
        "  kind: single",
        "  status: draft",
        "  knowledge: [JC01.1.01, JC01.1.02]",
        "  level: apply",
        "  facility: {expected: 0.65, reason: 两种做法容易混淆}",
        "  stem: >-",
        "    社会工作者小李走访独居老人时，最恰当的做法是（　　）。",
        "  options:",
        *(f"    {letter}: {{text: 做法{letter}, why: 理由{letter}}}" for letter in "ABCD"),
        "  key: B",
        "  rationale: >-",
        "    接案阶段的首要任务是建立专业关系。",
        "  sources: [2025年版大纲第一章]",
        "  anchors:",
        '    - {law: charity-law, version: "2023-12-29", article: "3", phrase: 扶贫}',
        "  origin: original",
        "  author: 陈晨",
        "  enemies: [JC-01-0002]",
        "  reviews:",
        "    - {reader: 审题组乙, answer: B, verdict: agree, second_defensible: false, "
        '"on": 2026-11-22, note: ""}',
        "  exceptions: {}",
    ]
    assert yaml.safe_load(text)[0]["key"] == "B"


# files


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Path:
    """The small bank as files with comments, loaded."""
    text = "# 第一章\n\n" + FILES[ITEMS].replace("- code: JC-02", "\n# 慈善法\n- code: JC-02")
    write_bank(tmp_path / "bank", **{ITEMS: text})
    load(tmp_path / "bank")
    return tmp_path / "bank"


def load(folder: Path) -> int:
    bank = check_bank(folder, on=ON)
    assert [f for f in bank.findings if f.code != "form_not_ready"] == []
    bank.forms.clear()
    with writing():
        loaded = load_bank(bank, now=NOON, progress=lambda done, total: None)
        db.session.commit()
    db.session.remove()
    return loaded.revisions


def edit(code: str, **changes: Any) -> None:
    with writing():
        item = db.session.scalars(select(BankItem).where(BankItem.code == code)).one()
        shape = find_shape(item).model_copy(update=changes)
        store_item(shape, editor_id=None, note="", now=NOON)
        db.session.commit()
    db.session.remove()


def add(code: str) -> None:
    with writing():
        shape = find_shape(
            db.session.scalars(select(BankItem).where(BankItem.code == "JC-01-0001")).one()
        )
        store_item(shape.model_copy(update={"code": code}), editor_id=None, note="", now=NOON)
        db.session.commit()
    db.session.remove()


def difference(old: str, new: str) -> tuple[set[str], set[str]]:
    before, after = set(old.splitlines()), set(new.splitlines())
    return before - after, after - before


def export(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch, *, is_home: bool = True
) -> str:
    if is_home:
        monkeypatch.setenv("TRAININGAPP_BANK", str(folder))
    done = app.test_cli_runner().invoke(bank_commands, ["export", str(folder)])
    assert done.exit_code == 0, done.output
    return done.output


def test_an_export_of_what_has_not_changed_touches_no_byte(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    assert "写了 0 个文件" in export(app, folder, monkeypatch)
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_a_diff_shows_the_changed_item_and_nothing_else(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / ITEMS
    before = file.read_text()
    edit("JC-01-0002", rationale="改过的解析。")
    export(app, folder, monkeypatch)
    _gone, come = difference(before, file.read_text())
    assert come == {"    改过的解析。", "  reviews: []", "  exceptions: {}", *come & ONE_LINE}
    assert "# 慈善法" in file.read_text()
    assert file.read_text().startswith("# 第一章\n\n- code: JC-01-0001\n")
    first, rest = before.split("- code: JC-01-0002")
    assert file.read_text().startswith(first)
    assert file.read_text().endswith(rest[rest.index("\n\n# 慈善法") :])


ONE_LINE = {
    "  status: draft",
    "    社会工作者小李走访独居老人时，下列做法中，最恰当的是（　　）。JC-01-0002",
    "  rationale: >-",
    "  sources: [2025年版大纲第一章]",
}


def test_after_an_export_the_files_load_without_a_revision(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit("JC-01-0002", rationale="改过的解析。")
    add("JC-01-0044")
    add("JC-02-0002")
    export(app, folder, monkeypatch)
    assert load(folder) == 0
    found = {p.shape.code: p.file for p in read_bank(folder).items}
    assert found["JC-01-0044"] == "items/junior-comprehensive/ch01.yaml"
    assert found["JC-02-0002"] == "items/junior-comprehensive/ch02.yaml"
    edit("JC-01-0002", rationale="又改过的解析。")  # the files were in step: this edit stays
    assert load(folder) == 0


def test_an_export_to_another_folder_is_a_copy(
    app: Flask, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit("JC-01-0002", rationale="改过的解析。")
    copy = tmp_path / "copy"
    copy.mkdir()
    export(app, copy, monkeypatch, is_home=False)
    assert len(read_bank(copy).items) == 5
    assert load(folder) == 0  # the old files do not undo what the site says
    item = db.session.scalars(select(BankItem).where(BankItem.code == "JC-01-0002")).one()
    assert item.latest.content["rationale"] == "改过的解析。"


def test_a_new_item_stands_in_order_of_code(app: Flask, folder: Path) -> None:
    file = "items/junior-comprehensive/ch01.yaml"
    for code in ("JC-01-0050", "JC-01-0030", "JC-01-0040"):
        add(code)
    written_ = write_files(list_shapes(), read_bank(folder))
    codes = [line.split()[-1] for line in written_.files[file].splitlines() if "- code" in line]
    assert codes == ["JC-01-0030", "JC-01-0040", "JC-01-0050"]
    assert (written_.new, written_.changed, written_.same) == (3, 0, 5)


def test_faulty_files_are_not_written_upon(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit("JC-01-0002", rationale="改过的解析。")
    (folder / ITEMS).write_text("- code: [", encoding="utf-8")
    monkeypatch.setenv("TRAININGAPP_BANK", str(folder))
    done = app.test_cli_runner().invoke(bank_commands, ["export", str(folder)])
    assert done.exit_code == 1
    assert (folder / ITEMS).read_text() == "- code: ["


def test_the_archive_holds_every_file_and_twice_the_same_bytes(
    app: Flask, folder: Path, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit("JC-01-0002", rationale="改过的解析。")
    monkeypatch.setenv("TRAININGAPP_BANK", str(folder))
    sign_in(client, make_user("陈晨", roles=[Role.ITEM_EDITOR]))
    answer = client.get("/bank/question-bank.zip")
    assert answer.mimetype == "application/zip"
    assert answer.data == client.get("/bank/question-bank.zip").data
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == [f"question_bank/{ITEMS}"]
        text = archive.read(f"question_bank/{ITEMS}").decode()
    assert "改过的解析" in text
    assert text.startswith("# 第一章")


def test_an_item_whose_key_is_kept_from_the_reader_stays_as_the_files_have_it(
    app: Flask, folder: Path
) -> None:
    edit("JC-01-0002", rationale="改过的解析。")
    data = export_files(folder, held=lambda codes: {"JC-01-0002"})
    db.session.remove()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "改过的解析" not in archive.read(f"question_bank/{ITEMS}").decode()


def test_without_files_everything_is_written(app: Flask, folder: Path, tmp_path: Path) -> None:
    bank = Bank(tmp_path / "nowhere")
    data = pack_files(bank, write_files(list_shapes(), bank))
    db.session.remove()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path)
    again = {p.shape.code: settle(p.shape) for p in read_bank(tmp_path / "question_bank").items}
    assert again == {p.shape.code: settle(p.shape) for p in read_bank(folder).items}


def test_a_written_entry_is_one_reading_takes(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(write_entry(settle(objective())), encoding="utf-8")
    _root, findings = read_yaml(path, "one.yaml")
    assert findings == []


def test_a_reviewers_export_leaves_out_what_they_have_yet_to_answer(
    app: Flask, folder: Path, client: FlaskClient
) -> None:
    with writing():
        waiting = update(BankItem).where(BankItem.code == "JC-01-0002")
        db.session.execute(waiting.values(status="needs-review"))
        db.session.commit()
    db.session.remove()
    sign_in(client, make_user("赵敏", roles=[Role.ITEM_EDITOR, Role.ITEM_REVIEWER]))
    assert "JC-01-0002" not in read_codes(client.get("/bank/items.xlsx").data)
    sign_in(client, make_user("陈晨", roles=[Role.ITEM_EDITOR]))
    assert "JC-01-0002" in read_codes(client.get("/bank/items.xlsx").data)
    assert read_codes(
        client.get("/bank/items.xlsx?subject=junior-comprehensive&kind=multiple").data
    ) == ["JC-02-0001"]


def test_the_list_offers_its_own_filters_to_the_export_and_nothing_else(
    app: Flask, folder: Path, client: FlaskClient
) -> None:
    sign_in(client, make_user("陈晨", roles=[Role.ITEM_EDITOR]))
    page = client.get("/bank/items?kind=multiple&endpoint=x&_external=1&_scheme=javascript")
    assert page.status_code == 200
    assert 'href="/bank/items.xlsx?kind=multiple&amp;' in page.text
    assert "javascript:" not in page.text
