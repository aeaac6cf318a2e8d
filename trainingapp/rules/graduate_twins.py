"""Rows of one sheet that tell of the same person, the same studies or the same paper twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from trainingapp.rules.eligibility_facts import DegreeKind
from trainingapp.rules.graduate_fields import name_key
from trainingapp.rules.graduates import Finding, Graduate

PAPER_COLUMNS: Mapping[DegreeKind, str] = {
    DegreeKind.GRADUATION: "graduation_number",
    DegreeKind.COMPLETION: "graduation_number",
    DegreeKind.DEGREE: "degree_number",
}


def find_twins(graduates: Iterable[tuple[int, Graduate]]) -> dict[int, list[Finding]]:
    """By row what contradicts or repeats an earlier sound row; the first of them stays.

    A person has one name, and one paper of a kind, level and major; a number is one person's, or one paper's.
    """
    seen: dict[tuple[Any, ...], tuple[int, Graduate]] = {}
    found: dict[int, list[Finding]] = {}
    for number, graduate in graduates:
        problems = list(_compare(graduate, seen))
        if problems:
            found[number] = problems
            continue
        for key in _keys(graduate):
            seen.setdefault(key, (number, graduate))
    return found


def _compare(
    graduate: Graduate, seen: Mapping[tuple[Any, ...], tuple[int, Graduate]]
) -> Iterable[Finding]:
    for key in _keys(graduate):
        if key not in seen:
            continue
        row, other = seen[key]
        if key[0] == "person":
            if name_key(other.name) != name_key(graduate.name):
                yield Finding("name", "person_two_names", {"row": row})
        elif key[0] == "student":
            if _is_somebody_else(graduate, other):
                yield Finding("student_number", "student_twice", {"row": row})
        elif key[0] == "studies":
            yield Finding(key[4], "studies_twice", {"row": row})
        else:
            yield Finding(_column_of(graduate, key[1]), "paper_twice", {"row": row})


def _keys(graduate: Graduate) -> list[tuple[Any, ...]]:
    keys: list[tuple[Any, ...]] = []
    if graduate.id_number:
        keys.append(("person", graduate.id_number))
        keys += [
            ("studies", graduate.id_number, graduate.level, graduate.major, PAPER_COLUMNS[kind])
            for kind, _number, _day in graduate.papers
        ]
    if graduate.student_number:
        keys.append(("student", graduate.student_number))
    keys += [("paper", number) for _kind, number, _day in graduate.papers]
    return keys


def _column_of(graduate: Graduate, paper: str) -> str:
    return next(PAPER_COLUMNS[kind] for kind, number, _day in graduate.papers if number == paper)


def _is_somebody_else(one: Graduate, other: Graduate) -> bool:
    if one.id_number and other.id_number:
        return one.id_number != other.id_number
    return name_key(one.name) != name_key(other.name)
