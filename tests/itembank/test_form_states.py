"""A new form of the files is printed from what the site says: it takes only items that are ready there."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.itembank.banks import FORM, ITEMS, ON, changed, write_bank
from tests.itembank.test_file_states import CODE, NEW, OLD, edit, load, set_columns
from trainingapp.extensions import db
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.commands import bank as bank_commands
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.models import TestForm
from trainingapp.itembank.stored import check_stored

NEXT_VERSION = changed(FORM, "version: 1", "version: 2")


def find(folder: Path, **texts: str) -> list[Finding]:
    found = check_stored(check_bank(write_bank(folder, **texts), on=ON))
    db.session.remove()
    return found


def versions() -> list[int]:
    found = list(db.session.scalars(select(TestForm.version).order_by(TestForm.version)))
    db.session.remove()
    return found


def test_an_item_that_the_site_made_a_draft_stands_on_no_new_form(
    app: Flask, tmp_path: Path
) -> None:
    load(tmp_path)
    edit(NEW)
    (finding,) = find(tmp_path, **NEXT_VERSION)
    assert (finding.file, finding.line, finding.code) == (FORM, 5, "form_unready_in_site")
    assert finding.parameters == {"code": CODE, "status": "draft"}
    assert CODE in finding.sentence


@pytest.mark.parametrize("status", ["draft", "needs-review", "retired"])
def test_every_state_but_ready_is_refused(app: Flask, tmp_path: Path, status: str) -> None:
    load(tmp_path)
    set_columns(status=status)
    assert [f.parameters["status"] for f in find(tmp_path, **NEXT_VERSION)] == [status]


def test_an_item_that_is_ready_again_may_stand_on_a_new_form(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    edit(NEW)
    set_columns(status="ready")
    assert find(tmp_path, **NEXT_VERSION) == []


def test_the_form_that_is_published_asks_for_nothing(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    edit(NEW)
    assert find(tmp_path) == []


def test_an_item_on_no_new_form_may_be_a_draft(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    set_columns(status="draft")
    other = NEXT_VERSION[FORM].replace("JC-01-0001", "JC-01-0003")
    assert find(tmp_path, **{FORM: other}) == []


def test_an_item_that_the_files_change_is_ready_as_they_say(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    attention = {"reason": "law-changed", "law": "charity-law", "version": "2026-01-01"}
    set_columns(status="needs-review", attention=attention)
    assert find(tmp_path, **NEXT_VERSION, **changed(ITEMS, OLD, NEW)) == []
    assert load(tmp_path, **NEXT_VERSION, **changed(ITEMS, OLD, NEW)).forms == 1


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh", "在网站上的状态已是 draft"), ("en", "is draft in the site by now")],
)
def test_the_load_says_so_and_publishes_nothing(
    app: Flask, tmp_path: Path, language: str, sentence: str
) -> None:
    load(tmp_path)
    edit(NEW)
    write_bank(tmp_path, **NEXT_VERSION)
    arguments = ["load", str(tmp_path), "--language", language]
    done = app.test_cli_runner().invoke(bank_commands, arguments)
    assert done.exit_code == 1
    assert sentence in done.output
    assert versions() == [1]
