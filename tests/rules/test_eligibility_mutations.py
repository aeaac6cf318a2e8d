"""Whoever changes a number, a level or a field of the ruleset fails a case of the table."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.rules.eligibility_cases import CASES, load_document
from trainingapp.rules.eligibility_facts import (
    Assurance,
    CertificateLevel,
    DegreeLevel,
    Paper,
    StudyField,
)
from trainingapp.rules.eligibility_rulesets import Counting, RulesetFaulty, read_ruleset

Place = tuple[str | int, ...]

VOCABULARIES = {
    "degree": DegreeLevel,
    "final_year": DegreeLevel,
    "certificate": CertificateLevel,
    "subjects_within_years": CertificateLevel,
}


def leaves(node: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value below a node, with its place."""
    if isinstance(node, dict | list):
        pairs = node.items() if isinstance(node, dict) else enumerate(node)
        for name, child in pairs:
            yield from leaves(child, (*place, name))
    else:
        yield place, node


def others(place: Place, value: Any) -> list[Any]:
    """What a value could be by a slip; nothing for what is only said, such as a title."""
    name, operator = place[-1], place[-2] if len(place) > 1 else ""
    if isinstance(value, bool):
        return []
    if isinstance(value, int):
        return [value - 1, value + 1]
    kinds: dict[Any, Any] = {
        "field": StudyField,
        "floor": Assurance,
        "until": Counting,
        "after_certificate": CertificateLevel,
        "level": VOCABULARIES.get(str(operator)),
        "min_level": DegreeLevel,
    }
    if operator == "subjects":
        return [paper for paper in Paper if paper != value]
    if name == "points":
        return [str(int(value) - 1), str(int(value) + 1)]
    return [word for word in kinds.get(name) or () if word != value]


def mutants() -> list[Any]:
    """Every changed ruleset, and every ruleset without one of its paths or papers."""
    original = load_document()
    found = []
    for place, value in leaves(original):
        for other in others(place, value):
            found.append(pytest.param(place, str(other), id=f"{'/'.join(map(str, place))}={other}"))
    for goal, content in original["targets"].items():
        for number, path in enumerate(content["paths"]):
            where: Place = ("targets", goal, "paths", number)
            if len(content["paths"]) > 1:
                found.append(pytest.param(where, None, id=f"without {path['id']}"))
            for paper in range(
                len(path["when"].get("subjects_within_years", {}).get("subjects", []))
            ):
                inside = (*where, "when", "subjects_within_years", "subjects", paper)
                found.append(pytest.param(inside, None, id=f"{path['id']} without paper {paper}"))
    return found


def mutate(place: Place, value: str | None) -> dict[str, Any]:
    document = copy.deepcopy(load_document())
    node: Any = document
    for step in place[:-1]:
        node = node[step]
    if value is None:
        del node[place[-1]]
    else:
        node[place[-1]] = int(value) if isinstance(node[place[-1]], int) else value
    return document


@pytest.mark.parametrize(("place", "value"), mutants())
def test_a_changed_rule_fails_a_case(place: Place, value: str | None) -> None:
    document = mutate(place, value)
    try:
        rules = read_ruleset(document)
    except RulesetFaulty:
        return  # the loader stops it
    assert any(case.fails(rules) for case in CASES)


def test_the_mutations_reach_every_operator_and_every_goal() -> None:
    places = {step for mutant in mutants() for step in mutant.values[0]}
    assert set(load_document()["targets"]) <= places
    assert {"degree", "final_year", "work_years", "certificate", "subjects_within_years"} <= places
    assert {"floor", "until", "points", "from_year", "window", "proof_years"} <= places
    assert len(mutants()) > 150
