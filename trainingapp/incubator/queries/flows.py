"""The passages of all cases of a base, for the funnel and the days in each stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, StageRecord
from trainingapp.rules.incubation.flow import Passage, visits
from trainingapp.rules.incubation.quartiles import Quartiles, quartiles
from trainingapp.rules.incubation.words import CLOSED, Stage


def list_passages(base_id: int, *, intake_id: int | None = None) -> Mapping[int, Sequence[Passage]]:
    """The passages of each case of a base, or of one call of it, in their order; one statement. Drafts have none."""
    query = (
        select(
            StageRecord.case_id,
            StageRecord.id,
            StageRecord.act,
            StageRecord.from_stage,
            StageRecord.to_stage,
            StageRecord.at,
            StageRecord.reverts_id,
        )
        .join(Case, Case.id == StageRecord.case_id)
        .where(Case.base_id == base_id)
        .order_by(StageRecord.case_id, StageRecord.turn)
    )
    if intake_id is not None:
        query = query.where(Case.intake_id == intake_id)
    found: dict[int, list[Passage]] = defaultdict(list)
    for case_id, number, act, from_stage, to_stage, at, reverts_id in db.session.execute(query):
        stages = Stage(from_stage), Stage(to_stage)
        found[case_id].append(Passage(number, act, *stages, day_of(at), reverts_id))
    return found


@dataclass(frozen=True, slots=True)
class StageDays:
    """How long cases stay in a stage: those that have left it, and those that are in it now."""

    stage: Stage
    ended: Quartiles | None
    now: Quartiles | None


def measure_stages(ways: Mapping[int, Sequence[Passage]], *, today: date) -> list[StageDays]:
    """The days in each stage that some case was in, in the order of the stages; each visit counts for itself."""
    ended: dict[Stage, list[Decimal]] = defaultdict(list)
    present: dict[Stage, list[Decimal]] = defaultdict(list)
    for passages in ways.values():
        for visit in visits(passages, today=today, closed=CLOSED):
            (ended if visit.is_over else present)[visit.stage].append(Decimal(visit.days))
    return [
        StageDays(stage, quartiles(ended[stage]), quartiles(present[stage]))
        for stage in Stage
        if ended[stage] or present[stage]
    ]
