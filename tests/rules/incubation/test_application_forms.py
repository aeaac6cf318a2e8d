"""What is wrong or missing in an application, field by field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from trainingapp.rules.incubation.application_forms import (
    NOTHING,
    PAPERS,
    ApplicationSpec,
    FieldKind,
    FormField,
    Wording,
    changes_between,
    fault_of,
    find_faults,
    read_day,
    read_money,
    read_number,
)
from trainingapp.rules.incubation.application_reading import FormFaultError, read_spec
from trainingapp.rules.incubation.words import Applicants

FILE = Path(__file__).parents[3] / "question_bank" / "incubation" / "forms.yaml"
TITLE = Wording("名", "name")


def data() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def spec() -> ApplicationSpec:
    return read_spec(data())


def one(kind: FieldKind, **changes: Any) -> FormField:
    return FormField("f", kind, TITLE, **changes)


EMPTY = "Please fill this in."
NUMBER = "Enter a whole number."
MONEY = "Enter an amount in yuan, with at most two decimals."
DAY = "Enter a date such as 2026-03-31."
MAIL = "Enter an e-mail address."
PHONE = "Enter a telephone number."


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (FieldKind.LINE, "春晖", ""),
        (FieldKind.LINE, "", EMPTY),
        (FieldKind.LINE, "长" * 201, "This is too long."),
        (FieldKind.NUMBER, "0", ""),
        (FieldKind.NUMBER, "1000000", ""),
        (FieldKind.NUMBER, "1000001", NUMBER),
        (FieldKind.NUMBER, "三", NUMBER),
        (FieldKind.NUMBER, "-1", NUMBER),
        (FieldKind.NUMBER, "３", NUMBER),
        (FieldKind.NUMBER, "12345678", NUMBER),
        (FieldKind.MONEY, "120000.50", ""),
        (FieldKind.MONEY, "1,200", ""),
        (FieldKind.MONEY, "0", ""),
        (FieldKind.MONEY, "1.005", MONEY),
        (FieldKind.MONEY, "-1", MONEY),
        (FieldKind.MONEY, "NaN", MONEY),
        (FieldKind.MONEY, "Infinity", MONEY),
        (FieldKind.MONEY, "1000000000000", MONEY),
        (FieldKind.MONEY, "十二万", MONEY),
        (FieldKind.DATE, "2024-02-29", ""),
        (FieldKind.DATE, "2023-02-29", DAY),
        (FieldKind.DATE, "明天", DAY),
        (FieldKind.EMAIL, "a@b.cn", ""),
        (FieldKind.EMAIL, "a@b", MAIL),
        (FieldKind.EMAIL, "a b@c.cn", MAIL),
        (FieldKind.PHONE, "0311-86012345", ""),
        (FieldKind.PHONE, "+86 13800000000", ""),
        (FieldKind.PHONE, "电话", PHONE),
        (FieldKind.PHONE, "123", PHONE),
    ],
)
def test_a_field_says_what_is_wrong_with_what_was_typed(
    kind: FieldKind, text: str, message: str
) -> None:
    assert fault_of(one(kind, most=200), {"f": text}) == message


def test_an_optional_field_may_be_empty_but_not_wrong() -> None:
    field = one(FieldKind.NUMBER, is_required=False)
    assert fault_of(field, {}) == ""
    assert fault_of(field, {"f": "drei"}) == NUMBER


@pytest.mark.parametrize(
    ("value", "message"),
    [("a", ""), (["a", "b"], ""), ("c", "Choose one of what is offered."), ([], EMPTY)],
)
def test_only_what_is_offered_can_be_chosen(value: Any, message: str) -> None:
    field = one(FieldKind.CHOICES, options={"a": TITLE, "b": TITLE})
    assert fault_of(field, {"f": value}) == message


def test_nothing_can_be_chosen_where_nothing_is_offered() -> None:
    assert fault_of(one(FieldKind.CHOICE), {"f": "a"}) == "Choose one of what is offered."


@pytest.mark.parametrize(
    ("said", "why", "message"),
    [
        ("no", "", ""),
        ("yes", "", ""),
        ("unsure", "房租", ""),
        ("unsure", "", "Please explain this in a sentence."),
        ("unsure", "长" * 11, "This is too long."),
        ("perhaps", "", EMPTY),
        ("", "", EMPTY),
    ],
)
def test_a_doubt_is_explained(said: str, why: str, message: str) -> None:
    field = one(FieldKind.DECLARATION, most=10)
    assert fault_of(field, {"f": said, "f_why": why}) == message


def test_typed_values_are_read_exactly() -> None:
    assert read_number("42") == 42
    assert read_money("1,200.50") == Decimal("1200.50")
    assert read_day("2026-12-31") == date(2026, 12, 31)


def test_a_team_is_not_asked_for_what_only_agencies_have() -> None:
    form = spec()
    team = {one.key for part in form.parts_for(Applicants.TEAM) for one in part.fields}
    registered = {one.key for part in form.parts_for(Applicants.REGISTERED) for one in part.fields}
    assert {"credit_code", "inspection"} <= registered - team
    assert "register_by" in team - registered
    assert "charter" not in {one.key for one in form.papers_for(Applicants.TEAM)}


def test_a_page_that_one_kind_has_no_field_of_is_no_page_of_theirs() -> None:
    changed = data()
    fields = [{"key": "extra", "kind": "line", "zh": "甲", "en": "A", "for": "team"}]
    changed["parts"].append({"key": "more", "zh": "更多", "en": "More", "fields": fields})
    form = read_spec(changed)
    assert "more" in {part.key for part in form.parts_for(Applicants.TEAM)}
    assert "more" not in {part.key for part in form.parts_for(Applicants.REGISTERED)}


def test_an_empty_application_lacks_every_required_field_and_paper() -> None:
    form = spec()
    faults = find_faults(form, Applicants.TEAM, {}, [])
    required = [
        one.key
        for part in form.parts_for(Applicants.TEAM)
        for one in part.fields
        if one.is_required
    ]
    assert [one.field for one in faults if one.part != PAPERS] == required
    assert [one.field for one in faults if one.part == PAPERS] == ["roster", "project_plan"]
    given = find_faults(form, Applicants.TEAM, {}, ["roster"])
    assert [one.field for one in given if one.part == PAPERS] == ["project_plan"]


def test_changes_are_the_fields_that_differ() -> None:
    before = {"a": "1", "b": "2", "c": "", "d": ["x"]}
    after = {"a": "1", "b": "3", "d": ["x", "y"], "e": "new"}
    assert changes_between(before, after) == ["b", "d", "e"]


def test_words_are_given_in_the_readers_language() -> None:
    assert (TITLE.text("zh"), TITLE.text("en"), NOTHING.text("en")) == ("名", "name", "")


def edit(path: str, value: Any) -> dict[str, Any]:
    changed = data()
    place: Any = changed
    *steps, last = path.split(".")
    for step in steps:
        place = place[int(step) if step.isdigit() else step]
    if value is None:
        del place[last]
    else:
        place[int(last) if last.isdigit() else last] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("code", "Not A Key", "is no key"),
        ("version", None, "not the shape"),
        ("parts", 7, "not the shape"),
        ("title", {"zh": "", "en": "x"}, "a text is missing"),
        ("parts.0.fields.0.kind", "colour", "not the shape"),
        ("parts.0.fields.0.options", {"a": {"zh": "甲", "en": "a"}}, "options stand with a choice"),
        ("parts.0.fields.1.options", None, "options stand with a choice"),
        ("parts.0.fields.1.options", {"bank": {"zh": "银行", "en": "bank"}}, "knows no bank"),
        ("parts.0.fields.0.required", False, "no required field name"),
        ("parts.1.fields.0.key", "model", "field model stands twice"),
        ("parts.1.fields.0.key", "penalty_why", "field penalty_why stands twice"),
        ("parts.1.key", "basics", "part basics stands twice"),
        ("parts.1.key", "papers", "part papers stands twice"),
        ("papers.0.key", "charter", "paper charter stands twice"),
        ("grounds.0.key", "penalty", "ground penalty stands twice"),
        ("checks.0.key", "local", "check local stands twice"),
        ("papers.0.source", "", "names its source"),
        ("papers.0.confidence", "D", "names its source"),
        ("grounds.0.source", "", "names its source"),
        ("parts.4.fields.0.source", "", "names its source"),
        ("papers.0.for", "everybody", "not the shape"),
    ],
)
def test_a_form_with_a_fault_is_refused_with_its_place(path: str, value: Any, told: str) -> None:
    with pytest.raises(FormFaultError, match=told):
        read_spec(edit(path, value))


def test_every_ground_and_paper_of_the_shipped_form_names_its_source() -> None:
    form = spec()
    grounds = [
        one for part in form.parts for one in part.fields if one.kind is FieldKind.DECLARATION
    ]
    assert len(grounds) >= 10
    assert all(one.source and one.confidence in "ABC" for one in grounds)
    assert all(one.confidence in "BC" for one in form.papers)
    assert all(one.source for one in form.grounds)
