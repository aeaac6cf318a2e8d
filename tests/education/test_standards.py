"""What continuing education is, as files say: read, checked, and shown with how sure we are."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from trainingapp.accounts.models import Level
from trainingapp.cli import main
from trainingapp.education import standards
from trainingapp.education.standards import (
    PACKAGE,
    find_standard,
    folder_of,
    list_standards,
    read_standards,
)
from trainingapp.itembank.bank import read_bank

BANK = PACKAGE.parent / "question_bank"
EN = {"Accept-Language": "en"}


def standard(**changes: Any) -> dict[str, Any]:
    """A standard as a file would hold it."""
    sure = {"confidence": "verified", "document": "演示〔2020〕1号"}
    return {
        "code": "cn-demo",
        "jurisdiction": "CN",
        "name": {"zh": "全国", "en": "Nationwide"},
        "valid_from": date(2020, 1, 1),
        "documents": [
            {
                "number": "演示〔2020〕1号",
                "title": "演示办法",
                "issuer": "演示部门",
                "issued_on": date(2020, 1, 1),
            }
        ],
        "minutes_per_hour": {**sure, "value": 60},
        "cycle_years": {**sure, "value": 3},
        "cycle_hours": [{**sure, "level": "junior", "value": 72}],
        "counts": [{**sure, "category": "training"}],
        "providers": sure,
        **changes,
    }


def write(folder: Path, *entries: dict[str, Any], name: str = "national.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    text = yaml.safe_dump(list(entries), allow_unicode=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    return [f"{fault.place}: {fault.text}" for fault in read_standards(folder)[1]]


def test_the_standards_of_this_site_have_no_fault() -> None:
    found, wrong = read_standards(BANK / "education")
    assert wrong == []
    assert [one.code for one in found] == ["cn-2009"]


def test_the_hours_of_a_cycle_are_those_of_the_document() -> None:
    found = find_standard("CN", on=date(2026, 11, 22))
    assert found is not None
    hours = {level: found.hours_of_cycle(level) for level in Level}
    assert {level: figure.value for level, figure in hours.items() if figure} == {
        Level.JUNIOR: 72,
        Level.MIDDLE: 90,
        Level.SENIOR: 90,
    }
    assert {figure.document for figure in hours.values() if figure} == {"民发〔2009〕123号"}
    assert found.cycle_years.value == 3


def test_a_degree_counts_ninety_hours_once_and_a_training_its_actual_hours() -> None:
    [found] = list_standards()
    degree = next(one for one in found.counts if one.category == "degree")
    training = next(one for one in found.counts if one.category == "training")
    assert (degree.hours, degree.is_once) == (90, True)
    assert (training.hours, training.is_once) == (None, False)


def test_what_no_document_was_seen_for_is_called_unverified() -> None:
    [found] = list_standards()
    unsure = {place for place, fact in found.facts.items() if fact.confidence == "unverified"}
    assert unsure == {"minutes_per_hour", "providers"}


def test_no_standard_holds_before_its_day_or_elsewhere() -> None:
    assert find_standard("CN", on=date(2009, 9, 6)) is None
    assert find_standard("CN", on=date(2009, 9, 7)) is not None
    assert find_standard("CN-31", on=date(2026, 11, 22)) is None


def test_a_whole_standard_has_no_fault(tmp_path: Path) -> None:
    assert faults(write(tmp_path / "e", standard())) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"jurisdiction": "US"}, "jurisdiction"),
        ({"surprise": 1}, "surprise"),
        ({"documents": []}, "documents"),
        ({"counts": []}, "counts"),
        ({"minutes_per_hour": {"confidence": "verified", "value": 60}}, "names its document"),
        ({"providers": {"confidence": "unverified"}}, "says what is not known"),
        ({"providers": {"confidence": "perhaps"}}, "confidence"),
        (
            {"cycle_years": {"confidence": "verified", "document": "没有", "value": 3}},
            "none of the documents",
        ),
        ({"valid_to": date(2019, 1, 1)}, "ends before it begins"),
        ({"minutes_per_hour": {"confidence": "verified", "value": 0}}, "minutes_per_hour"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    assert any(told in fault for fault in faults(write(tmp_path / "e", standard(**changes))))


def test_a_level_or_category_is_named_once(tmp_path: Path) -> None:
    twice = standard()
    twice["counts"] = twice["counts"] * 2
    twice["cycle_hours"] = twice["cycle_hours"] * 2
    assert faults(write(tmp_path / "e", twice)) == [
        "cn-demo.cycle_hours: named twice",
        "cn-demo.counts: named twice",
    ]


def test_two_standards_of_a_place_hold_on_different_days(tmp_path: Path) -> None:
    old = standard(code="cn-old", valid_from=date(2010, 1, 1), valid_to=date(2019, 12, 31))
    assert faults(write(tmp_path / "good", old, standard())) == []
    late = {**old, "valid_to": date(2020, 1, 1)}
    [told] = faults(write(tmp_path / "bad", late, standard()))
    assert "valid on the same days" in told
    [told] = faults(write(tmp_path / "same", {**old, "code": "cn-demo"}, standard()))
    assert "used twice" in told


@pytest.mark.parametrize("text", ["a: [", "{}", "!!python/object/apply:os.getcwd []", "just words"])
def test_what_is_no_list_of_standards_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text(text)
    found, wrong = read_standards(tmp_path)
    assert found == []
    assert len(wrong) == 1


def test_neither_links_nor_giants_are_read(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("[]")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    (tmp_path / "giant.yaml").write_text("# " + "x" * standards.LARGEST)
    assert len(faults(tmp_path)) == 2


def test_a_bank_without_standards_uses_those_that_came_along(tmp_path: Path) -> None:
    assert folder_of(tmp_path) == BANK / "education"
    (tmp_path / "education").mkdir()
    assert folder_of(tmp_path) == tmp_path / "education"


def test_the_command_names_faults_and_fails(tmp_path: Path) -> None:
    folder = write(tmp_path / "e", standard(providers={"confidence": "unverified"}))
    done = CliRunner().invoke(main, ["education", "check", str(folder)])
    assert done.exit_code == 1
    assert "national.yaml: cn-demo.providers: what is unverified says what is not known" in (
        done.output
    )


def test_the_command_passes_what_this_site_has() -> None:
    done = CliRunner().invoke(main, ["education", "check"])
    assert done.exit_code == 0
    assert "cn-2009: CN, 7 facts verified, 2 not" in done.output


def test_a_folder_without_standards_does_not_pass(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["education", "check", str(tmp_path)]).exit_code == 1


def test_the_item_bank_leaves_the_folder_alone(tmp_path: Path) -> None:
    write(tmp_path / "education", standard())
    assert read_bank(tmp_path).findings == []
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "x.yaml").write_text("[]")
    assert [found.code for found in read_bank(tmp_path).findings] == ["unexpected_file"]


def test_the_page_shows_every_fact_with_document_and_confidence(client: FlaskClient) -> None:
    sign_in(client, make_user())
    page = client.get("/education/standards", headers=EN).text
    assert "At least 72 hours in each registration of 3 years" in page
    assert "民发〔2009〕123号" in page
    assert page.count(">Unverified<") == 2
    assert page.count(">Verified<") == 7
    assert "90 hours, once" in page


def test_who_is_signed_out_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/education/standards").status_code == 302
