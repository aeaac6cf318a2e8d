"""What a degree does for the certificate as data: a slip is refused, and no pilot is law without an address."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from trainingapp.rules.eligibility_rulesets import RulesetFaulty, parse_ruleset
from trainingapp.rules.link_policies import (
    PILOTS,
    AuthorityAlone,
    Force,
    LinkKind,
    Links,
    NoLegalBasis,
    check_in_force,
    check_signable,
    find_line,
    may_be_in_force,
    read_links,
)

FILE = next((Path(__file__).parents[2] / "question_bank" / "links").glob("*.json"))
URL = "https://www.mohrss.gov.cn/x"
Change = Callable[[dict[str, Any]], object]


def document() -> dict[str, Any]:
    return parse_ruleset(FILE.read_text(encoding="utf-8"))


def shipped() -> Links:
    return read_links(document())


def faults(change: Change) -> tuple[str, ...]:
    changed = copy.deepcopy(document())
    change(changed)
    with pytest.raises(RulesetFaulty) as refused:
        read_links(changed)
    return refused.value.faults


# what is shipped


def test_what_is_law_and_what_is_not_is_as_the_research_found_it() -> None:
    force = {(one.kind, one.force) for one in shipped().policies}
    assert force == {
        (LinkKind.ELIGIBILITY, Force.IN_FORCE),
        (LinkKind.EXPERIENCE_REDUCTION, Force.IN_FORCE),
        (LinkKind.CE_CREDIT, Force.IN_FORCE),
        (LinkKind.SUBJECT_EXEMPTION, Force.PROPOSED),
        (LinkKind.DIRECT_AWARD, Force.PROPOSED),
    }


def test_everything_in_force_names_its_document_and_no_pilot_has_one() -> None:
    for one in shipped().policies:
        assert bool(one.basis) is (one.force is Force.IN_FORCE), one.code
        assert (one.url, one.name.keys()) == ("", {"zh", "en"})


def test_the_credit_of_ninety_hours_rests_on_its_document() -> None:
    (one,) = (one for one in shipped().policies if one.code == "ce-degree")
    assert one.basis == "社会工作者继续教育办法（民发〔2009〕123号）"
    assert "90学时" in one.text["zh"]


def test_no_number_of_a_regional_line_is_invented() -> None:
    national, own = shipped().lines
    assert (national.points, national.is_separate) == (Decimal(60), False)
    assert (own.points, own.lowest, own.highest) == (None, Decimal(50), Decimal(60))
    assert (own.is_separate, own.confidence) == (True, "low")


def test_an_address_is_that_of_the_first_document_that_has_one() -> None:
    changed = document()
    changed["sources"]["SYL-2025"]["url"] = URL
    assert read_links(changed).policies[0].url == URL


# which line counts


@pytest.mark.parametrize(
    ("region", "year", "is_separate"),
    [
        (None, 2026, False),
        (None, 2008, False),
        ("54", 2019, True),
        ("54", 2026, True),
        ("54", 2018, None),
        (None, 2007, None),
    ],
)
def test_a_pass_of_a_region_is_under_the_separate_line(
    region: str | None, year: int, is_separate: bool | None
) -> None:
    found = find_line(shipped().lines, region=region, year=year)
    assert (found and found.is_separate) is is_separate


def test_of_several_lines_the_newest_by_then_counts() -> None:
    lines = shipped().lines
    newer = lines[0]._replace(from_year=2027, points=Decimal(55))
    assert find_line((newer, *lines), region=None, year=2026) == lines[0]
    assert find_line((newer, *lines), region=None, year=2027) == newer


# in force, and signed


@pytest.mark.parametrize(
    ("kind", "basis", "url", "may"),
    [
        (LinkKind.CE_CREDIT, "民发〔2009〕123号", "", True),
        (LinkKind.CE_CREDIT, "  ", "", False),
        (LinkKind.CE_CREDIT, "", URL, False),
        (LinkKind.DIRECT_AWARD, "某文件", "", False),
        (LinkKind.DIRECT_AWARD, "某文件", "http://www.mohrss.gov.cn/x", False),
        (LinkKind.DIRECT_AWARD, "某文件", "https://", False),
        (LinkKind.DIRECT_AWARD, "某文件", "https://a b", False),
        (LinkKind.DIRECT_AWARD, "某文件", " https://a", False),
        (LinkKind.DIRECT_AWARD, "", URL, False),
        (LinkKind.DIRECT_AWARD, "某文件", URL, True),
        (LinkKind.SUBJECT_EXEMPTION, "某文件", "", False),
        (LinkKind.SUBJECT_EXEMPTION, "某文件", URL, True),
    ],
)
def test_a_policy_needs_a_document_and_a_pilot_its_address(
    kind: LinkKind, basis: str, url: str, may: bool
) -> None:
    assert may_be_in_force(kind, basis, url) is may
    if may:
        check_in_force(kind, basis, url)
    else:
        with pytest.raises(NoLegalBasis):
            check_in_force(kind, basis, url)


@pytest.mark.parametrize(
    ("kind", "claim"),
    [
        ("direct_award", "issued_by_us"),
        ("subject_exemption", "verified_by_us"),
        ("certificate", "issued_by_authority"),
    ],
)
def test_pilots_and_the_authoritys_own_word_are_never_signed_here(kind: str, claim: str) -> None:
    with pytest.raises(AuthorityAlone):
        check_signable(kind, claim)


@pytest.mark.parametrize("kind", ["course", "certificate", "eligibility"])
def test_everything_else_may_be_signed(kind: str) -> None:
    check_signable(kind, "issued_by_us")
    check_signable(kind, "verified_by_us")
    assert kind not in PILOTS


# the loader refuses


def policy(number: int, **values: Any) -> Change:
    return lambda links: links["policies"][number].update(values)


def line(number: int, **values: Any) -> Change:
    return lambda links: links["lines"][number].update(values)


def source(**values: Any) -> Change:
    return lambda links: links["sources"]["CE"].update(values)


@pytest.mark.parametrize(
    ("change", "piece"),
    [
        (policy(-1, force="in_force"), "cannot be in force without a legal basis"),
        (policy(-2, force="in_force", sources=["CE"]), "cannot be in force without"),
        (policy(0, sources=[]), "cannot be in force without a legal basis"),
        (policy(0, sources="R2006"), "must be a list"),
        (policy(0, sources=["NOWHERE"]), "there is no source 'NOWHERE'"),
        (policy(0, sources=[["R2006"]]), "there is no source ['R2006']"),
        (policy(0, kind="free_award"), "is none of"),
        (policy(0, force="almost"), "is none of"),
        (policy(0, confidence="sure"), "is none of"),
        (policy(0, name={"zh": "只有中文"}), "must be an object with zh and en"),
        (policy(0, text={"zh": " ", "en": "x"}), "must be text"),
        (policy(0, until="2030"), "there is no field 'until'"),
        (policy(0, code="ce-degree"), "the policy ce-degree stands twice"),
        (line(0, scope="local"), "must be national or separate"),
        (line(0, points=60), "must be a number in quotes"),
        (line(0, points="sixty"), "must be a number in quotes"),
        (line(0, points="0"), "must be a number in quotes"),
        (line(0, points="101"), "must be a number in quotes"),
        (line(0, points="NaN"), "must be a number in quotes"),
        (line(0, lowest="50", highest="60"), "needs either points, or lowest and highest"),
        (lambda links: links["lines"][1].pop("highest"), "needs either points"),
        (line(0, lowest="50"), "needs either points, or lowest and highest"),
        (line(1, lowest="60", highest="50"), "lowest lies above highest"),
        (line(1, scope="national", from_year=2008), "two lines of one kind begin in the same year"),
        (lambda links: links["lines"][0].pop("points"), "needs either points"),
        (line(0, from_year=1999), "whole number from 2008"),
        (source(is_article_sure="yes"), "must be true or false"),
        (source(url="http://x"), "must be an address that begins with https://"),
        (source(url="https://" + "x" * 400), "must be an address"),
        (source(url=7), "must be an address"),
        (source(dated_on="yesterday"), "Invalid isoformat"),
        (source(number=""), "must be text"),
        (lambda links: links.pop("lines"), "the field 'lines' is missing"),
        (lambda links: links.update(policies=[]), "at least one entry"),
        (lambda links: links.update(sources={}), "at least one entry"),
        (lambda links: links.update(version=""), "version: must be text"),
    ],
)
def test_a_slip_is_refused_with_its_place(change: Change, piece: str) -> None:
    assert any(piece in fault for fault in faults(change)), faults(change)


def test_every_fault_is_told_and_not_only_the_first() -> None:
    def spoil(links: dict[str, Any]) -> None:
        policy(-1, force="in_force")(links)
        line(0, points="x")(links)

    assert len(faults(spoil)) >= 2


def test_a_pilot_with_its_document_and_address_is_read_as_law() -> None:
    changed = document()
    changed["sources"]["CE"]["url"] = URL
    changed["policies"][-1].update(force="in_force", sources=["CE"])
    (award,) = (one for one in read_links(changed).policies if one.kind == "direct_award")
    assert (award.force, award.url) == (Force.IN_FORCE, URL)


def test_the_hash_is_that_of_what_is_said_and_not_of_how_it_is_written() -> None:
    again = json.loads(json.dumps(document(), ensure_ascii=True, indent=4))
    assert read_links(again).sha256 == shipped().sha256
    again["version"] = "2099.1"
    assert read_links(again).sha256 != shipped().sha256
