"""What was looked up in the texts of statutes is written down; an anchor nobody looked up is seen without them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.itembank.banks import ITEMS, ON, changed, write_bank, write_statutes
from trainingapp.itembank.checking import check_bank, check_quality
from trainingapp.itembank.checks.proofs import FILE
from trainingapp.itembank.commands import bank as bank_commands

REAL = Path(__file__).parent.parent.parent / "question_bank"


def check(*arguments: object) -> Result:
    words = ["check", *map(str, arguments), "--language", "en", "--exam-year", "2027"]
    return CliRunner().invoke(bank_commands, words)


def unproved(folder: Path) -> list[str]:
    found = check_quality(check_bank(folder, on=ON)).errors
    return [f"{f.file}:{f.line}" for f in found if f.code == "anchor_unproved"]


@pytest.fixture
def proved(tmp_path: Path) -> Path:
    """A bank whose anchors were looked up."""
    folder, laws = write_bank(tmp_path / "bank"), write_statutes(tmp_path / "laws")
    check(folder, "--laws", laws, "--write-proofs")
    assert (folder / FILE).is_file()
    return folder


def test_what_was_looked_up_needs_no_text_any_more(proved: Path) -> None:
    assert unproved(proved) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("phrase: 自愿开展的下列公益活动", "phrase: 自愿开展的下列活动"),
        ('article: "3"', 'article: "2"'),
        ('version: "2023-12-29"', 'version: "2016-03-16"'),
    ],
)
def test_an_anchor_changed_since_is_seen(proved: Path, old: str, new: str) -> None:
    write_bank(proved, **changed(ITEMS, old, new))
    (place,) = unproved(proved)
    assert place.startswith(f"{ITEMS}:")


def test_a_bank_that_keeps_no_proofs_is_asked_for_none(tmp_path: Path) -> None:
    assert unproved(write_bank(tmp_path)) == []


def test_proofs_are_written_only_with_the_texts(tmp_path: Path) -> None:
    folder = write_bank(tmp_path)
    result = check(folder, "--write-proofs")
    assert result.exit_code == 2
    assert "--laws" in result.output
    assert not (folder / FILE).exists()


def test_what_is_not_in_the_text_is_never_written_down(tmp_path: Path) -> None:
    wrong = changed(ITEMS, "phrase: 自愿开展的下列公益活动", "phrase: 每年至少一次")
    folder, laws = write_bank(tmp_path / "bank", **wrong), write_statutes(tmp_path / "laws")
    assert check(folder, "--laws", laws, "--write-proofs").exit_code == 1
    assert not (folder / FILE).exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "name"),
    [
        ("items/middle-law/ch04.yaml", "phrase: ", "phrase: 凡是", "anchor_unproved"),
        ("items/middle-law/ch04.yaml", "  key: A", "  key: D", "review_answer"),
        ("targets.yaml", "single: 180", "single: 280", "target_short"),
    ],
)
def test_breaking_the_real_bank_anywhere_makes_the_check_fail(
    tmp_path: Path, file: str, old: str, new: str, name: str
) -> None:
    folder = tmp_path / "bank"
    shutil.copytree(REAL, folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    bank = check_bank(folder, on=ON)
    codes = {finding.code for finding in (*bank.findings, *check_quality(bank).errors)}
    assert name in codes
