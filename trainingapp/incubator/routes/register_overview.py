"""Every register of an agency at a glance: how many entries hold, and what of them ends soon or has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trainingapp.education.days import today
from trainingapp.incubator.models import Agency, CreditEvent
from trainingapp.incubator.queries.agencies import list_on_lists
from trainingapp.incubator.queries.registry import list_all_entries
from trainingapp.incubator.registers import REGISTERS, Shape
from trainingapp.incubator.registry_shown import Shown, show_entry
from trainingapp.incubator.routes.register_forms import terms_of
from trainingapp.rules.incubation.credit_code import CodeFinding, judge_code
from trainingapp.rules.incubation.registry_words import Register
from trainingapp.rules.incubation.words import AgencyKind

ALARMING = frozenset({"warning", "danger"})
FIRST = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """A register of one agency."""

    register: Register
    shape: Shape
    count: int
    first: Sequence[Shown]
    alarming: Sequence[Shown]


def overview_of(agency: Agency) -> list[Summary]:
    """The registers in their order; what ends soon, has ended or is late comes with its words."""
    terms, found = terms_of(agency), []
    for register, entries in list_all_entries(agency.id).items():
        shown = [show_entry(register, one, terms) for one in entries]
        alarming = [one for one in shown if any(kind in ALARMING for _text, kind in one.badges)]
        found.append(
            Summary(register, REGISTERS[register], len(shown), shown[:FIRST], alarming[:FIRST])
        )
    return found


def lists_of(agency: Agency) -> Sequence[CreditEvent]:
    """The credit lists that the agency is on today."""
    return list_on_lists(agency.id, today())


def code_finding(agency: Agency) -> CodeFinding | None:
    """What is to be said of the agency's code; None without a code or when it is sound."""
    if not agency.credit_code:
        return None
    finding = judge_code(agency.credit_code, AgencyKind(agency.kind))
    return None if finding is CodeFinding.SOUND else finding
