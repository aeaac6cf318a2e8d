"""Files that say when a certificate is registered: a slip is refused with file and place, and the site goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from tests.factories_registration import TODAY
from trainingapp.cli import main
from trainingapp.config import Settings
from trainingapp.credentials.registration_terms import (
    PACKAGE,
    find_regulation,
    folder_of,
    list_regulations,
    read_regulations,
)
from trainingapp.education.standards import LARGEST, read_standards

SHIPPED = PACKAGE.parent / "question_bank" / "registration"
TEXT = (SHIPPED / "cn.yaml").read_text(encoding="utf-8")
Change = Callable[[dict[str, Any]], object]


def entry(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(TEXT)[0]
    return {**found, **changes}


def write(folder: Path, *entries: object, name: str = "cn.yaml") -> Path:
    text = yaml.safe_dump(list(entries), allow_unicode=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def told(folder: Path) -> tuple[int, list[str]]:
    """What the command answers, and its lines."""
    done = CliRunner().invoke(main, ["registration", "check", str(folder)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output.splitlines()


def field(name: str, **values: Any) -> Change:
    return lambda one: one[name].update(values)


def put(**values: Any) -> Change:
    return lambda one: one.update(values)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda one: one.pop("body"), "cn.yaml: 0.body: Field required"),
        (put(until=2030), "cn.yaml: 0.until: Extra inputs"),
        (put(code="CN 2009"), "cn.yaml: 0.code: String should match"),
        (put(jurisdiction="US"), "cn.yaml: 0.jurisdiction: String should match"),
        (put(valid_from="soon"), "cn.yaml: 0.valid_from: Input should be a valid date"),
        (put(valid_to=date(2009, 4, 7)), "cn-2009.valid_to: ends before it begins"),
        (put(documents=[]), "cn.yaml: 0.documents: List should have at least 1"),
        (put(documents=[{"number": "x"}]), "cn.yaml: 0.documents.0.title: Field required"),
        (put(reminder_days=[]), "cn.yaml: 0.reminder_days: List should have at least 1"),
        (put(reminder_days=[180, 0]), "cn.yaml: 0.reminder_days.1: Input should be greater"),
        (put(reminder_days=[90, 90]), "cn.yaml: cn-2009.reminder_days: named twice"),
        (put(reminder_days=["90"]), "cn.yaml: 0.reminder_days.0: Input should be a valid int"),
        (put(reminder_days=[4000]), "cn.yaml: 0.reminder_days.0: Input should be less"),
        (field("renewal_months", value=0), "cn.yaml: 0.renewal_months.value: Input should be gre"),
        (field("renewal_months", value=True), "cn.yaml: 0.renewal_months.value: Input should be a"),
        (field("renewal_months", value="3"), "cn.yaml: 0.renewal_months.value: Input should be a"),
        (field("renewal_months", value=2.5), "cn.yaml: 0.renewal_months.value: Input should be a"),
        (field("renewal_months", value=37), "cn.yaml: cn-2009.renewal_months: more than 36"),
        (field("first_within_years", value=99), "cn-2009.first_within_years: more than 10"),
        (field("decision_days", value=9999), "cn.yaml: cn-2009.decision_days: more than 366"),
        (field("decision_days", document="某文件"), "cn-2009.decision_days: 某文件 is none of"),
        (field("decision_days", document=None), "decision_days: what is verified names its doc"),
        (field("decision_days", confidence="sure"), "0.decision_days.confidence: Input should be"),
        (field("body", note=None), "cn-2009.body: what is unverified says what is not known"),
        (field("body", note={"zh": "只有中文"}), "cn.yaml: 0.body.note.en: Field required"),
        (field("body", note={"zh": " ", "en": "x"}), "0.body.note.zh: String should have at least"),
        (field("carry_over", value=3), "cn.yaml: 0.carry_over.value: Extra inputs"),
    ],
)
def test_a_slip_is_refused_with_its_file_and_place(
    tmp_path: Path, change: Change, line: str
) -> None:
    broken = entry()
    change(broken)
    code, lines = told(write(tmp_path, broken))
    assert code == 1
    assert any(line in one for one in lines), lines


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [", "not readable as YAML"),
        ("{}", "not a list of entries"),
        ("", "not a list of entries"),
        ("- just words", "0: Input should be a valid dictionary"),
        ("!!python/object/apply:os.getcwd []", "not readable as YAML"),
        (TEXT.replace("2009-04-08 ", "2009-13-45 ", 1), "not readable as YAML"),
        (TEXT.replace("    value: 3\n", "    value: 3\n    value: 4\n", 1), "value stands twice"),
        (TEXT.replace("  body:", "  body: {confidence: x}\n  body:", 1), "body stands twice"),
        ("- {? [a] : b}", "not readable as YAML"),
        ("[" * 5000, "not readable as YAML"),
        ("- \0", "not readable as YAML"),
        ("# " + "x" * LARGEST, "not a plain file"),
    ],
)
def test_what_is_no_list_of_regulations_is_refused_and_never_breaks_the_command(
    tmp_path: Path, text: str, line: str
) -> None:
    (tmp_path / "cn.yaml").write_text(text, encoding="utf-8")
    code, lines = told(tmp_path)
    assert code == 1
    assert any(one.startswith("cn.yaml: ") and line in one for one in lines), lines


@pytest.mark.parametrize("name", ["cn.yml", "cn.json", "notes.txt", ".cn.yaml.swp"])
def test_a_file_of_another_kind_is_named(tmp_path: Path, name: str) -> None:
    write(tmp_path, entry())
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    code, lines = told(tmp_path)
    assert (code, lines[0]) == (1, f"{name}: only .yaml files are read here")


def test_bytes_that_are_no_text_and_links_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"- \xff\xfe")
    (tmp_path / "b.yaml").symlink_to(SHIPPED / "cn.yaml")
    code, lines = told(tmp_path)
    assert code == 1
    assert [line.split(":")[0] for line in lines[:2]] == ["a.yaml", "b.yaml"]


def test_two_regulations_of_one_place_share_neither_code_nor_days(tmp_path: Path) -> None:
    later = entry(valid_from=date(2027, 1, 1))
    code, lines = told(write(tmp_path, entry(), later))
    assert code == 1
    assert "cn-2009: this code is used twice" in lines
    assert "cn-2009: valid on the same days as cn-2009" in lines
    apart = write(tmp_path, entry(valid_to=date(2026, 12, 31)), {**later, "code": "cn-2027"})
    assert told(apart) == (
        0,
        ["cn-2009: CN, from 2009-04-08", "cn-2027: CN, from 2027-01-01"],
    )


def test_every_fault_is_told_and_not_only_the_first(tmp_path: Path) -> None:
    first, second = entry(), entry(code="cn-2")
    first["renewal_months"]["value"] = 0
    second["body"]["note"] = None
    _code, lines = told(write(tmp_path, first, second))
    assert any("0.renewal_months.value" in line for line in lines)
    assert any("cn-2.body" in line for line in lines)


def test_without_a_nationwide_regulation_the_check_fails(tmp_path: Path) -> None:
    assert told(tmp_path) == (1, ["no nationwide regulation"])
    province = entry(code="zj", jurisdiction="CN-33")
    assert told(write(tmp_path, province))[0] == 1


def test_what_this_site_ships_passes_and_is_checked_with_every_change() -> None:
    assert told(SHIPPED) == (0, ["cn-2009: CN, from 2009-04-08"])
    done = CliRunner().invoke(main, ["registration", "check"])
    assert done.exit_code == 0
    script = (PACKAGE.parent / ".ci" / "run").read_text(encoding="utf-8")
    assert "registration check question_bank/registration" in script


@pytest.fixture
def own_bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A site with a question bank of its own."""
    (tmp_path / "registration").mkdir()
    monkeypatch.setenv("TRAININGAPP_BANK", str(tmp_path))
    list_regulations.cache_clear()
    yield tmp_path
    list_regulations.cache_clear()


def test_a_broken_file_of_a_site_leaves_it_the_regulation_that_came_along(own_bank: Path) -> None:
    assert Settings.load().bank == str(own_bank)
    (own_bank / "registration" / "cn.yaml").write_text("- [", encoding="utf-8")
    assert find_regulation(on=TODAY).code == "cn-2009"


def test_a_site_with_a_province_alone_still_has_a_nationwide_one(own_bank: Path) -> None:
    write(own_bank / "registration", entry(code="zj", jurisdiction="CN-33"))
    assert find_regulation(on=TODAY).code == "cn-2009"


def test_a_regulation_of_the_site_goes_before_and_faulty_ones_are_left_out(own_bank: Path) -> None:
    slip = entry(code="cn-slip", valid_from=date(2027, 1, 1))
    slip["renewal_months"] = {**slip["renewal_months"], "value": 99}
    write(own_bank / "registration", entry(code="cn-own", valid_to=date(2026, 12, 31)), slip)
    assert [one.code for one in list_regulations()] == ["cn-own"]
    found, faults = read_regulations(own_bank / "registration")
    assert ([one.code for one in found], len(faults)) == (["cn-own"], 1)


def test_a_bank_without_the_folder_uses_what_came_along(tmp_path: Path) -> None:
    assert folder_of(tmp_path) == SHIPPED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("issued_on: 2009-09-07", "issued_on: 2009-09-31"),
        ("  minutes_per_hour:", "  minutes_per_hour: {}\n  minutes_per_hour:"),
        ("value: 3\n", "value: true\n"),
    ],
)
def test_standards_of_education_are_read_as_strictly(tmp_path: Path, old: str, new: str) -> None:
    text = (PACKAGE.parent / "question_bank" / "education" / "national.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "national.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    found, faults = read_standards(tmp_path)
    assert found == []
    assert [one.file for one in faults][:1] == ["national.yaml"]
