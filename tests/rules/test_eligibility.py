"""Who may sit which exam: the table, more facts never hurt, replay, reassessing, what if."""

from __future__ import annotations

import copy
import json
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.rules.eligibility_cases import (
    CASES,
    Case,
    certificate,
    degree,
    load_document,
    passed,
    ruleset,
    work,
)
from trainingapp.rules.eligibility import (
    Decision,
    ExamYearOver,
    NoSuchGoal,
    Outcome,
    Target,
    decide,
    decide_again,
    project,
    reassess,
    replays,
)
from trainingapp.rules.eligibility_facts import Assurance, Facts, read_facts
from trainingapp.rules.eligibility_reading import days_of_work
from trainingapp.rules.eligibility_rulesets import canonical, read_ruleset

TODAY = date(2026, 3, 20)
MIDDLE = Target("middle_exam", 2026)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_table(case: Case) -> None:
    assert case.fails(ruleset()) == []


def test_the_table_has_80_cases_and_reaches_every_path() -> None:
    assert len(CASES) >= 80
    paths = {path.id for goal in ruleset().goals.values() for path in goal.paths}
    assert {case.path for case in CASES if case.outcome == "eligible"} >= paths


def test_the_table_has_every_outcome() -> None:
    assert {case.outcome for case in CASES} == set(Outcome)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_sentence_has_a_source_that_is_known(case: Case) -> None:
    content = case.decide(ruleset()).document()
    lines = content["why"] + content["missing"] + content["to_verify"]
    assert lines
    for line in lines:
        assert line["sources"]
        assert set(line["sources"]) <= set(ruleset().sources)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_decision_is_replayed_byte_for_byte(case: Case) -> None:
    stored = json.loads(canonical(case.decide(ruleset()).document()))
    assert replays(stored, ruleset())
    assert canonical(decide_again(stored, ruleset()).document()) == canonical(stored)


def test_a_decision_whose_facts_or_outcome_were_edited_is_not_replayed() -> None:
    decision = decide(ruleset(), MIDDLE, degree("master").plus(work("2025-01-01")), TODAY)
    stored = json.loads(canonical(decision.document()))
    for change in (
        {"outcome": "not_eligible"},
        {"facts_sha256": "0" * 64},
        {"from_on": "2026-03-20"},
        {"as_of": "yesterday"},
        {"facts": {}},
        {"facts": {"degrees": [{"level": "baron"}]}},
        {"target": "professor"},
    ):
        assert not replays({**stored, **change}, ruleset())
    assert replays(stored, ruleset())


def test_another_ruleset_does_not_replay_a_decision() -> None:
    stored = decide(ruleset(), MIDDLE, degree("doctor"), TODAY).document()
    other = load_document() | {"version": "another"}
    assert not replays(stored, read_ruleset(other))


# More facts never hurt. Only full-time study can: by the rule its years are not years of work.
POOL = [
    *(degree(level, field) for level in ("secondary", "bachelor", "doctor") for field in ("sw", "other")),
    degree("bachelor", sure="claimed"),
    degree("master", sure="document"),
    degree("bachelor", awarded=None, expected="2026-06-30"),
    degree("associate", kind="completion"),
    work("2016-01-01", "2018-03-01"),
    work("2018-02-01", "2020-06-01", sure="claimed"),
    work("2024-02-29"),
    certificate("junior", "2016-10-01"),
    certificate("middle", "2019-10-01", sure="claimed"),
    certificate("middle", "2020-10-01", region="54"),
    passed("junior", "cp", 2025),
    passed("middle", "cp", 2025, points="61"),
    passed("middle", "l", 2026, sure="claimed"),
    passed("middle", "l", 2024, points="52", region="54"),
    passed("senior", "p", 2025),
]  # fmt: skip
NEVER = date.max


def standing(decision: Decision) -> tuple[date, date]:
    """From when at best, whatever has to be verified, and from when by what is sure: the earlier the better."""
    sure = decide(
        decision.ruleset, decision.target, decision.facts.at_least(Assurance.VERIFIED), decision.as_of
    )  # fmt: skip
    return first_day(decision), first_day(sure)


def first_day(decision: Decision) -> date:
    if decision.outcome in (Outcome.ELIGIBLE, Outcome.ELIGIBLE_IF_VERIFIED):
        return date.min
    return decision.from_on or NEVER


@given(
    st.lists(st.sampled_from(range(len(POOL))), unique=True, max_size=7),
    st.sampled_from(range(len(POOL))),
    st.sampled_from(sorted(ruleset().goals)),
    st.sampled_from([2026, 2027]),
)
def test_more_facts_never_hurt(chosen: list[int], more: int, goal: str, year: int) -> None:
    facts = Facts()
    for number in chosen:
        facts = facts.plus(POOL[number])
    target = Target(goal, year)
    before = standing(decide(ruleset(), target, facts, TODAY))
    after = standing(decide(ruleset(), target, facts.plus(POOL[more]), TODAY))
    assert after[0] <= before[0]
    assert after[1] <= before[1]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_surer_facts_never_hurt(case: Case) -> None:
    rank = list(Outcome).index
    content = case.decide(ruleset()).document()["facts"]
    for rows in content.values():
        for row in rows:
            row["assurance"] = "authority"
    surer = decide(
        ruleset(),
        Target(case.goal, case.year, case.region),
        read_facts(content),
        date.fromisoformat(case.as_of),
    )
    assert rank(surer.outcome) <= rank(case.decide(ruleset()).outcome)


def test_facts_come_back_from_their_document() -> None:
    facts = Facts()
    for more in POOL:
        facts = facts.plus(more)
    again = read_facts(json.loads(canonical(facts.document())))
    assert again.document() == facts.document()


def test_facts_in_another_order_give_the_same_bytes() -> None:
    one, other = degree("master"), work("2025-01-01")
    early = work("2019-01-01", "2020-01-01")
    texts = {
        canonical(decide(ruleset(), MIDDLE, facts, TODAY).document())
        for facts in (one.plus(other).plus(early), early.plus(one).plus(other))
    }
    assert len(texts) == 1


# what if, and the words of an outcome


def test_what_if_work_begins_on_a_day() -> None:
    held = degree("master")
    assert decide(ruleset(), MIDDLE, held, TODAY).outcome is Outcome.NOT_ELIGIBLE
    begun = project(ruleset(), MIDDLE, held, TODAY, assume=work("2026-07-01", sure="claimed"))
    assert begun.outcome is Outcome.ELIGIBLE_LATER_IF_VERIFIED
    assert begun.from_on == date(2027, 1, 1)
    assert [line.code for line in begun.to_verify] == ["work_goes_on"]


def test_what_is_unsure_is_named_and_nothing_else() -> None:
    facts = degree("master").plus(work("2024-01-01", sure="document"))
    decision = decide(ruleset(), MIDDLE, facts, TODAY)
    assert decision.outcome is Outcome.ELIGIBLE_IF_VERIFIED
    assert [(line.code, line.evidence) for line in decision.to_verify] == [
        ("work", ("work:2024-01-01",))
    ]


def test_an_unsure_fact_that_is_not_needed_is_not_asked_for() -> None:
    facts = degree("master", sure="document").plus(work("2020-01-01", "2022-01-01"))
    facts = facts.plus(work("2022-01-01", sure="claimed"))
    decision = decide(ruleset(), MIDDLE, facts, TODAY)
    assert [line.code for line in decision.to_verify] == ["degree"]


def test_what_is_missing_counts_the_days_to_31_december() -> None:
    facts = degree("bachelor").plus(work("2025-01-01", "2026-01-01"))
    (line,) = decide(ruleset(), MIDDLE, facts, TODAY).missing
    assert line.parameters["have_days"] == 365
    assert line.parameters["lacking_days"] == days_of_work(3) - 365
    assert line.parameters["counted_to"] == "2026-12-31"


def test_the_nearest_path_of_somebody_with_an_other_bachelor_is_work() -> None:
    decision = decide(ruleset(), MIDDLE, degree("bachelor", "other"), TODAY)
    assert decision.path.id == "M6-bachelor"
    assert [line.code for line in decision.missing] == ["need_work"]


def test_work_that_is_full_already_does_not_have_to_go_on() -> None:
    facts = degree("master").plus(work("2020-01-01"))
    codes = [line.code for line in decide(ruleset(), MIDDLE, facts, TODAY).why]
    assert codes == ["degree", "work"]


def test_a_study_nobody_has_verified_still_takes_its_years_away() -> None:
    study = degree("master", "other", "2026-01-01", enrolled="2023-09-01", sure="claimed")
    facts = degree("associate").plus(study).plus(work("2023-09-01", "2026-01-01"))
    decision = decide(ruleset(), Target("junior_exam", 2026), facts, TODAY)
    assert decision.outcome is Outcome.NOT_ELIGIBLE


@pytest.mark.parametrize(("start", "days"), list(combinations(range(1, 8), 2)))
def test_whole_calendar_years_are_enough_wherever_they_lie(start: int, days: int) -> None:
    one = work(f"20{10 + start}-01-01", f"20{11 + start}-01-01")
    other = work(f"20{11 + days}-01-01", f"20{12 + days}-01-01")
    facts = degree("associate").plus(one).plus(other)
    assert decide(ruleset(), Target("junior_exam", 2026), facts, TODAY).outcome is Outcome.ELIGIBLE


def test_an_exam_of_the_past_is_refused() -> None:
    with pytest.raises(ExamYearOver):
        decide(ruleset(), Target("junior_exam", 2025), Facts(), TODAY)


def test_what_no_rule_speaks_of_is_refused() -> None:
    with pytest.raises(NoSuchGoal):
        decide(ruleset(), Target("direct_award", 2026), Facts(), TODAY)


def test_direct_award_and_exemption_are_in_no_rule() -> None:
    assert not {"exempt", "award"} & set(canonical(load_document()["targets"]).split("_"))


# reassessing under another ruleset


def stored_cases() -> list[dict[str, Any]]:
    return [json.loads(canonical(case.decide(ruleset()).document())) for case in CASES]


def test_the_same_rules_change_nobody() -> None:
    assert reassess(stored_cases(), ruleset()) == []


def test_reassessing_returns_exactly_the_changed() -> None:
    changed = copy.deepcopy(load_document())
    path = next(p for p in changed["targets"]["middle_exam"]["paths"] if p["id"] == "M4")
    path["when"]["all"][1]["work_years"]["years"] = 2
    rules = read_ruleset(changed)
    stored = stored_cases()
    expected = [
        document
        for case, document in zip(CASES, stored, strict=True)
        if (case.decide(rules).outcome, case.decide(rules).from_on, case.decide(rules).until_on)
        != (
            case.decide(ruleset()).outcome,
            case.decide(ruleset()).from_on,
            case.decide(ruleset()).until_on,
        )
    ]
    found = reassess(stored, rules)
    assert [change.document for change in found] == expected
    assert {change.document["path"] for change in found} == {"M4"}
    assert 0 < len(found) < len(stored)


def test_a_goal_that_is_gone_changes_everybody_who_had_it() -> None:
    changed = copy.deepcopy(load_document())
    del changed["targets"]["senior_review"]
    found = reassess(stored_cases(), read_ruleset(changed))
    assert {change.document["target"] for change in found} == {"senior_review"}
    assert all(change.after is None for change in found)
    assert len(found) == len([case for case in CASES if case.goal == "senior_review"])
