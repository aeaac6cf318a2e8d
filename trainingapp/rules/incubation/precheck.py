"""Before an application is submitted: what stops it (red) and what has to be explained (amber).

The grounds that stop are those of the admission rubric, each with its source in the form's data. An applicant declares
them; what the site itself knows (credit lists, the credit code, the share of qualified staff) speaks too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from trainingapp.rules.incubation.application_forms import (
    WHY,
    Answers,
    ApplicationSpec,
    FieldKind,
    Said,
    Wording,
    read_number,
)
from trainingapp.rules.incubation.words import Applicants

N_ = str  # marks a message for translation where it is not yet shown


class Colour(StrEnum):
    """Red: cannot be submitted. Amber: can, with an explanation."""

    RED = "red"
    AMBER = "amber"


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What the site knows of the applicant beside what they say.

    `on_lists`: names of the credit lists the agency is on today. `code_fault`: red or amber with a sentence about the
    unified social credit code. `share`: the least share of qualified staff (num, den) of the place; None: no rule.
    """

    on_lists: Sequence[str] = ()
    code_fault: tuple[Colour, str] | None = None
    share: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that stops or has to be explained. `label` is the ground as the form words it."""

    key: str
    colour: Colour
    message: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    label: Wording | None = None
    source: str = ""
    confidence: str = ""
    is_explained: bool = False


REMARKS = "remarks"  # the field in which amber findings of the site are explained


def find_signals(
    spec: ApplicationSpec, applicants: Applicants, answers: Answers, facts: KnownFacts
) -> list[Signal]:
    """Everything red and amber: first what was declared, then what the site knows."""
    return [*_declared(spec, applicants, answers), *_known(applicants, answers, facts)]


def stops(signals: Sequence[Signal]) -> list[Signal]:
    """The signals that keep an application from being submitted: red ones, and amber ones without an explanation."""
    return [one for one in signals if one.colour is Colour.RED or not one.is_explained]


def _declared(spec: ApplicationSpec, applicants: Applicants, answers: Answers) -> list[Signal]:
    found = []
    for part in spec.parts_for(applicants):
        for one in part.fields:
            said = answers.get(one.key)
            if one.kind is not FieldKind.DECLARATION or said not in (Said.YES, Said.UNSURE):
                continue
            is_red = said == Said.YES
            found.append(
                Signal(
                    one.key,
                    Colour.RED if is_red else Colour.AMBER,
                    N_("This is a ground on which the base cannot admit you.")
                    if is_red
                    else N_("You are not sure of this. The base reads your explanation."),
                    label=one.label,
                    source=one.source,
                    confidence=one.confidence,
                    is_explained=bool(answers.get(one.key + WHY)),
                )
            )
    return found


def _known(applicants: Applicants, answers: Answers, facts: KnownFacts) -> list[Signal]:
    is_explained = bool(answers.get(REMARKS))
    found = [
        Signal(
            "on_list",
            Colour.RED,
            N_("The agency stands on a credit list: %(name)s."),
            {"name": name},
        )
        for name in facts.on_lists
    ]
    if applicants is Applicants.REGISTERED and facts.code_fault:
        colour, message = facts.code_fault
        found.append(Signal("credit_code", colour, message, is_explained=is_explained))
    if _is_short_of_staff(answers, facts):
        num, den = facts.share or (0, 1)
        found.append(
            Signal(
                "share",
                Colour.AMBER,
                N_(
                    "Fewer than %(num)s of %(den)s full-time staff hold a social work certificate or degree."
                ),
                {"num": num, "den": den},
                is_explained=is_explained,
            )
        )
    return found


def _is_short_of_staff(answers: Answers, facts: KnownFacts) -> bool:
    full_time = read_number(str(answers.get("full_time", "")))
    qualified = read_number(str(answers.get("qualified", "")))
    if facts.share is None or not full_time or qualified is None:
        return False
    num, den = facts.share
    return qualified * den < full_time * num
