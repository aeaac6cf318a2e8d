"""From the entries of an agency's registers to what the checks look at: which entry counts on which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from trainingapp.incubator.models import registry as kept, standing as held
from trainingapp.incubator.queries.compliance_registers import Rows, read_register, read_statements
from trainingapp.rules.incubation.compliance.facts import (
    Change,
    Charter,
    Filing,
    Grade,
    Licence,
    Listed,
    Organ,
    Party,
    Register,
    Right,
    Statement,
)
from trainingapp.rules.incubation.registry_words import CharterItem

TODAY = date(2026, 11, 23)
ONE = timedelta(days=1)
LONG_AGO, SOON = date(2020, 1, 1), date(2027, 1, 1)


def _rows(*entries: Any, on: date = TODAY) -> Rows:
    by_table: dict[Any, list[Any]] = {}
    for number, entry in enumerate(entries, 1):
        entry.id = number
        by_table.setdefault(type(entry), []).append(entry)
    return Rows(by_table, on)


def _read(*entries: Any, on: date = TODAY) -> Register:
    return read_register(_rows(*entries, on=on))


def _licence(kind: str = "registration", name: str = "旧名", **values: Any) -> held.Licence:
    return held.Licence(kind=kind, printed_name=name, **values)


def test_an_empty_register_says_nothing_at_all() -> None:
    assert _read() == Register()
    assert read_statements(_rows()) == {}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([_licence()], Licence("旧名")),
        ([_licence(ends_on=SOON)], Licence("旧名", date(2026, 12, 31))),
        ([_licence(starts_on=TODAY)], Licence("旧名")),
        ([_licence(starts_on=TODAY + ONE)], None),
        ([_licence(ends_on=LONG_AGO)], Licence("旧名", date(2019, 12, 31))),
        ([_licence(ends_on=SOON), _licence(name="新名")], Licence("新名")),
        ([_licence(), _licence(name="新名", ends_on=SOON)], Licence("旧名")),
        (
            [_licence(ends_on=SOON), _licence(name="新名", ends_on=SOON)],
            Licence("新名", SOON - ONE),
        ),
        ([_licence("filing"), _licence("practice")], None),
    ],
)
def test_the_certificate_is_the_one_that_lasts_longest_of_those_that_have_begun(
    entries: Sequence[Any], expected: Licence | None
) -> None:
    assert _read(*entries).licence == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], None),
        ([_licence()], False),
        ([_licence("charity")], True),
        ([_licence(), _licence("charity")], True),
        ([_licence("public_fundraising")], None),
    ],
)
def test_whether_it_is_a_charity_is_known_from_its_certificates(
    entries: Sequence[Any], expected: bool | None
) -> None:
    assert _read(*entries).is_charity is expected


def _change(item: str = "address", **values: Any) -> kept.AgencyChange:
    return kept.AgencyChange(item=item, new_value="新", decided_on=LONG_AGO, **values)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (_change(), Change()),
        (_change("legal_representative"), Change(is_head=True)),
        (_change(consent_on=TODAY), Change(consent_on=TODAY)),
        (_change(applied_on=TODAY), Change(filed_on=TODAY)),
        (_change(approved_on=TODAY), Change(filed_on=TODAY)),
        (_change(applied_on=LONG_AGO, approved_on=TODAY), Change(filed_on=LONG_AGO)),
        (
            _change("legal_representative", audited_on=TODAY),
            Change(is_head=True, audited_on=TODAY),
        ),
    ],
)
def test_a_change_is_filed_when_it_was_applied_for(entry: Any, expected: Change) -> None:
    assert _read(entry).changes == (expected,)


def _charter(adopted: date, items: list[str], **values: Any) -> kept.Charter:
    return kept.Charter(adopted_on=adopted, items=items, **values)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([_charter(LONG_AGO, list(CharterItem), approved_on=TODAY)], Charter(8, TODAY)),
        ([_charter(LONG_AGO, ["name", "name", "purpose"])], Charter(2)),
        ([_charter(LONG_AGO, list(CharterItem)), _charter(TODAY, [])], Charter(0)),
        ([_charter(TODAY, []), _charter(LONG_AGO, list(CharterItem))], Charter(0)),
        ([_charter(TODAY, []), _charter(TODAY, ["name"])], Charter(1)),
    ],
)
def test_the_charter_is_the_one_adopted_last_and_items_count_once(
    entries: Sequence[Any], expected: Charter
) -> None:
    assert _read(*entries).charter == expected


def _member(organ: str = "council", **values: Any) -> kept.OrganMember:
    return kept.OrganMember(organ=organ, name="顾明", **{"starts_on": LONG_AGO, **values})


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (_member(), (Organ("council"),)),
        (_member(ends_on=SOON), (Organ("council", SOON - ONE),)),
        (_member(ends_on=LONG_AGO + ONE), (Organ("council", LONG_AGO),)),
        (_member(starts_on=TODAY), (Organ("council"),)),
        (_member(starts_on=TODAY + ONE), ()),
        (_member(left_on=TODAY), ()),
        (_member(left_on=TODAY + ONE), (Organ("council"),)),
        (_member("supervisors"), (Organ("supervisors"),)),
    ],
)
def test_who_has_left_or_not_begun_is_not_in_office_but_a_term_that_is_over_is_seen(
    entry: Any, expected: tuple[Organ, ...]
) -> None:
    assert _read(entry).organs == expected


def _premises(**values: Any) -> kept.Premises:
    return kept.Premises(
        tenure="rent", address="东路", **{"starts_on": LONG_AGO, "is_registered": True, **values}
    )


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (_premises(), (Right(LONG_AGO),)),
        (_premises(ends_on=SOON), (Right(LONG_AGO, SOON - ONE),)),
        (_premises(is_registered=False), ()),
    ],
)
def test_only_registered_premises_count(entry: Any, expected: tuple[Right, ...]) -> None:
    assert _read(entry).premises == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"kind": "branch", "starts_on": LONG_AGO}, True),
        ({"kind": "branch", "starts_on": TODAY}, True),
        ({"kind": "branch", "starts_on": TODAY + ONE}, False),
        ({"kind": "branch", "starts_on": LONG_AGO, "ends_on": TODAY}, False),
        ({"kind": "branch", "starts_on": LONG_AGO, "ends_on": TODAY + ONE}, True),
        ({"kind": "project", "starts_on": LONG_AGO}, False),
        ({"kind": "community", "starts_on": LONG_AGO}, False),
    ],
)
def test_a_branch_is_one_while_it_stands(values: dict[str, Any], expected: bool) -> None:
    assert _read(kept.Site(name="分部", **values)).has_branch is expected


def _founder(level: str, *, is_organisation: bool = False) -> kept.Founder:
    return kept.Founder(name="甲", certificate_level=level, is_organisation=is_organisation)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([_founder("senior"), _founder("none")], ("senior", "none")),
        ([_founder("none", is_organisation=True)], None),
        ([_founder("none", is_organisation=True), _founder("assistant")], ("assistant",)),
    ],
)
def test_founders_are_persons(entries: Sequence[Any], expected: tuple[str, ...] | None) -> None:
    assert _read(*entries).founders == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([kept.AgencyRegistration(accepted_on=LONG_AGO)], LONG_AGO),
        ([kept.AgencyRegistration(applied_on=LONG_AGO)], None),
        ([kept.AgencyRegistration(accepted_on=LONG_AGO, result="refused")], None),
        (
            [
                kept.AgencyRegistration(accepted_on=LONG_AGO),
                kept.AgencyRegistration(accepted_on=TODAY),
            ],
            TODAY,
        ),
        (
            [
                kept.AgencyRegistration(accepted_on=TODAY, result="withdrawn"),
                kept.AgencyRegistration(accepted_on=SOON),
            ],
            SOON,
        ),
    ],
)
def test_the_decision_clock_begins_with_full_papers_that_wait_for_a_result(
    entries: Sequence[Any], expected: date | None
) -> None:
    assert _read(*entries).applied_on == expected


STEPS = {"seal": "seal_filed_on", "account": "account_filed_on", "social_insurance": "insured_on"}


@pytest.mark.parametrize("kind", [*STEPS, "tax"])
def test_each_step_is_read_into_its_own_place(kind: str) -> None:
    found = _read(held.AgencyStep(kind=kind, done_on=TODAY))
    for step, name in STEPS.items():
        assert getattr(found, name) == (TODAY if step == kind else None)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"role": "supervisor"}, True),
        ({"role": "registry"}, False),
        ({"role": "street"}, False),
        ({"role": "supervisor", "ends_on": TODAY}, False),
        ({"role": "supervisor", "ends_on": TODAY + ONE}, True),
        ({"role": "supervisor", "starts_on": TODAY + ONE}, False),
    ],
)
def test_a_supervising_unit_is_one_while_it_is(values: dict[str, Any], expected: bool) -> None:
    assert _read(kept.AgencyAuthority(**values)).has_supervising_unit is expected


def _filing(year: int, **values: Any) -> held.AnnualFiling:
    return held.AnnualFiling(year=year, kind="report", **values)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, Filing()),
        ({"supervisor_on": TODAY}, Filing(supervisor_on=TODAY)),
        ({"registry_on": TODAY, "result": "pass"}, Filing(registry_on=TODAY, result="pass")),
        ({"exempt_reason": "登记不满六个月"}, Filing(is_exempt=True)),
        ({"exempt_reason": ""}, Filing()),
        (
            {"result": "basic", "rectify_by": SOON, "rectified_on": TODAY},
            Filing(result="basic", correct_by=SOON, corrected_on=TODAY),
        ),
    ],
)
def test_a_filing_is_read_with_its_days(values: dict[str, Any], expected: Filing) -> None:
    assert _read(_filing(2025, **values)).filings == {2025: expected}


def _event(kind: str, starts_on: date, **values: Any) -> held.CreditEvent:
    return held.CreditEvent(kind=kind, cause="查询", starts_on=starts_on, **values)


@pytest.mark.parametrize(
    ("entries", "listed", "read_on"),
    [
        ([_event("clear", TODAY)], (), TODAY),
        ([_event("clear", LONG_AGO), _event("clear", TODAY - ONE)], (), TODAY - ONE),
        ([_event("clear", TODAY + ONE)], (), None),
        ([_event("praise", TODAY)], (), None),
        ([_event("penalty", TODAY)], (Listed("penalty", TODAY),), None),
        ([_event("abnormal", LONG_AGO)], (Listed("abnormal", LONG_AGO),), LONG_AGO),
        (
            [_event("serious", LONG_AGO, ends_on=TODAY), _event("praise", TODAY)],
            (Listed("serious", LONG_AGO, TODAY),),
            LONG_AGO,
        ),
    ],
)
def test_a_penalty_or_praise_is_no_look_at_the_lists(
    entries: Sequence[Any], listed: tuple[Listed, ...], read_on: date | None
) -> None:
    found = _read(*entries)
    assert (found.listed, found.lists_read_on) == (listed, read_on)


def _contact(tried_on: date, *, is_reached: bool) -> held.AddressContact:
    return held.AddressContact(way="visit", tried_on=tried_on, is_reached=is_reached)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([_contact(TODAY, is_reached=False)], None),
        ([_contact(LONG_AGO, is_reached=True), _contact(TODAY, is_reached=False)], LONG_AGO),
        ([_contact(TODAY, is_reached=True), _contact(LONG_AGO, is_reached=True)], TODAY),
    ],
)
def test_the_address_was_reached_when_it_last_was(
    entries: Sequence[Any], expected: date | None
) -> None:
    assert _read(*entries).reached_on == expected


def _grade(awarded: date, ends_on: date | None = None) -> held.Grade:
    return held.Grade(level=3, awarded_on=awarded, ends_on=ends_on)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([_grade(LONG_AGO)], Grade(LONG_AGO)),
        ([_grade(LONG_AGO, SOON)], Grade(LONG_AGO, SOON - ONE)),
        ([_grade(TODAY), _grade(LONG_AGO, SOON)], Grade(TODAY)),
    ],
)
def test_the_grade_is_the_newest(entries: Sequence[Any], expected: Grade) -> None:
    assert _read(*entries).grade == expected


@pytest.mark.parametrize(
    ("kind", "members", "expected"),
    [
        ("none", 0, Party(0, has_branch=False)),
        ("instructor", 1, Party(1, has_branch=False)),
        ("joint", 2, Party(2, has_branch=False, is_joint=True)),
        ("branch", 3, Party(3, has_branch=True)),
        ("committee", 7, Party(7, has_branch=True)),
    ],
)
def test_a_party_unit_leads_or_not(kind: str, members: int, expected: Party) -> None:
    older = kept.PartyUnit(kind="branch", as_of=LONG_AGO, full_members=9)
    newer = kept.PartyUnit(kind=kind, as_of=TODAY, full_members=members)
    assert _read(newer, older).party == expected


def _tax(kind: str = "nonprofit_exempt", ends_on: date | None = None) -> held.TaxStatus:
    return held.TaxStatus(kind=kind, starts_on=LONG_AGO, ends_on=ends_on)


@pytest.mark.parametrize(
    ("entries", "until", "is_endless"),
    [
        ([_tax(ends_on=SOON)], SOON - ONE, False),
        ([_tax(ends_on=LONG_AGO + ONE), _tax(ends_on=SOON)], SOON - ONE, False),
        ([_tax()], None, True),
        ([_tax("donation_deduction", SOON)], None, False),
        ([_tax("small_scale")], None, False),
    ],
)
def test_the_exemption_is_the_one_that_lasts_longest(
    entries: Sequence[Any], until: date | None, is_endless: bool
) -> None:
    found = _read(*entries)
    assert (found.exempt_until, found.has_endless_exemption) == (until, is_endless)


def _said(stated_on: date, *, is_met: bool, ends_on: date | None = None) -> held.Statement:
    return held.Statement(kind="no_branch", is_met=is_met, stated_on=stated_on, ends_on=ends_on)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([_said(LONG_AGO, is_met=True)], Statement(True, LONG_AGO)),
        ([_said(TODAY, is_met=False), _said(LONG_AGO, is_met=True)], Statement(False, TODAY)),
        ([_said(TODAY, is_met=False), _said(TODAY, is_met=True)], Statement(True, TODAY)),
        ([_said(TODAY, is_met=True, ends_on=SOON)], Statement(True, TODAY, SOON - ONE)),
    ],
)
def test_what_was_stated_last_counts(entries: Sequence[Any], expected: Statement) -> None:
    assert read_statements(_rows(*entries)) == {"no_branch": expected}
