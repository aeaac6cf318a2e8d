"""Checks of syllabi: codes are unique, stand under their parents and belong to the subject."""

from __future__ import annotations

from collections.abc import Iterator

from trainingapp.itembank.bank import Bank, Placed
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.shapes import SyllabusShape

Path = tuple[str | int, ...]


def check_syllabi(bank: Bank) -> Iterator[Finding]:
    """Every fault of the syllabi."""
    seen: dict[tuple[str, str], str] = {}
    for placed in bank.syllabi:
        shape = placed.shape
        identity = (shape.subject, shape.edition)
        if identity in seen:
            yield placed.finding(
                "duplicate_syllabus",
                "subject",
                subject=shape.subject,
                edition=shape.edition,
                file=seen[identity],
            )
        seen.setdefault(identity, placed.file)
        if shape.code != shape.subject.prefix:
            yield placed.finding(
                "syllabus_code", "code", subject=shape.subject, prefix=shape.subject.prefix
            )
        yield from _check_codes(placed)
        yield from _check_weights(placed)


def _check_codes(placed: Placed[SyllabusShape]) -> Iterator[Finding]:
    lines: dict[str, int] = {}
    for code, parent, path in list_codes(placed.shape):
        line = placed.line(*path, "code")
        if code in lines:
            yield placed.finding("duplicate_area", *path, "code", code=code, line=lines[code])
        lines.setdefault(code, line)
        if not code.startswith(parent) or code == parent:
            yield placed.finding("area_out_of_parent", *path, "code", code=code, parent=parent)


def list_codes(shape: SyllabusShape) -> Iterator[tuple[str, str, Path]]:
    """Every code of the tree with what it must begin with and its place in the file."""
    for i, chapter in enumerate(shape.chapters):
        place: Path = ("chapters", i)
        yield chapter.code, shape.code, place
        for j, section in enumerate(chapter.sections):
            yield section.code, f"{chapter.code}.", (*place, "sections", j)
            for k, point in enumerate(section.points):
                yield point.code, f"{section.code}.", (*place, "sections", j, "points", k)


def _check_weights(placed: Placed[SyllabusShape]) -> Iterator[Finding]:
    for i, chapter in enumerate(placed.shape.chapters):
        if chapter.weight and chapter.weight.min > chapter.weight.max:
            yield placed.finding("weight_reversed", "chapters", i, "weight")
