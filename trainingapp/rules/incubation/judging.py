"""Whether a workflow makes sense as a whole: every name known, every stage on a way from the first to an end."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from trainingapp.rules.incubation.words import CLOSED, Stage
from trainingapp.rules.incubation.workflow import Definition, Passage

# What is kept of a step, and stands in addresses.
LONGEST_CODE, LONGEST_NAME = 8, 40
ACT = re.compile("[a-z_]{1,32}")


def judge(
    definition: Definition, *, guards: Collection[str], effects: Collection[str]
) -> list[str]:
    """Everything that is wrong with a workflow, in English, for whoever writes the file. Empty: it may be published.

    `guards` and `effects` are the names that the program knows.
    """
    found: list[str] = []
    if len(definition.code) > LONGEST_NAME:
        found.append(f"code: more than {LONGEST_NAME} characters")
    for passage in definition.passages:
        found += _names(passage, definition, guards=guards, effects=effects)
    found += _undo(definition, effects)
    found += _twins(definition)
    found += _reach(definition)
    return found


def _names(
    passage: Passage, definition: Definition, *, guards: Collection[str], effects: Collection[str]
) -> Iterator[str]:
    place = f"transitions.{passage.code}"
    if len(passage.code) > LONGEST_CODE:
        yield f"{place}: a code has {LONGEST_CODE} characters at most"
    if not ACT.fullmatch(passage.act):
        yield f"{place}: an act is up to 32 small letters and underscores"
    for guard in passage.guards:
        if guard not in guards:
            yield f"{place}: unknown guard {guard}"
    for effect in passage.effects:
        if effect not in effects:
            yield f"{place}: unknown effect {effect}"
    stages = (passage.source or frozenset()) | ({passage.target} if passage.target else set())
    for stage in sorted(stages - set(definition.stages)):
        yield f"{place}: stage {stage} is not described"


def _undo(definition: Definition, effects: Collection[str]) -> Iterator[str]:
    for name, by in definition.undo.items():
        for one in (name, by):
            if one is not None and one not in effects:
                yield f"undo: unknown effect {one}"


def _twins(definition: Definition) -> Iterator[str]:
    """Two passages of one act from one stage: only where a condition tells them apart."""
    for at, one in enumerate(definition.passages):
        for other in definition.passages[at + 1 :]:
            shared = {stage for stage in Stage if one.leaves(stage) and other.leaves(stage)}
            if one.act == other.act and shared and not _differ(one, other):
                yield f"transitions.{other.code}: the same act from the same stage as {one.code}"


def _differ(one: Passage, other: Passage) -> bool:
    return any(name in other.when and other.when[name] != value for name, value in one.when.items())


def _reach(definition: Definition) -> Iterator[str]:
    if Stage.DRAFT not in definition.stages:
        yield "stages: a case begins as draft"
        return
    known = set(definition.stages)
    steps = {
        (source, passage.target)
        for passage in definition.passages
        if passage.target is not None
        for source in (passage.source if passage.source is not None else known)
    }
    reached = spread({Stage.DRAFT}, steps)
    for stage in sorted(known - reached):
        yield f"stages.{stage}: no way leads there"
    ending = spread(set(CLOSED), {(target, source) for source, target in steps})
    for stage in sorted(known & reached - ending):
        yield f"stages.{stage}: no way leads from there to an end"


def spread(start: set[Stage], steps: set[tuple[Stage, Stage]]) -> set[Stage]:
    """The stages that can be reached from the first ones."""
    reached = set(start)
    while True:
        more = {target for source, target in steps if source in reached} - reached
        if not more:
            return reached
        reached |= more
