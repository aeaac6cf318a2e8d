"""The whole question bank: YAML → site → workbook → site → YAML says the same of every objective item."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import empty_tables
from tests.factories_itembank import NOON
from tests.itembank.banks import ON
from trainingapp.extensions import db
from trainingapp.itembank import loading
from trainingapp.itembank.actions import load_bank
from trainingapp.itembank.bank import Bank, read_bank
from trainingapp.itembank.commands import bank as bank_commands
from trainingapp.itembank.exchange.candidates import SAME
from trainingapp.itembank.exchange.exporting import export_workbook
from trainingapp.itembank.exchange.judging import judge_rows
from trainingapp.itembank.exchange.lookups import Lookups
from trainingapp.itembank.exchange.sheet_reading import read_workbook
from trainingapp.itembank.exchange.yaml_files import list_shapes, write_files
from trainingapp.itembank.exchange.yaml_writing import write_entry
from trainingapp.itembank.models import BankItem, ItemRevision
from trainingapp.itembank.shapes import ItemShape, ObjectiveItem
from trainingapp.itembank.storing import settle
from trainingapp.rules.items import OPTION_LETTERS, Subject
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.slow
FOLDER = Path(__file__).parent.parent.parent.parent / "question_bank"
OBJECTIVE = [s for s in Subject if s not in {Subject.MIDDLE_PRACTICE, Subject.SENIOR_PRACTICE}]


@pytest.fixture(scope="module")
def whole_bank() -> Bank:
    bank = read_bank(FOLDER)
    assert bank.findings == []
    assert len(bank.items) > 1000
    bank.forms.clear()
    return bank


def load(bank: Bank) -> int:
    with writing():
        loaded = load_bank(bank, now=NOON, progress=lambda done, total: None)
        db.session.commit()
    db.session.remove()
    return loaded.revisions


def by_code(shapes: Iterable[ItemShape]) -> dict[str, ItemShape]:
    return {shape.code: settle(shape) for shape in shapes}


def objective(bank: Bank) -> dict[str, ItemShape]:
    return by_code(p.shape for p in bank.items if isinstance(p.shape, ObjectiveItem))


def counts() -> list[int]:
    found = [
        db.session.scalar(select(func.count()).select_from(model)) or 0
        for model in (BankItem, ItemRevision)
    ]
    db.session.remove()
    return found


def export(subject: Subject) -> bytes:
    with db.session.no_autoflush:
        query = (
            select(BankItem)
            .join(ItemRevision, ItemRevision.item_id == BankItem.id)
            .where(BankItem.subject == subject, ItemRevision.kind.in_(list(OPTION_LETTERS)))
        )
        exported = export_workbook(query.distinct(), on=ON)
    db.session.remove()
    assert exported.left_out == []
    return exported.data


def test_yaml_to_site_to_workbook_to_site_to_yaml_is_the_identity(
    app: Flask, tmp_path: Path, whole_bank: Bank
) -> None:
    load(whole_bank)
    books = {subject: export(subject) for subject in OBJECTIVE}

    # Brought back into the site they came from, the workbooks change nothing at all.
    before = counts()
    for data in books.values():
        candidates = judge_rows(read_workbook(data).rows, Lookups(ON), author="陈晨", on=ON)
        assert {found.act for found in candidates} == {SAME}
        assert [p for found in candidates for p in found.row.problems] == []
        db.session.remove()
    assert counts() == before

    # A site without items, but with its laws and syllabi, takes everything, reviews and all, from the workbooks.
    empty_tables()
    with writing():
        loading.bring_syllabi(whole_bank)
        loading.bring_laws(whole_bank)
        db.session.commit()
    db.session.remove()
    for subject, data in books.items():
        file = tmp_path / f"{subject}.xlsx"
        file.write_bytes(data)
        done = app.test_cli_runner().invoke(bank_commands, ["import", str(file)])
        assert done.exit_code == 0, done.output
    target = tmp_path / "files"
    target.mkdir()
    done = app.test_cli_runner().invoke(bank_commands, ["export", str(target)])
    assert done.exit_code == 0, done.output

    again = read_bank(target)
    assert again.findings == []
    assert objective(again) == objective(whole_bank)
    assert load(Bank(FOLDER, items=whole_bank.items)) == len(whole_bank.items) - len(again.items)
    assert load(again) == 0


def test_an_export_beside_the_files_writes_nothing_when_nothing_has_changed(
    app: Flask, whole_bank: Bank
) -> None:
    load(whole_bank)
    written = write_files(list_shapes(), whole_bank)
    assert (written.files, written.new, written.changed) == ({}, 0, 0)
    assert written.same == len(whole_bank.items)


def test_every_entry_written_anew_is_read_as_it_was(tmp_path: Path, whole_bank: Bank) -> None:
    for placed in whole_bank.items:
        file = tmp_path / placed.file
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as text:
            text.write(write_entry(settle(placed.shape)))
    again = read_bank(tmp_path)
    assert again.findings == []
    assert by_code(p.shape for p in again.items) == by_code(p.shape for p in whole_bank.items)
