"""`bank check` and `bank load` hold every anchor to the law of the exam, to the day."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from tests.factories_itembank import NOON
from tests.itembank.banks import ITEMS, LAWS, ON, changed, write_bank
from trainingapp.extensions import db
from trainingapp.itembank.actions import load_bank
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.commands import bank as bank_commands
from trainingapp.itembank.stored import check_stored
from trainingapp.web.transactions import writing

TODAYS = '{version: "2023-12-29", effective_from: "2024-09-05", effective_to: null, source: 数据库}'
ENDED = (
    '{{version: "2023-12-29", effective_from: "2024-09-05", effective_to: "{end}", source: 数据库}}'
)
NEXT = '    - {{version: "2026-10-01", effective_from: "{start}", source: 数据库}}\n'


def laws(end: str, start: str) -> dict[str, str]:
    """The charity law with a version that follows today's."""
    text = changed(LAWS, TODAYS, ENDED.format(end=end))[LAWS]
    return {
        LAWS: text.replace("- code: prison-law", NEXT.format(start=start) + "- code: prison-law")
    }


@pytest.mark.parametrize(
    ("end", "start", "faults"),
    [
        ("2026-12-30", "2026-12-31", ["anchor_not_in_force"]),  # the new one from the lens day
        ("2026-12-31", "2027-01-01", []),  # the old one's last day is the lens day
        ("2027-01-01", "2027-01-02", []),
        ("2026-10-31", "2026-11-01", ["anchor_not_in_force"]),
    ],
)
def test_an_anchor_to_a_superseded_version_is_refused_to_the_day(
    tmp_path: Path, end: str, start: str, faults: list[str]
) -> None:
    found = check_bank(write_bank(tmp_path, **laws(end, start)), on=ON).findings
    assert [finding.code for finding in found] == faults
    assert {finding.file for finding in found} <= {ITEMS}


def test_renewed_anchors_make_the_item_sound_again(tmp_path: Path) -> None:
    texts = laws("2026-12-30", "2026-12-31")
    texts |= changed(ITEMS, 'version: "2023-12-29"', 'version: "2026-10-01"')
    assert check_bank(write_bank(tmp_path, **texts), on=ON).findings == []


@pytest.mark.parametrize(("year", "code"), [(2026, 1), (2027, 0), (2028, 1)])
def test_the_command_holds_the_files_to_the_exam_that_is_named(
    tmp_path: Path, year: int, code: int
) -> None:
    folder = write_bank(tmp_path, **laws("2026-12-31", "2027-01-01"))
    texts = changed(ITEMS, 'version: "2023-12-29"', 'version: "2016-03-16"')
    if year == 2026:  # law of 31 December 2025: the version of 2016 has ended
        (folder / ITEMS).write_text(texts[ITEMS], encoding="utf-8")
    result = CliRunner().invoke(
        bank_commands, ["counts", str(folder), "--language", "en"]
    )  # the files can be read
    assert result.exit_code == 0
    options = ["check", str(folder), "--exam-year", str(year), "--language", "en"]
    found = CliRunner().invoke(bank_commands, options).output
    assert ("is not in force on" in found) is bool(code)
    assert (f"is not in force on {year - 1}-12-31" in found) is bool(code)


@pytest.mark.parametrize(
    ("end", "faults"),
    [
        ("null", ["versions_overlap"]),
        ('"2026-12-31"', ["versions_overlap"]),
        ('"2026-12-30"', []),
        ('"2026-11-30"', []),  # a gap is no contradiction
    ],
)
def test_two_versions_in_force_on_one_day_are_found(
    tmp_path: Path, end: str, faults: list[str]
) -> None:
    texts = laws("2026-12-30", "2026-12-31")
    texts[LAWS] = texts[LAWS].replace('effective_to: "2026-12-30"', f"effective_to: {end}")
    found = check_bank(write_bank(tmp_path, **texts), on=ON).findings
    assert [f.code for f in found if f.file == LAWS] == faults


def test_a_version_added_in_the_site_is_not_lost_by_a_load(app: Flask, tmp_path: Path) -> None:
    with writing():
        bank = check_bank(write_bank(tmp_path, **laws("2026-12-31", "2027-01-01")), on=ON)
        load_bank(bank, now=NOON, progress=lambda done, total: None)
        db.session.commit()
    older = check_bank(write_bank(tmp_path), on=ON)
    assert older.findings == []
    assert [(f.file, f.line, f.code, dict(f.parameters)) for f in check_stored(older)] == [
        (LAWS, 4, "law_version_dropped", {"version": "2026-10-01", "law": "慈善法"})
    ]
