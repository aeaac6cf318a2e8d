"""When a mistaken passage may be undone: soon enough, and only when nothing rests on it that stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from trainingapp.rules.incubation.findings import Missing
from trainingapp.rules.incubation.passing import binding_effects
from trainingapp.rules.incubation.words import Stage
from trainingapp.rules.incubation.workflow import Definition, Passage

N_ = str  # marks a message for translation where it is not yet shown

# What an effect has left behind, for those who would undo the step; of others its name is told.
LEFT_BEHIND: Mapping[str, str] = {
    "give_organisation": N_("The step made the agency an organisation of this site; this stays."),
    "begin_residence": N_("The step began the stay; this stays."),
    "make_plan": N_("The step made the plan of the stay; this stays."),
    "schedule_reports": N_("The step set the reports that are asked for; they stay."),
    "assign_indicators": N_("The step set the figures that are asked for; they stay."),
    "lock_periods": N_("The step locked the figures of past periods; they stay locked."),
    "ask_assessor": N_("The step asked the assessors to begin; they were told."),
    "open_midterm_instalments": N_("The step opened instalments to be paid; they stay open."),
    "extend_residence": N_("The step moved the planned end of the stay; this stays."),
    "end_residence": N_("The step ended the stay and freed its desks; this stays."),
    "name_outcome": N_("The step put the outcome of the stay on record; this stays."),
    "plan_followups": N_("The step planned the follow-ups; they stay."),
    "start_handover": N_("The step began the hand-over; it goes on."),
    "tell_lapsed": N_("The agency was told that its place has lapsed."),
    "tell_withdrawn": N_("Who has withdrawn an application applies again; it is not brought back."),
    "tell_undone": N_("A step that undid another is not undone itself."),
}


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
        Missing("effect_stays", LEFT_BEHIND.get(name, message), {"effect": name})
        for name in binding_effects(definition, passage)
    ]
