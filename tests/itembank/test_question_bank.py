"""The question bank that stands beside the program: clean, and its six papers are the official ones."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.itembank.banks import ON, write_bank
from trainingapp.itembank.bank import Bank
from trainingapp.itembank.checking import check_bank, check_quality
from trainingapp.itembank.checks.flaws import find_policy
from trainingapp.itembank.commands import bank as bank_commands
from trainingapp.itembank.flaws import read_text
from trainingapp.itembank.shapes import FormShape
from trainingapp.rules.item_flaws.flaw import Strategy
from trainingapp.rules.item_flaws.guessing import guess_score
from trainingapp.rules.item_flaws.texts import ItemText

FOLDER = Path(__file__).parent.parent.parent / "question_bank"


@pytest.fixture(scope="module")
def found() -> Bank:
    return check_bank(FOLDER, on=ON)


def read_items(found: Bank, form: FormShape) -> list[ItemText]:
    return [read_text(found.items_by_code[code].shape) for code in form.items]


def test_the_ready_items_and_the_forms_have_nothing_to_mend(found: Bank) -> None:
    told = check_quality(found).errors
    assert [f"{f.file}:{f.line}: {f.code}: {f.sentence}" for f in told] == []


@pytest.mark.parametrize("strategy", list(Strategy))
def test_guessing_scores_below_33_on_every_form(found: Bank, strategy: Strategy) -> None:
    scores = {
        placed.shape.code: guess_score(policy, read_items(found, placed.shape), strategy=strategy)
        for placed in found.forms
        if (policy := find_policy(found, placed.shape)) is not None
    }
    assert len(scores) >= 10
    assert {code: score for code, score in scores.items() if score >= 33} == {}
    assert min(scores.values()) > 10  # something was guessed at all


@pytest.mark.parametrize(
    ("subject", "papers", "size"),
    [
        ("junior-comprehensive", 3, 80),
        ("junior-practice", 3, 80),
        ("middle-comprehensive", 3, 80),
        ("middle-law", 3, 80),
        ("middle-practice", 3, 5),
        ("senior-practice", 2, 4),
    ],
)
def test_every_subject_has_whole_papers_that_share_no_item(
    found: Bank, subject: str, papers: int, size: int
) -> None:
    assert subject in {placed.shape.subject for placed in found.targets}
    forms = [p.shape for p in found.forms if p.file.startswith(f"forms/{subject}/")]
    items = [code for form in forms for code in form.items]
    assert [len(form.items) for form in forms] == [size] * papers
    assert len(set(items)) == papers * size


def replace(folder: Path, pattern: str, *, old: str, new: str) -> None:
    """Replace what the expression fits in every such file of the copied bank; it must fit somewhere."""
    changed = 0
    for path in folder.glob(pattern):
        text, count = re.subn(old, new, path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
        changed += count
    assert changed, f"{old!r} is nowhere"


@pytest.mark.parametrize(
    ("pattern", "old", "new", "codes"),
    [
        ("targets.yaml", "single: 180", "single: 999", {"target_short"}),
        (
            "items/junior-practice/ch04.yaml",
            "status: ready",
            "status: draft",
            {"chapter_share", "empty_section"},
        ),
        ("items/junior-practice/ch0*.yaml", "key: A\n", "key: C\n", {"key_letter_share"}),
        ("items/junior-practice/*.yaml", "key: (A[BCD])\n", r"key: \1E\n", {"key_size_share"}),
        (
            "items/middle-comprehensive/ch06.yaml",
            "应聘以后得知自己没有被录用",
            "应聘以后得知自己一律没有被录用",
            {"absolute_distractors"},
        ),
    ],
)
def test_what_is_broken_in_the_real_bank_is_found(
    tmp_path: Path, pattern: str, old: str, new: str, codes: set[str]
) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    replace(tmp_path, pattern, old=old, new=new)
    told = check_quality(check_bank(tmp_path, on=ON)).errors
    assert codes <= {finding.code for finding in told}


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
