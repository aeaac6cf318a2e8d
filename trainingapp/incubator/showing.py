"""Cases as pages show them: names for inside and outside, steps by who takes them, the history in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from trainingapp.incubator.models import Case, StageRecord
from trainingapp.incubator.queries.history import list_records
from trainingapp.incubator.queries.workflows import (
    definition_of,
    definition_of_version,
    list_versions,
)
from trainingapp.incubator.tabs import BASE, EXPERTS
from trainingapp.incubator.wording import ACTORS
from trainingapp.rules.incubation.passing import Report
from trainingapp.rules.incubation.words import Actor
from trainingapp.rules.incubation.workflow import Definition
from trainingapp.web.i18n import local_time, titled

INSIDE = BASE | EXPERTS | {Actor.REVIEWER}


def is_public(actors: Collection[Actor]) -> bool:
    """Whether somebody reads the names for outside: those who apply and manage an agency, and nothing else."""
    return not INSIDE & frozenset(actors)


def stage_name(case: Case, actors: Collection[Actor]) -> str:
    """What the stage of a case is called to somebody in these capacities."""
    return name_in(definition_of(case), case.stage, actors)


def name_in(definition: Definition, stage: str, actors: Collection[Actor]) -> str:
    """What a stage of a workflow is called to somebody in these capacities."""
    names = {
        language: definition.name_of(stage, language, is_public=is_public(actors))
        for language in ("zh", "en")
    }
    return titled(names)


def stage_choices() -> list[tuple[str, str]]:
    """The stages of every workflow, for filters: cases go on under the version that they were begun under."""
    found: dict[str, str] = {}
    for version in list_versions():
        for stage, facts in definition_of_version(version).stages.items():
            found.setdefault(str(stage), titled(dict(facts.names)))
    return list(found.items())


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step out of the present stage: `is_mine` when the reader may take it; `who` names those who may."""

    report: Report
    act: str
    name: str
    is_mine: bool
    who: str
    second: str


def shown_steps(reports: Sequence[Report], actors: Collection[Actor]) -> list[ShownStep]:
    """The steps as the reader sees them, their own first. From outside only one's own are seen."""
    found = []
    for report in reports:
        passage = report.passage
        if passage is None or (is_public(actors) and not report.is_allowed):
            continue
        found.append(
            ShownStep(
                report,
                passage.act,
                titled(dict(passage.names)),
                report.is_allowed,
                names_of(passage.actors),
                names_of(report.confirmers),
            )
        )
    return sorted(found, key=lambda step: not step.is_mine)


def names_of(actors: Collection[Actor]) -> str:
    """The capacities in words, with “or” between them."""
    return str(_(" or ")).join(str(ACTORS[one]) for one in Actor if one in actors)


def shown_history(case: Case, actors: Collection[Actor]) -> list[dict[str, Any]]:
    """Every passage in words, the newest first. From outside: stages by their public names, nobody's name, no reason
    but of what is told to the applicant anyway.
    """
    definition = definition_of(case)
    rows = [_shown(record, definition, actors) for record in reversed(list_records(case))]
    opened = {"time": local_time(case.opened_at, "short"), "title": _("The case was opened")}
    return [*rows, opened]


def _shown(
    record: StageRecord, definition: Definition, actors: Collection[Actor]
) -> dict[str, Any]:
    stage = name_in(definition, record.to_stage, actors)
    row: dict[str, Any] = {"time": local_time(record.at, "short"), "title": stage}
    if is_public(actors):
        return row
    passage = definition.get(record.transition)
    act = titled(dict(passage.names)) if passage else record.act
    row["title"] = _("%(act)s: now %(stage)s", act=act, stage=stage)
    row["text"] = _by(record) if not record.reason else f"{_by(record)} · {record.reason}"
    row["kind"] = "warning" if record.reverts_id else None
    return row


def _by(record: StageRecord) -> str:
    if record.actor_id is None:
        return str(ACTORS[Actor.SYSTEM])
    name = record.actor.display_name if record.actor else "—"
    capacity = ACTORS.get(Actor(record.capacity)) if record.capacity in set(Actor) else None
    by = str(_("%(name)s (%(part)s)", name=name, part=capacity)) if capacity else name
    if record.proposed_by is None:
        return by
    told = _(
        "Proposed by %(one)s, confirmed by %(other)s", one=record.proposed_by.display_name, other=by
    )
    return str(told)
