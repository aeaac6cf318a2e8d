"""The loader refuses whatever could widen a rule by a slip."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.rules.eligibility_cases import load_document, ruleset
from trainingapp.rules.eligibility_rulesets import (
    Confidence,
    RulesetFaulty,
    canonical,
    parse_ruleset,
    read_ruleset,
    sha256_of,
)

Change = Callable[[dict[str, Any]], object]


def faults(change: Change) -> tuple[str, ...]:
    document = copy.deepcopy(load_document())
    change(document)
    with pytest.raises(RulesetFaulty) as caught:
        read_ruleset(document)
    return caught.value.faults


def path(document: dict[str, Any], name: str = "M3") -> dict[str, Any]:
    paths = [p for goal in document["targets"].values() for p in goal["paths"]]
    return next(p for p in paths if p["id"] == name)


def when(node: Any, name: str = "M3") -> Change:
    return lambda document: path(document, name).update(when=node)


def test_the_ruleset_of_the_bank_is_in_order() -> None:
    rules = ruleset()
    assert list(rules.goals) == [
        "junior_exam",
        "middle_exam",
        "senior_exam",
        "junior_certificate",
        "middle_certificate",
        "senior_review",
    ]
    assert all(source.number and source.article for source in rules.sources.values())


def test_what_nobody_has_read_is_marked() -> None:
    assert not any(source.is_article_sure for source in ruleset().sources.values())
    assert ruleset().sources["NOTICES"].confidence is Confidence.MEDIUM


def test_every_source_is_cited() -> None:
    rules = ruleset()
    cited = {name for goal in rules.goals.values() for p in goal.paths for name in p.sources}
    cited |= {name for line in rules.cut_scores for name in line.sources}
    assert set(rules.sources) == cited | set(rules.counting_sources)


@pytest.mark.parametrize(
    ("node", "problem"),
    [
        ({"degre": {"level": "bachelor"}}, "there is no operator 'degre'"),
        ({"not": {"degree": {"level": "bachelor"}}}, "there is no operator 'not'"),
        ({"all": []}, "at least one entry"),
        ({"any": []}, "at least one entry"),
        ({"all": {}}, "at least one entry"),
        ({}, "exactly one operator"),
        ([], "exactly one operator"),
        (None, "exactly one operator"),
        ({"degree": {"level": "doctor"}, "work_years": {"years": 1}}, "exactly one operator"),
        ({"degree": {}}, "either level or min_level"),
        ({"degree": {"level": "doctor", "min_level": "master"}}, "either level or min_level"),
        ({"degree": {"level": "baccalaureate"}}, "none of"),
        ({"degree": {"level": ["bachelor"]}}, "none of"),
        ({"degree": {"level": "bachelor", "field": "social_workX"}}, "none of"),
        ({"degree": {"level": "bachelor", "feild": "social_work"}}, "there is no field 'feild'"),
        ({"degree": {"level": "bachelor", "field": None}}, "none of"),
        ({"degree": "bachelor"}, "must be an object"),
        ({"final_year": {"level": "bachelor"}}, "the field 'field' is missing"),
        ({"work_years": {}}, "the field 'years' is missing"),
        ({"work_years": {"years": "3"}}, "whole number"),
        ({"work_years": {"years": 2.5}}, "whole number"),
        ({"work_years": {"years": True}}, "whole number"),
        ({"work_years": {"years": 0}}, "whole number"),
        ({"work_years": {"years": -1}}, "whole number"),
        ({"work_years": {"years": 41}}, "whole number"),
        ({"work_years": {"years": 3, "after": "junior"}}, "there is no field 'after'"),
        ({"work_years": {"years": 3, "after_certificate": "expert"}}, "none of"),
        ({"work_years": {"years": 3, "after_certificate": None}}, "none of"),
        ({"certificate": {"level": "bachelor"}}, "none of"),
        ({"certificate": {"level": "middle", "held_years": 0}}, "whole number"),
        ({"subjects_within_years": {"level": "middle", "subjects": [], "window": 2}}, "entry"),
        ({"subjects_within_years": {"level": "middle", "subjects": ["art"], "window": 2}}, "none of"),
        ({"subjects_within_years": {"level": "middle", "subjects": ["law", "law"], "window": 2}}, "stands twice"),
        ({"subjects_within_years": {"level": "middle", "subjects": ["law"], "window": 0}}, "whole number"),
        ({"subjects_within_years": {"level": "middle", "subjects": ["law"]}}, "'window' is missing"),
        ({"all": [{"all": [{"any": [{"work_years": {"years": "x"}}]}]}]}, "all[0]/all[0]/any[0]/work_years/years"),
    ],
)  # fmt: skip
def test_a_condition_with_a_slip_is_refused(node: Any, problem: str) -> None:
    (fault,) = [fault for fault in faults(when(node)) if problem in fault]
    assert fault.startswith("targets/middle_exam/paths[2]/when")


def test_a_condition_nested_without_end_is_refused() -> None:
    node: dict[str, Any] = {"degree": {"level": "doctor"}}
    for _ in range(500):
        node = {"all": [node]}
    assert any("exactly one operator" in fault for fault in faults(when(node)))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda d: d.pop("sources"), "'sources' is missing"),
        (lambda d: d.update(sources={}), "sources: must be an object"),
        (lambda d: d.update(extra=1), "there is no field 'extra'"),
        (lambda d: d.update(note=[[]]), "note: must be text"),
        (lambda d: path(d).update(note=3), "note: must be text"),
        (lambda d: d.update(version=""), "version: must be text"),
        (lambda d: d.update(effective_from="soon"), "effective_from"),
        (lambda d: d.update(targets={}), "targets: must be an object"),
        (lambda d: d.update(targets=[]), "targets: must be an object"),
        (lambda d: path(d).pop("sources"), "'sources' is missing"),
        (lambda d: path(d).update(sources=[]), "at least one entry"),
        (lambda d: path(d).update(sources=["rumour"]), "there is no source 'rumour'"),
        (lambda d: path(d).update(sources=[["R-M3"]]), "there is no source"),
        (lambda d: path(d).update(sources="R-M3"), "must be a list"),
        (lambda d: path(d).update(confidence="certain"), "none of"),
        (lambda d: path(d).update(id="M4"), "the path M4 stands twice"),
        (lambda d: path(d).update(unless={}), "there is no field 'unless'"),
        (lambda d: d["targets"]["senior_exam"].update(floor="none"), "none of"),
        (lambda d: d["targets"]["senior_exam"].update(paths=[]), "at least one entry"),
        (lambda d: d["targets"].update(senior_exam=[]), "must be an object"),
        (lambda d: d["sources"]["R-M3"].pop("number"), "'number' is missing"),
        (lambda d: d["sources"]["R-M3"].update(document=" "), "document: must be text"),
        (lambda d: d["sources"]["R-M3"].update(is_article_sure="yes"), "true or false"),
        (lambda d: d["counting"].update(until="registration"), "none of"),
        (lambda d: d["counting"].update(sources=["rumour"]), "there is no source"),
        (lambda d: d["cut_scores"][0].update(points=60), "must be text"),
        (lambda d: d["cut_scores"][0].update(points="sixty"), "a number in quotes"),
        (lambda d: d["cut_scores"][0].update(points="NaN"), "between 0 and 100"),
        (lambda d: d["cut_scores"][0].update(points="0"), "between 0 and 100"),
        (lambda d: d["cut_scores"][0].update(region=""), "must be text"),
        (lambda d: d["cut_scores"][0].update(to_year=1999), "whole number"),
    ],
)
def test_a_ruleset_with_a_slip_is_refused(change: Change, problem: str) -> None:
    assert any(problem in fault for fault in faults(change))


def test_every_fault_is_named_at_once() -> None:
    def change(document: dict[str, Any]) -> None:
        path(document, "M3").update(confidence="certain")
        path(document, "J2").update(sources=[])
        document["version"] = ""

    assert len(faults(change)) == 3


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "not an object"),
        ('{"id": "a", "id": "b"}', "stands twice"),
        ('{"all": {"x": 1, "x": 2}}', "stands twice"),
        ('{"id": NaN}', "not a number"),
        ('{"id": "' + "x" * 300_000 + '"}', "larger than"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_text_that_is_no_ruleset_is_refused(text: str, problem: str) -> None:
    with pytest.raises(RulesetFaulty, match=problem):
        parse_ruleset(text)


def test_equal_rulesets_have_one_hash_and_others_another() -> None:
    document = load_document()
    shuffled = dict(reversed(list(document.items())))
    assert read_ruleset(shuffled).sha256 == ruleset().sha256 == sha256_of(document)
    assert read_ruleset(document | {"version": "2"}).sha256 != ruleset().sha256
    assert canonical({"b": "中", "a": 1}) == '{"a":1,"b":"中"}'


def test_half_a_character_is_no_text_that_a_file_can_hold() -> None:
    with pytest.raises(RulesetFaulty, match="half a character"):
        parse_ruleset('{"a": ["\\ud800"]}')
    with pytest.raises(RulesetFaulty, match="half a character"):
        parse_ruleset('{"\\udfff": 1}')
    assert parse_ruleset('{"a": "\\ud842\\udfb7"}') == {"a": "𠮷"}
