"""What stops an application and what has to be explained."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.incubation.test_application_forms import spec
from trainingapp.rules.incubation.precheck import Colour, KnownFacts, find_signals, stops
from trainingapp.rules.incubation.words import Applicants

NO_FACTS = KnownFacts()
TEAM, REGISTERED = Applicants.TEAM, Applicants.REGISTERED


def signals(
    answers: dict[str, Any], facts: KnownFacts = NO_FACTS, applicants: Applicants = REGISTERED
) -> list[tuple[str, str, bool]]:
    found = find_signals(spec(), applicants, answers, facts)
    return [(one.key, one.colour.value, one.is_explained) for one in found]


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({}, []),
        ({"penalty": "no"}, []),
        ({"penalty": "yes"}, [("penalty", "red", False)]),
        ({"penalty": "unsure"}, [("penalty", "amber", False)]),
        ({"penalty": "unsure", "penalty_why": "在核实"}, [("penalty", "amber", True)]),
        ({"penalty": "nonsense"}, []),
        ({"inspection": "yes"}, [("inspection", "red", False)]),
    ],
)
def test_what_is_declared_is_red_and_what_is_doubted_amber(
    answers: dict[str, str], found: list[tuple[str, str, bool]]
) -> None:
    assert signals(answers) == found


def test_a_team_is_not_held_to_the_grounds_of_agencies() -> None:
    assert signals({"inspection": "yes"}, applicants=TEAM) == []


def test_a_ground_speaks_with_its_words_and_its_source() -> None:
    (signal,) = find_signals(spec(), REGISTERED, {"penalty": "yes"}, KnownFacts())
    assert signal.label is not None
    assert "行政处罚" in signal.label.zh
    assert signal.source == "泸州市2025年征集公告"
    assert signal.confidence == "B"


def test_a_list_that_the_site_knows_is_red_whatever_was_declared() -> None:
    facts = KnownFacts(on_lists=["未按时报送年报"])
    assert signals({"on_lists": "no"}, facts) == [("on_list", "red", False)]


@pytest.mark.parametrize("colour", list(Colour))
def test_a_faulty_code_concerns_only_those_who_have_one(colour: Colour) -> None:
    facts = KnownFacts(code_fault=(colour, "…"))
    assert signals({}, facts) == [("credit_code", colour.value, False)]
    assert signals({"remarks": "旧证"}, facts) == [("credit_code", colour.value, True)]
    assert signals({}, facts, TEAM) == []


@pytest.mark.parametrize(
    ("full_time", "qualified", "is_short"),
    [
        ("3", "1", False),  # exactly a third
        ("4", "1", True),
        ("4", "2", False),
        ("0", "0", False),
        ("", "", False),
        ("3", "", False),
        ("3", "eins", False),
        ("3", "0", True),
    ],
)
def test_fewer_than_a_third_is_to_be_explained(
    full_time: str, qualified: str, is_short: bool
) -> None:
    answers = {"full_time": full_time, "qualified": qualified}
    found = signals(answers, KnownFacts(share=(1, 3)))
    assert bool(found) is is_short
    assert signals(answers, KnownFacts()) == [], "no rule, no signal"


def test_red_always_stops_and_amber_until_it_is_explained() -> None:
    answers = {
        "penalty": "yes",
        "penalty_why": "已整改",
        "disputes": "unsure",
        "branch": "unsure",
        "branch_why": "正在撤销",
    }
    found = stops(find_signals(spec(), REGISTERED, answers, KnownFacts()))
    assert [one.key for one in found] == ["penalty", "disputes"]
