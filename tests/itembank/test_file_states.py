"""Files and site may both change an item: edits of the site outlive a load, and what both changed is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.factories_itembank import NOON
from tests.itembank.banks import FILES, ITEMS, ON, changed, write_bank
from trainingapp.extensions import db
from trainingapp.itembank.actions import Loaded, load_bank
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.commands import bank as bank_commands
from trainingapp.itembank.file_states import State, compare_files
from trainingapp.itembank.models import BankItem, ItemRevision
from trainingapp.itembank.shapes import ObjectiveItem
from trainingapp.itembank.stored import check_stored
from trainingapp.itembank.storing import find_shape, store_item
from trainingapp.rules.items import Status
from trainingapp.web.transactions import writing

CODE = "JC-01-0001"
OLD, NEW, OTHER = "立即告知子女", "马上告知子女", "先通知子女"


def load(folder: Path, **texts: str) -> Loaded:
    bank = check_bank(write_bank(folder, **texts), on=ON)
    with writing():
        assert check_stored(bank) == []
        loaded = load_bank(bank, now=NOON, progress=lambda done, total: None)
        db.session.commit()
    db.session.remove()
    return loaded


def item() -> BankItem:
    return db.session.scalars(select(BankItem).where(BankItem.code == CODE)).one()


def edit(new: str) -> None:
    """An editor of the site changes the first option."""
    with writing():
        shape = find_shape(item())
        assert isinstance(shape, ObjectiveItem)
        option = shape.options["A"].model_copy(update={"text": new})
        shape = shape.model_copy(update={"options": {**shape.options, "A": option}})
        store_item(shape, editor_id=None, note="", now=NOON)
        db.session.commit()
    db.session.remove()


def set_columns(**values: object) -> None:
    with writing():
        db.session.execute(update(BankItem).where(BankItem.code == CODE).values(values))
        db.session.commit()
    db.session.remove()


def first_option() -> str:
    text = str(item().latest.content["options"]["A"]["text"])
    db.session.remove()
    return text


def clashes(folder: Path, **texts: str) -> list[str]:
    found = [f.code for f in check_stored(check_bank(write_bank(folder, **texts), on=ON))]
    db.session.remove()
    return found


@pytest.mark.both_databases
def test_an_edit_of_the_site_outlives_a_load_of_files_that_have_not_changed(
    app: Flask, tmp_path: Path
) -> None:
    load(tmp_path)
    edit(NEW)
    loaded = load(tmp_path)
    assert (loaded.revisions, loaded.items.changed, loaded.items.same) == (0, 0, 5)
    assert first_option() == NEW
    assert item().status == Status.DRAFT  # its reviews belong to the old revision


def test_a_file_that_changed_alone_makes_a_revision(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    loaded = load(tmp_path, **changed(ITEMS, OLD, NEW))
    assert (loaded.revisions, loaded.items.changed) == (1, 1)
    assert first_option() == NEW


@pytest.mark.both_databases
def test_what_changed_in_both_is_refused_with_its_place_and_loads_nothing(
    app: Flask, tmp_path: Path
) -> None:
    load(tmp_path)
    edit(NEW)
    bank = check_bank(write_bank(tmp_path, **changed(ITEMS, OLD, OTHER)), on=ON)
    (finding,) = check_stored(bank)
    assert (finding.file, finding.line, finding.code) == (ITEMS, 1, "edited_in_site")
    assert CODE in finding.sentence
    db.session.remove()

    done = app.test_cli_runner().invoke(bank_commands, ["load", str(tmp_path)])
    assert done.exit_code == 1
    assert "JC-01-0001" in done.output
    assert first_option() == NEW
    assert item().latest_number == 2


def test_files_that_caught_up_with_the_site_are_in_step_again(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    edit(NEW)
    caught_up = changed(ITEMS, OLD, NEW)[ITEMS].replace("status: ready", "status: draft", 1)
    start = caught_up.index("  reviews:")
    caught_up = caught_up[:start] + caught_up[caught_up.index("\n- code: JC-01-0002") + 1 :]
    assert clashes(tmp_path, **{ITEMS: caught_up}) == []
    loaded = load(tmp_path, **{ITEMS: caught_up})
    assert (loaded.revisions, loaded.items.changed) == (0, 0)
    edit(OTHER)  # so that the next edit of the site is one since the files
    assert load(tmp_path, **{ITEMS: caught_up}).revisions == 0
    assert first_option() == OTHER


@pytest.mark.parametrize(
    "values",
    [
        {"status": "retired"},
        {"enemies": ["JC-02-0001"]},
        {"exceptions": {"key_longest": "法条原文"}},
        {"author": "内容组乙"},
        {"status": "needs-review"},  # by hand: nobody says why it waits
    ],
)
def test_every_edit_of_the_site_counts(
    app: Flask, tmp_path: Path, values: dict[str, object]
) -> None:
    load(tmp_path)
    set_columns(**values)
    assert clashes(tmp_path, **changed(ITEMS, OLD, NEW)) == ["edited_in_site"]


def test_an_item_that_waits_only_because_its_law_changed_takes_what_the_files_say(
    app: Flask, tmp_path: Path
) -> None:
    load(tmp_path)
    attention = {"reason": "law-changed", "law": "charity-law", "version": "2026-01-01"}
    set_columns(status="needs-review", attention=attention)
    assert load(tmp_path).revisions == 0
    assert item().status == Status.NEEDS_REVIEW
    db.session.remove()
    load(tmp_path, **changed(ITEMS, OLD, NEW))
    assert (item().status, item().attention, first_option()) == (Status.READY, None, NEW)


def test_an_item_made_in_the_site_is_not_overwritten_by_a_file_of_the_same_code(
    app: Flask, tmp_path: Path
) -> None:
    load(tmp_path)
    set_columns(file_sha256="")
    assert clashes(tmp_path, **changed(ITEMS, OLD, NEW)) == ["edited_in_site"]
    assert clashes(tmp_path, **{ITEMS: FILES[ITEMS]}) == []
    load(tmp_path, **{ITEMS: FILES[ITEMS]})
    assert item().file_sha256 != ""


def test_each_item_of_the_files_has_one_state(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    edit(NEW)
    text = changed(ITEMS, OLD, OTHER)[ITEMS].replace("text: 扶贫", "text: 帮扶")
    text += (
        FILES[ITEMS]
        .split("- code: JC-02-0001")[0]
        .split("- code: JC-01-0002")[0]
        .replace(CODE, "JC-01-0077")
    )
    states = {
        found.placed.shape.code: found.state
        for found in compare_files(check_bank(write_bank(tmp_path, **{ITEMS: text}), on=ON))
    }
    assert states == {
        CODE: State.CLASH,
        "JC-01-0002": State.SAME,
        "JC-02-0001": State.LOAD,
        "JC-01-0009": State.SAME,
        "JC-01-0003": State.SAME,
        "JC-01-0077": State.LOAD,
    }
    assert db.session.scalars(select(ItemRevision)).all() != []
