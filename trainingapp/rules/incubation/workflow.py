"""The way of a case as data: stages with two names, passages with actors, guards and effects. Read from a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from trainingapp.rules.incubation.words import Actor, Stage

CONDITIONS = frozenset({"intake.has_trial", "applicants", "track", "mode"})


class Confirm(StrEnum):
    """Whose second word a passage needs; always another person than the one who proposed it."""

    HEAD = "head"
    OFFICER = "officer"
    FINANCE = "finance"
    AUTHORITY = "authority"  # or a second person of the base where no authority stands over it
    SECOND_OF_BASE = "second_of_base"


class Malformed(Exception):  # noqa: N818 - the fact is the name
    """A document that is no workflow. `args[0]` says where and why."""


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What a stage is called inside and outside, and in which column of the board it stands."""

    stage: Stage
    names: Mapping[str, str]  # language → name for those who work with it
    public_names: Mapping[str, str]
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One transition. `source` None: from any stage; `target` None: back to the previous one."""

    code: str
    act: str
    names: Mapping[str, str]
    source: frozenset[Stage] | None
    target: Stage | None
    actors: frozenset[Actor]
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    confirm: Confirm | None = None
    needs_reason: bool = False
    when: Mapping[str, object] = field(default_factory=dict)

    def leaves(self, stage: Stage) -> bool:
        """Whether it is a way out of the stage."""
        return self.source is None or stage in self.source

    def fits(self, conditions: Mapping[str, object]) -> bool:
        """Whether the case is one that this passage is for."""
        return all(conditions.get(name) == value for name, value in self.when.items())


@dataclass(frozen=True, slots=True)
class Definition:
    """A workflow of one version. `undo` names the effects that can be taken back: effect → what takes it back, if
    anything has to be done at all. A passage with any other effect is not undone.
    """

    code: str
    version: int
    titles: Mapping[str, str]
    stages: Mapping[Stage, StageFacts]
    passages: tuple[Passage, ...]
    undo: Mapping[str, str | None] = field(default_factory=dict)

    def ways_out(self, stage: Stage, conditions: Mapping[str, object]) -> list[Passage]:
        """The passages that lead out of a stage for a case of this kind, in the order of the document."""
        return [one for one in self.passages if one.leaves(stage) and one.fits(conditions)]

    def find(self, act: str, stage: Stage, conditions: Mapping[str, object]) -> Passage | None:
        """The passage of an act from a stage, None when there is none."""
        return next((one for one in self.ways_out(stage, conditions) if one.act == act), None)

    def get(self, code: str) -> Passage | None:
        """The passage of this code."""
        return next((one for one in self.passages if one.code == code), None)

    def name_of(self, stage: str, language: str, *, is_public: bool = False) -> str:
        """What a stage is called; an unknown one by its code."""
        facts = self.stages.get(Stage(stage)) if stage in set(Stage) else None
        if facts is None:
            return stage
        names = facts.public_names if is_public else facts.names
        return names.get(language) or facts.names["zh"]


def parse(document: object) -> Definition:
    """A workflow as it stands in a document. :raises Malformed: naming the place, for the first thing that is wrong.

    Whether it makes sense as a whole is for `judging.judge`.
    """
    top = _mapping(document, "workflow")
    _only(top, {"code", "version", "title", "stages", "transitions", "undo"}, "workflow")
    stages = _mapping(top.get("stages"), "stages")
    passages = _mapping(top.get("transitions"), "transitions")
    version = top.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise Malformed("version: not a whole number from 1")
    undo = _mapping(top.get("undo", {}), "undo")
    return Definition(
        code=_text(top.get("code"), "code"),
        version=version,
        titles=_words(_mapping(top.get("title"), "title"), "title"),
        stages={facts.stage: facts for facts in _stages(stages)},
        passages=tuple(_passage(str(code), one) for code, one in passages.items()),
        undo={name: None if by is None else _text(by, f"undo.{name}") for name, by in undo.items()},
    )


def _stages(entries: Mapping[str, Any]) -> Iterator[StageFacts]:
    for code, entry in entries.items():
        place = f"stages.{code}"
        facts = _mapping(entry, place)
        _only(facts, {"zh", "en", "public_zh", "public_en", "column"}, place)
        column = facts.get("column")
        yield StageFacts(
            _stage(code, place),
            _words(facts, place),
            _words({"zh": facts.get("public_zh"), "en": facts.get("public_en")}, place),
            None if column is None else _text(column, place),
        )


KEYS = {"act", "zh", "en", "from", "to", "actors", "guards", "effects", "confirm", "reason", "when"}


def _passage(code: str, entry: object) -> Passage:
    place = f"transitions.{code}"
    facts = _mapping(entry, place)
    _only(facts, KEYS, place)
    reason = facts.get("reason", False)
    if not isinstance(reason, bool):
        raise Malformed(f"{place}.reason: neither true nor false")
    confirm = facts.get("confirm")
    if confirm is not None and str(confirm) not in set(Confirm):
        raise Malformed(f"{place}.confirm: {confirm} is nobody who confirms")
    when = _mapping(facts.get("when", {}), f"{place}.when")
    _only(when, CONDITIONS, f"{place}.when")
    source, target = facts.get("from"), facts.get("to")
    return Passage(
        code=code,
        act=_text(facts.get("act"), place),
        names=_words(facts, place),
        source=None if source == "any" else _source(source, place),
        target=None if target == "previous" else _stage(target, place),
        actors=_actors(facts.get("actors"), place),
        guards=_names(facts.get("guards", []), f"{place}.guards"),
        effects=_names(facts.get("effects", []), f"{place}.effects"),
        confirm=None if confirm is None else Confirm(str(confirm)),
        needs_reason=reason,
        when=when,
    )


def _source(value: object, place: str) -> frozenset[Stage]:
    names = _names(value, f"{place}.from")
    if not names:
        raise Malformed(f"{place}.from: leads out of no stage")
    return frozenset(_stage(name, place) for name in names)


def _actors(value: object, place: str) -> frozenset[Actor]:
    names = _names(value, f"{place}.actors")
    unknown = sorted(set(names) - set(Actor))
    if unknown or not names:
        raise Malformed(f"{place}.actors: {', '.join(unknown) or 'nobody'}")
    return frozenset(Actor(name) for name in names)


def _stage(value: object, place: str) -> Stage:
    if not isinstance(value, str) or value not in set(Stage):
        raise Malformed(f"{place}: {value} is no stage")
    return Stage(value)


def _mapping(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Malformed(f"{place}: not a mapping")
    return value


def _only(entry: Mapping[str, Any], known: set[str] | frozenset[str], place: str) -> None:
    strange = sorted(str(name) for name in set(entry) - known)
    if strange:
        raise Malformed(f"{place}: unknown {', '.join(strange)}")


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Malformed(f"{place}: words are missing")
    return value


def _names(value: object, place: str) -> tuple[str, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise Malformed(f"{place}: not a list")
    found = tuple(_text(name, place) for name in value)
    if len(set(found)) < len(found):
        raise Malformed(f"{place}: a name stands twice")
    return found


def _words(entry: Mapping[str, Any], place: str) -> Mapping[str, str]:
    return {
        language: _text(entry.get(language), f"{place}.{language}") for language in ("zh", "en")
    }
