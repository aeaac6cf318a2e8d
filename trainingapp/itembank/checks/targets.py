"""Checks of subjects that `targets.yaml` declares complete: enough ready items, chapter shares, no empty section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import floor

from trainingapp.itembank.bank import Bank, Placed, chapter_of
from trainingapp.itembank.checks.items import subject_of
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.shapes import ItemShape, SpecificationShape, SyllabusShape, TargetShape
from trainingapp.rules.items import Status


def check_targets(bank: Bank) -> Iterator[Finding]:
    """What every declared subject lacks, each subject declared once.

    Shares are those of a form: a chapter's share of all ready items, on as many items as a form has, lies within the
    specification's bounds when rounded to whole items. An item covers the sections of all its knowledge points.
    """
    lines: dict[str, int] = {}
    for placed in bank.targets:
        subject = placed.shape.subject
        if subject in lines:
            yield placed.finding(
                "duplicate_target", "subject", subject=subject, line=lines[subject]
            )
            continue
        lines[subject] = placed.line("subject")
        ready = list_ready(bank, subject)
        yield from _check_counts(placed, ready)
        for specification in bank.specifications:
            if specification.shape.subject == subject:
                yield from _check_shares(placed, specification.shape, ready)
                yield from _check_sections(bank, placed, specification.shape, ready=ready)


def list_ready(bank: Bank, subject: str) -> list[ItemShape]:
    """The ready items of a subject."""
    return [
        placed.shape
        for placed in bank.items
        if subject_of(placed) == subject and placed.shape.status is Status.READY
    ]


def _check_counts(placed: Placed[TargetShape], ready: Sequence[ItemShape]) -> Iterator[Finding]:
    counts = Counter(item.kind for item in ready)
    for kind, wanted in placed.shape.ready.items():
        if counts[kind] < wanted:
            yield placed.finding(
                "target_short",
                "ready",
                kind,
                subject=placed.shape.subject,
                found=counts[kind],
                kind=kind,
                wanted=wanted,
            )


def _check_shares(
    placed: Placed[TargetShape], specification: SpecificationShape, ready: Sequence[ItemShape]
) -> Iterator[Finding]:
    size = sum(specification.kinds.values())
    counts = Counter(chapter_of(item.knowledge[0]) for item in ready)
    for code, bounds in specification.chapters.items():
        share = counts[code] * size / (len(ready) or 1)
        if not bounds.min <= floor(share + 0.5) <= bounds.max:
            yield placed.finding(
                "chapter_share",
                "subject",
                code=code,
                found=counts[code],
                total=len(ready),
                share=f"{share:.1f}",
                size=size,
                min=bounds.min,
                max=bounds.max,
            )


def _check_sections(
    bank: Bank,
    placed: Placed[TargetShape],
    specification: SpecificationShape,
    *,
    ready: Sequence[ItemShape],
) -> Iterator[Finding]:
    if not any(kind.is_objective for kind in specification.kinds):
        return  # a few long tasks cannot reach every section
    covered = {code.rpartition(".")[0] for item in ready for code in item.knowledge}
    for syllabus in bank.syllabi:
        shape = syllabus.shape
        if (shape.subject, shape.edition) == (specification.subject, specification.edition):
            for code in list_sections(shape):
                if code not in covered:
                    yield placed.finding("empty_section", "subject", code=code)


def list_sections(syllabus: SyllabusShape) -> Iterator[str]:
    """The code of every section that is in use."""
    for chapter in syllabus.chapters:
        if not chapter.retired:
            yield from (section.code for section in chapter.sections if not section.retired)
