"""Checks of laws and anchors: the version exists, is in force, and its text contains the phrase."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from trainingapp.itembank.bank import Bank, Placed
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.shapes import Anchor, ItemShape, LawShape
from trainingapp.itembank.statutes import Statutes
from trainingapp.rules.items import Status
from trainingapp.rules.law_versions import Span, find_overlaps, is_in_force

LIVE = {Status.DRAFT, Status.READY}


def check_laws(bank: Bank, statutes: Statutes | None) -> Iterator[Finding]:
    """Every fault of laws.yaml; with the statutes' text, also whether its dates are theirs."""
    lines: dict[str, int] = {}
    for placed in bank.laws:
        code = placed.shape.code
        if code in lines:
            yield placed.finding("duplicate_law", "code", code=code, line=lines[code])
        lines.setdefault(code, placed.line("code"))
        versions: set[str] = set()
        for position, version in enumerate(placed.shape.versions):
            if version.version in versions:
                yield placed.finding(
                    "duplicate_version", "versions", position, version=version.version
                )
            versions.add(version.version)
            yield from _check_dates(placed, position, statutes)
        yield from _check_overlaps(placed)


def _check_dates(
    placed: Placed[LawShape], position: int, statutes: Statutes | None
) -> Iterator[Finding]:
    law, version = placed.shape, placed.shape.versions[position]
    if version.effective_to and version.effective_to < version.effective_from:
        yield placed.finding("effective_reversed", "versions", position, "effective_to")
    statute = statutes and statutes.find(law.title, version.version)
    if statute and statute.effective not in {"", version.effective_from.isoformat()}:
        yield placed.finding(
            "statute_dates",
            "versions",
            position,
            "effective_from",
            title=law.title,
            effective=statute.effective,
        )


def _check_overlaps(placed: Placed[LawShape]) -> Iterator[Finding]:
    """Two versions are never law on the same day: a version that is replaced has its last day written down."""
    spans = {
        Span(version.version, version.effective_from, version.effective_to): position
        for position, version in enumerate(placed.shape.versions)
    }
    for former, later in find_overlaps(list(spans)):
        yield placed.finding(
            "versions_overlap",
            "versions",
            spans[former],
            former=former.version,
            version=later.version,
            start=later.start.isoformat(),
        )


def check_anchors(
    bank: Bank, placed: Placed[ItemShape], *, statutes: Statutes | None, on: date
) -> Iterator[Finding]:
    """Every fault of an item's anchors. Items that are not live may rest on law that has ended."""
    for position, anchor in enumerate(placed.shape.anchors):
        if not anchor.phrase.strip():
            yield placed.finding("anchor_without_phrase", "anchors", position)
        versions = bank.law_versions.get(anchor.law)
        if versions is None:
            yield placed.finding("unknown_law", "anchors", position, "law", law=anchor.law)
            continue
        if anchor.version not in versions:
            yield placed.finding(
                "unknown_law_version",
                "anchors",
                position,
                "version",
                law=anchor.law,
                version=anchor.version,
            )
            continue
        law, version = versions[anchor.version]
        span = Span(version.version, version.effective_from, version.effective_to)
        if placed.shape.status in LIVE and not is_in_force(span, on):
            yield placed.finding(
                "anchor_not_in_force",
                "anchors",
                position,
                law=law.short,
                version=anchor.version,
                day=on.isoformat(),
            )
        if statutes is not None:
            yield from _check_text(placed, position, law=law, statutes=statutes)


def _check_text(
    placed: Placed[ItemShape], position: int, *, law: LawShape, statutes: Statutes
) -> Iterator[Finding]:
    anchor: Anchor = placed.shape.anchors[position]
    statute = statutes.find(law.title, anchor.version)
    place = ("anchors", position)
    if statute is None:
        yield placed.finding("statute_missing", *place, title=law.title, version=anchor.version)
    elif anchor.article not in statute.articles:
        yield placed.finding(
            "article_missing",
            *place,
            "article",
            title=law.title,
            version=anchor.version,
            article=anchor.article,
        )
    elif not statute.contains(anchor.article, anchor.phrase):
        yield placed.finding(
            "phrase_missing",
            *place,
            "phrase",
            phrase=anchor.phrase,
            article=anchor.article,
            title=law.title,
        )
