"""When a mistaken passage may be undone: soon enough, and only when nothing rests on it that stays."""

from __future__ import annotations

from datetime import date, timedelta

from trainingapp.rules.incubation.findings import Missing
from trainingapp.rules.incubation.passing import binding_effects
from trainingapp.rules.incubation.words import Stage
from trainingapp.rules.incubation.workflow import Definition, Passage

N_ = str  # marks a message for translation where it is not yet shown


def find_too_old(made_on: date | None, today: date, *, days: int) -> list[Missing]:
    """What keeps a passage from being undone by its age: it may be undone up to so many days after its own day."""
    if made_on is None:
        return [
            Missing("nothing_to_undo", N_("There is no step of this case that could be undone."))
        ]
    if today > made_on + timedelta(days=days):
        message = "The last step was taken on %(day)s; it could be undone for %(days)s days."
        return [Missing("too_old_to_undo", message, {"day": made_on.isoformat(), "days": days})]
    return []


def find_resting(
    definition: Definition, passage: Passage | None, *, from_stage: Stage
) -> list[Missing]:
    """What rests on a passage and stays: effects that nothing takes back. A submission is returned, never undone."""
    if passage is None:
        return []
    if from_stage is Stage.DRAFT:
        message = "An application that was submitted is returned to its writer, not undone."
        return [Missing("submitted_not_undone", message)]
    message = "What followed from the last step cannot be taken back: %(effect)s."
    return [
        Missing("effect_stays", message, {"effect": name})
        for name in binding_effects(definition, passage)
    ]
