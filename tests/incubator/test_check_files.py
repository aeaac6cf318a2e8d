"""The file that describes the checks: every check has its title, law and sentences in both languages."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rules.incubation.compliance.terms import DAY, terms
from tests.rules.incubation.compliance.test_every_check import CASES
from trainingapp.incubator.check_files import PLACES, list_checks, read_checks
from trainingapp.incubator.check_messages import TO_DO
from trainingapp.incubator.place_files import list_places
from trainingapp.rules.incubation.compliance.catalogue import CHECKS, OF_SITE

FOLDER = Path(__file__).parent.parent.parent / "question_bank" / "incubation"
SHIPPED = yaml.safe_load((FOLDER / "checks.yaml").read_text(encoding="utf-8"))


def _faults(folder: Path, changed: dict[str, Any]) -> list[str]:
    text = yaml.safe_dump(changed, allow_unicode=True)
    (folder / "checks.yaml").write_text(text, encoding="utf-8")
    return [f"{fault.place}: {fault.text}" for fault in read_checks(folder)[1]]


def test_the_shipped_file_has_no_fault() -> None:
    assert read_checks(FOLDER)[1] == []


@pytest.mark.parametrize("case", CASES, ids=[f"{one[0]}-{n}" for n, one in enumerate(CASES)])
def test_every_finding_has_its_sentence_and_every_place_in_it_a_value(case: Any) -> None:
    code, agency, place, _status, _reason = case
    found = CHECKS[code](agency, terms(**place), DAY)
    words = list_checks().reasons[found.reason]
    for text in (words.zh, words.en):
        assert set(PLACES.findall(text)) <= set(found.parameters)
        assert "%(" not in text % found.parameters


def test_every_check_of_an_agency_says_what_is_to_be_done() -> None:
    assert set(TO_DO) == set(CHECKS) - OF_SITE


def test_every_threshold_that_a_check_names_is_known_to_the_places() -> None:
    named = {key for one in list_checks().checks for key in one.parameters}
    assert named <= set(list_places().keys)


def test_what_the_rules_read_of_a_place_is_named_by_a_check() -> None:
    folder = Path(__file__).parent.parent.parent / "trainingapp/rules/incubation/compliance"
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    read = re.compile(r'terms\.(?:integer|days|number|flag|day|day_of_year|has)\(\s*"(\w+)"')
    keys = set(read.findall(text))
    named = {key for one in list_checks().checks for key in one.parameters}
    assert keys - named <= {"soon_days", "filing_warn_days"}
    assert keys <= set(list_places().keys)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("code", "R99", "R99: no such check"),
        ("code", "R02", "R02: stands twice"),
        ("place", "nowhere", "R01: nowhere is neither a register nor a page"),
        ("parameters", ["no_key"], "R01: no_key is no parameter of places"),
        ("basis", [], "R01: names no document"),
        ("confidence", "C", "R01: says not what is to be confirmed"),
        ("severity", "pink", "checks.0.severity: Input should be 'red', 'amber' or 'info'"),
    ],
)
def test_a_faulty_check_is_named(tmp_path: Path, field: str, value: object, expected: str) -> None:
    changed = copy.deepcopy(SHIPPED)
    changed["checks"][0][field] = value
    assert expected in _faults(tmp_path, changed)


def test_a_missing_check_and_a_sentence_that_differs_are_named(tmp_path: Path) -> None:
    changed = copy.deepcopy(SHIPPED)
    del changed["checks"][0]
    changed["reasons"]["ends"]["en"] = "Ends."
    assert _faults(tmp_path, changed) == [
        "R01: is not described",
        "reasons.ends: the two languages name different places",
    ]


def test_a_folder_without_the_file_is_a_fault(tmp_path: Path) -> None:
    found, faults = read_checks(tmp_path)
    assert found is None
    assert "not readable" in faults[0].text
