"""The question bank that stands beside the program: clean, and its six papers are the official ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.itembank.banks import ON, write_bank
from trainingapp.itembank.bank import Bank
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.commands import bank as bank_commands

FOLDER = Path(__file__).parent.parent.parent / "question_bank"


@pytest.fixture(scope="module")
def found() -> Bank:
    return check_bank(FOLDER, on=ON)


def test_every_file_is_clean(found: Bank) -> None:
    assert [f"{f.file}:{f.line}: {f.sentence}" for f in found.findings] == []


@pytest.mark.parametrize(
    ("subject", "minutes", "kinds"),
    [
        ("junior-comprehensive", 120, {"single": 60, "multiple": 20}),
        ("junior-practice", 120, {"single": 60, "multiple": 20}),
        ("middle-comprehensive", 120, {"single": 60, "multiple": 20}),
        ("middle-law", 120, {"single": 60, "multiple": 20}),
        ("middle-practice", 150, {"case": 4, "design": 1}),
        ("senior-practice", 180, {"case": 3, "essay": 1}),
    ],
)
def test_the_papers_have_the_official_times_and_counts(
    found: Bank, subject: str, minutes: int, kinds: dict[str, int]
) -> None:
    (paper,) = [p.shape for p in found.specifications if p.shape.subject == subject]
    assert (paper.minutes, dict(paper.kinds)) == (minutes, kinds)
    assert (paper.cut_score, paper.full_score) == ("60", "100")
    assert paper.source


def test_objective_papers_are_scored_by_the_official_policy(found: Bank) -> None:
    (policy,) = [p.shape for p in found.policies]
    assert (policy.single, policy.multiple, policy.per_option) == ("1", "2", "0.5")
    objective = [p.shape for p in found.specifications if "single" in p.shape.kinds]
    assert {paper.policy for paper in objective} == {f"{policy.code}@{policy.version}"}


def test_there_is_a_whole_form_for_the_first_paper(found: Bank) -> None:
    forms = [p.shape for p in found.forms if p.shape.specification == "junior-comprehensive-2025"]
    assert forms
    assert all(len(form.items) == 80 for form in forms)


@pytest.mark.parametrize("command", ["counts", "check"])
def test_the_commands_find_the_bank_without_being_told(command: str) -> None:
    result = CliRunner().invoke(bank_commands, [command, "--language", "en"])
    assert result.exit_code == 0, result.output
    assert "junior-comprehensive: " in result.output


def test_another_folder_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAININGAPP_BANK", str(write_bank(tmp_path)))
    result = CliRunner().invoke(bank_commands, ["counts", "--language", "en"])
    assert "5 items, 1 forms, 2 laws." in result.output
