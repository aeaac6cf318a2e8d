"""An export overwrites nobody's work: what only the files have changed, comments, line ends, unwritable files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, update

from tests.factories_accounts import make_user
from tests.factories_itembank import NOON
from tests.itembank.banks import FILES, ITEMS, ON, write_bank
from tests.itembank.exchange.books import make_book
from tests.itembank.test_file_states import (
    CODE,
    NEW,
    OLD,
    OTHER,
    clashes,
    edit,
    first_option,
    item,
    load,
    set_columns,
)
from trainingapp.extensions import db
from trainingapp.itembank.bank import read_bank
from trainingapp.itembank.commands import bank as bank_commands
from trainingapp.itembank.exchange.exporting import export_workbook
from trainingapp.itembank.exchange.sheet_reading import read_workbook
from trainingapp.itembank.exchange.yaml_files import Written, save_files
from trainingapp.itembank.models import BankItem, ItemReview, ItemRevision
from trainingapp.itembank.shapes import ItemShape
from trainingapp.itembank.storing import find_shape, store_item
from trainingapp.web.transactions import writing

ENTRY = FILES[ITEMS].index("- code: JC-01-0002")


@pytest.fixture
def home(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that `bank load` reads by default, loaded."""
    folder = tmp_path / "bank"
    load(folder)
    monkeypatch.setenv("TRAININGAPP_BANK", str(folder))
    return folder


def run(app: Flask, *arguments: str) -> Result:
    done = app.test_cli_runner().invoke(bank_commands, list(arguments))
    db.session.remove()
    return done


def store(shape: ItemShape) -> None:
    with writing():
        store_item(shape, editor_id=None, note="", now=NOON)
        db.session.commit()
    db.session.remove()


def add_item(code: str) -> None:
    shape = find_shape(item()).model_copy(update={"code": code})
    store(shape)


def rewrite(folder: Path, old: str, new: str) -> Path:
    file = folder / ITEMS
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("language", "sentence"), [("zh", "只有文件改过"), ("en", "Left as they are")]
)
def test_what_the_files_alone_have_changed_is_not_overwritten(
    app: Flask, home: Path, language: str, sentence: str
) -> None:
    file = rewrite(home, OLD, NEW)
    done = run(app, "export", str(home), "--language", language)
    assert done.exit_code == 0
    assert NEW in file.read_text(encoding="utf-8")
    assert f"{sentence}" in done.output
    assert CODE in done.output
    load(home, **{ITEMS: file.read_text(encoding="utf-8")})
    assert first_option() == NEW


def test_what_both_have_changed_is_exported_as_the_load_advises(app: Flask, home: Path) -> None:
    edit(OTHER)
    file = rewrite(home, OLD, NEW)
    assert clashes(home, **{ITEMS: file.read_text(encoding="utf-8")}) == ["edited_in_site"]
    assert run(app, "export", str(home)).exit_code == 0
    assert OTHER in file.read_text(encoding="utf-8")
    assert clashes(home, **{ITEMS: file.read_text(encoding="utf-8")}) == []


def test_a_copy_elsewhere_is_brought_up_to_the_site(app: Flask, home: Path, tmp_path: Path) -> None:
    copy = write_bank(tmp_path / "copy")
    file = rewrite(copy, OLD, NEW)
    assert run(app, "export", str(copy)).exit_code == 0
    assert OLD in file.read_text(encoding="utf-8")


def test_an_item_beside_the_one_that_waits_is_exported(app: Flask, home: Path) -> None:
    edit(OTHER)
    file = rewrite(home, "text: 扶贫", "text: 帮扶")
    assert "改动 1 题" in run(app, "export", str(home), "--language", "zh").output
    text = file.read_text(encoding="utf-8")
    assert OTHER in text
    assert "text: 帮扶" in text


@pytest.mark.parametrize("expected", [1 / 3, 0.1 + 0.2, 1e-7, 0.5, 0.123456789012345])
def test_a_second_export_writes_nothing(app: Flask, home: Path, expected: float) -> None:
    shape = find_shape(item())
    facility = shape.facility.model_copy(update={"expected": expected})
    store(shape.model_copy(update={"facility": facility}))
    assert run(app, "export", str(home)).exit_code == 0
    assert "写了 0 个文件" in run(app, "export", str(home), "--language", "zh").output
    (placed,) = [p for p in read_bank(home).items if p.shape.code == CODE]
    assert placed.shape.facility.expected == expected


def indented(text: str) -> str:
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True))


WRITTEN = {
    "a comment before all": "# 注释\n" + FILES[ITEMS],
    "a comment between entries": FILES[ITEMS][:ENTRY] + "# 注释\n" + FILES[ITEMS][ENTRY:],
    "an indented comment": FILES[ITEMS][:ENTRY] + "  # 注释\n" + FILES[ITEMS][ENTRY:],
    "a comment after all": FILES[ITEMS] + "# 注释\n",
    "indented entries": indented("# 注释\n" + FILES[ITEMS]),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_comments_outlive_the_change_of_an_entry(app: Flask, tmp_path: Path, name: str) -> None:
    load(tmp_path, **{ITEMS: WRITTEN[name]})
    edit(NEW)
    assert run(app, "export", str(tmp_path)).exit_code == 0
    text = (tmp_path / ITEMS).read_text(encoding="utf-8")
    assert text.count("# 注释") == 1
    assert NEW in text
    kept, now = WRITTEN[name].splitlines(), text.splitlines()
    second = kept.index(next(line for line in kept if "JC-01-0002" in line and "code" in line))
    assert now[-(len(kept) - second) :] == kept[second:]  # every other entry is as it was
    assert read_bank(tmp_path).findings == []


@pytest.mark.parametrize("spaces", [0, 2, 4])
def test_a_new_entry_stands_as_far_in_as_the_others(
    app: Flask, tmp_path: Path, spaces: int
) -> None:
    chapter = ITEMS.replace("one", "ch01")
    lines = FILES[ITEMS].splitlines(keepends=True)
    text = "".join(" " * spaces + line if line.strip() else line for line in lines)
    folder = write_bank(tmp_path / "a", **{chapter: text})
    (folder / ITEMS).unlink()
    load(tmp_path / "b")
    add_item("JC-01-0777")
    assert run(app, "export", str(folder)).exit_code == 0
    found = read_bank(folder)
    assert found.findings == []
    assert "JC-01-0777" in {placed.shape.code for placed in found.items}
    assert " " * spaces + "- code: JC-01-0777" in (folder / chapter).read_text("utf-8").split("\n")


def test_windows_line_ends_stay(app: Flask, home: Path) -> None:
    file = home / ITEMS
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    edit(NEW)
    assert run(app, "export", str(home)).exit_code == 0
    data = file.read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") > 20
    assert b"\r\r" not in data
    assert read_bank(home).findings == []


@pytest.mark.parametrize(
    "text", ["# 见 README\n[]\n", "# 见 README\n[]", "# 见 README\n  []  # 空\n"]
)
def test_a_file_that_holds_only_comments_gets_its_first_entry(
    app: Flask, home: Path, text: str
) -> None:
    file = home / ITEMS.replace("one", "ch01")
    file.write_text(text, encoding="utf-8")
    add_item("JC-01-0777")
    assert run(app, "export", str(home)).exit_code == 0
    written = file.read_text(encoding="utf-8")
    assert written.startswith("# 见 README\n- code: JC-01-0777\n")
    assert "[]\n" not in written.split("- code")[0]
    assert read_bank(home).findings == []


@pytest.mark.parametrize(
    ("language", "sentence"), [("zh", "没有写入任何文件"), ("en", "No file was written")]
)
def test_an_export_that_cannot_be_written_writes_nothing(
    app: Flask, home: Path, language: str, sentence: str
) -> None:
    edit(NEW)
    before = (home / ITEMS).read_bytes()
    (home / ITEMS).with_name(".one.yaml.new").mkdir()
    done = run(app, "export", str(home), "--language", language)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert sentence in done.output
    assert (home / ITEMS).read_bytes() == before
    assert clashes(home, **{ITEMS: FILES[ITEMS].replace(OLD, OTHER, 1)}) == ["edited_in_site"]


def test_when_one_of_two_files_cannot_be_written_neither_is(tmp_path: Path) -> None:
    (tmp_path / "b" / ".two.yaml.new").mkdir(parents=True)
    with pytest.raises(OSError, match="two"):
        save_files(Written({"a/one.yaml": "1\n", "b/two.yaml": "2\n"}, 2, 0, 0), tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_in_place_of_the_folder_is_told(app: Flask, home: Path, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", encoding="utf-8")
    done = run(app, "export", str(tmp_path / "x"))
    assert done.exit_code != 0
    assert isinstance(done.exception, SystemExit)


def test_a_review_keeps_its_account_when_the_file_changes_elsewhere(app: Flask, home: Path) -> None:
    with writing():
        reader = make_user("审题组乙")
        db.session.flush()
        db.session.execute(update(ItemReview).values(reader_id=reader.id))
        db.session.commit()
        identity = reader.id
    db.session.remove()
    text = FILES[ITEMS].replace(
        "  author: 内容组甲\n", "  author: 内容组甲\n  exceptions: {key_longest: 原文如此}\n", 1
    )
    load(home, **{ITEMS: text})
    query = select(ItemReview.reader_id).join(
        ItemRevision, ItemRevision.id == ItemReview.item_revision_id
    )
    assert list(db.session.scalars(query.where(ItemRevision.item_id == item().id))) == [identity]


def workbook(tmp_path: Path, **changes: str) -> str:
    """The export of one item, changed by hand, as a file."""
    with db.session.no_autoflush:
        data = export_workbook(select(BankItem), on=ON).data
    db.session.remove()
    (row,) = [row.texts for row in read_workbook(data).rows if row.texts["code"] == CODE]
    path = tmp_path / "items.xlsx"
    path.write_bytes(make_book({**row, "status": "草稿", **changes}))
    return str(path)


def test_a_workbook_brought_by_command_outlives_a_load_of_files_that_have_not_changed(
    app: Flask, home: Path, tmp_path: Path
) -> None:
    assert run(app, "import", workbook(tmp_path, A=NEW)).exit_code == 0
    load(home)
    assert first_option() == NEW
    assert clashes(home, **{ITEMS: FILES[ITEMS].replace(OLD, OTHER, 1)}) == ["edited_in_site"]


def test_a_workbook_of_what_the_site_says_now_is_taken_again_and_again(
    app: Flask, home: Path, tmp_path: Path
) -> None:
    edit(OTHER)
    for said in (NEW, OTHER, NEW):
        done = run(app, "import", workbook(tmp_path, A=said))
        assert done.exit_code == 0, done.output
        assert first_option() == said


def test_a_workbook_of_what_the_site_said_before_is_refused(
    app: Flask, home: Path, tmp_path: Path
) -> None:
    file = workbook(tmp_path, A=NEW)
    edit(OTHER)
    done = run(app, "import", file)
    assert done.exit_code == 1
    assert CODE in done.output
    assert first_option() == OTHER


def test_an_import_that_is_refused_leaves_what_the_files_said(
    app: Flask, home: Path, tmp_path: Path
) -> None:
    said = item().file_sha256
    set_columns(status="draft")
    file = workbook(tmp_path, A=NEW, B="")
    assert run(app, "import", file).exit_code == 1
    assert item().file_sha256 == said
