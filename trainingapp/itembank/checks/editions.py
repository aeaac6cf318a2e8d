"""Checks across the editions of a syllabus: a code keeps its meaning, and a moved area names the code it had."""

from __future__ import annotations

from collections.abc import Iterator

from trainingapp.itembank.bank import Bank, Placed
from trainingapp.itembank.checks.syllabi import list_codes
from trainingapp.itembank.content import normalise
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.shapes import Chapter, Point, Section, SyllabusShape

Path = tuple[str | int, ...]


def check_editions(bank: Bank) -> Iterator[Finding]:
    """Every fault of an edition against the one before it of the same subject."""
    ordered = sorted(bank.syllabi, key=lambda placed: (placed.shape.subject, placed.shape.edition))
    former: Placed[SyllabusShape] | None = None
    for placed in ordered:
        if former is not None and former.shape.subject == placed.shape.subject:
            if former.shape.edition != placed.shape.edition:
                yield from _check_pair(former, placed)
        else:
            yield from _check_first(placed)
        former = placed


def list_areas(shape: SyllabusShape) -> Iterator[tuple[Chapter | Section | Point, Path]]:
    """Every area of the tree with its place in the file."""
    for _code, _parent, path in list_codes(shape):
        area: object = shape
        for step in path:
            area = area[step] if isinstance(step, int) else getattr(area, step)  # type: ignore[index]
        assert isinstance(area, Chapter | Section | Point)
        yield area, path


def _check_first(placed: Placed[SyllabusShape]) -> Iterator[Finding]:
    for area, path in list_areas(placed.shape):
        if area.formerly is not None:
            yield placed.finding("unknown_former", *path, "formerly", code=area.formerly)


def _check_pair(former: Placed[SyllabusShape], placed: Placed[SyllabusShape]) -> Iterator[Finding]:
    before = {area.code: normalise(area.title.zh) for area, _path in list_areas(former.shape)}
    after = {area.code: normalise(area.title.zh) for area, _path in list_areas(placed.shape)}
    new_places = {meant: code for code, meant in after.items() if before.get(code) != meant}
    for area, path in list_areas(placed.shape):
        if area.formerly is not None and area.formerly not in before:
            yield placed.finding("unknown_former", *path, "formerly", code=area.formerly)
        now_at = new_places.get(before.get(area.code, ""))
        # What the code meant stands elsewhere now, so it means something else here: items would follow the wrong point.
        if now_at is not None and after[area.code] != before[area.code]:
            yield placed.finding(
                "code_reused",
                *path,
                "code",
                code=area.code,
                edition=former.shape.edition,
                now=now_at,
            )
