"""Whether somebody may take a case through a passage now, and what is missing if not. No act without its evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.findings import Missing
from trainingapp.rules.incubation.words import Actor, Stage
from trainingapp.rules.incubation.workflow import Confirm, Definition, Passage

N_ = str  # marks a message for translation where it is not yet shown


class NoSuchPassage(RuleViolation):
    """The act does not lead out of the stage that the case is in."""

    message = "This step is not possible from where the case stands now."


class StillMissing(RuleViolation):
    """Guards are not satisfied; `missing` says which things are to be done first."""

    message = "This step is not possible yet. Still to be done: %(count)s."

    def __init__(self, missing: Sequence[Missing]) -> None:
        self.missing = tuple(missing)
        super().__init__(count=len(missing))


class ReasonNeeded(RuleViolation):
    """The passage asks for a reason and none was given."""

    message = "Please say why: this step is kept with its reason."


class CaseMovedOn(RuleViolation):
    """Somebody else has taken the case on since the page was opened."""

    message = (
        "The case has moved on since you opened this page. Please look at where it stands now."
    )


class AlreadyProposed(RuleViolation):
    """A step of this case waits for a second person."""

    message = (
        "A step of this case already waits to be confirmed. Confirm or decline that one first."
    )


class SamePerson(RuleViolation):
    """Two persons are needed, and it was one."""

    message = "Somebody else has to confirm this: you proposed it yourself."


class ProposalSettled(RuleViolation):
    """The proposal was confirmed, declined or overtaken before."""

    message = "This proposal has already been settled."


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the passages of a case depend on. `previous` is the stage that undoing leads back to."""

    stage: Stage
    conditions: Mapping[str, object] = field(default_factory=dict)
    previous: Stage | None = None
    has_authority: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """Whether an act may happen: `missing` is everything that is not there yet. `is_possible`: from this stage at
    all; `is_allowed`: to these actors; `confirmers`: in which capacities a second person says yes (none: at once).
    """

    passage: Passage | None
    target: Stage | None
    is_allowed: bool
    missing: tuple[Missing, ...] = ()
    confirmers: frozenset[Actor] = frozenset()
    no_way: ClassVar[Report]

    @property
    def is_possible(self) -> bool:
        """Whether the act leads anywhere from here."""
        return self.passage is not None and self.target is not None

    @property
    def ok(self) -> bool:
        """Whether the act may happen now, by these actors."""
        return self.is_possible and self.is_allowed and not self.missing


Report.no_way = Report(None, None, False)

UNKNOWN = N_("This site does not know how to check “%(guard)s”. Please tell the administrator.")


def can(
    definition: Definition,
    facts: CaseFacts,
    act: str,
    *,
    actors: Collection[Actor],
    findings: Mapping[str, Sequence[Missing]],
) -> Report:
    """The report of an act on a case: C4.2's table as data.

    `findings` holds the answer of every guard of the passage. A guard that gave no answer is missing itself: silence
    is no evidence.
    """
    passage = definition.find(act, facts.stage, facts.conditions)
    if passage is None:
        return Report.no_way
    target = passage.target if passage.target is not None else facts.previous
    missing: list[Missing] = []
    for guard in passage.guards:
        found = findings.get(guard, [Missing("guard_unknown", UNKNOWN, {"guard": guard})])
        missing += [one for one in found if one not in missing]  # two guards may miss the same
    return Report(
        passage,
        target,
        bool(passage.actors & frozenset(actors)),
        tuple(missing),
        confirmers_of(passage.confirm, has_authority=facts.has_authority),
    )


def confirmers_of(confirm: Confirm | None, *, has_authority: bool) -> frozenset[Actor]:
    """In which capacities the second word is said. A base without an authority over it asks a second of its own.

    Where an officer says it the head may: a base may have no officer but them.
    """
    if confirm is None:
        return frozenset()
    if confirm is Confirm.SECOND_OF_BASE or (confirm is Confirm.AUTHORITY and not has_authority):
        return frozenset({Actor.HEAD, Actor.OFFICER})
    if confirm is Confirm.OFFICER:
        return frozenset({Actor.OFFICER, Actor.HEAD})
    return frozenset({Actor(confirm)})


def capacity_of(passage_actors: Collection[Actor], actors: Collection[Actor]) -> Actor | None:
    """The capacity in which somebody acts who has several: the first in the order of `Actor`."""
    return next((one for one in Actor if one in passage_actors and one in actors), None)


def judge_step(report: Report, *, reason: str) -> None:
    """Refuse what may not happen. :raises NoSuchPassage, StillMissing, ReasonNeeded: in this order.

    Whether the actor may is not asked here: that is no matter of the case's state.
    """
    if report.passage is None or report.target is None:
        raise NoSuchPassage
    if report.missing:
        raise StillMissing(report.missing)
    if report.passage.needs_reason and not reason.strip():
        raise ReasonNeeded


def judge_confirmation(
    report: Report, *, proposer: int, confirmer: int, actors: Collection[Actor]
) -> Actor | None:
    """The capacity in which a second person confirms, None when they have none for it.

    :raises SamePerson: the proposer confirms nothing, whatever else they are.
    """
    capacity = capacity_of(report.confirmers, actors)
    if capacity is not None and proposer == confirmer:
        raise SamePerson
    return capacity


@dataclass(frozen=True, slots=True)
class Step:
    """A passage that happened, as far as undoing needs it."""

    id: int
    code: str
    from_stage: Stage
    reverts_id: int | None = None


def last_effective(steps: Sequence[Step]) -> Step | None:
    """The newest passage that neither was undone nor undid another; None before the first. `steps`: oldest first."""
    undone = {step.reverts_id for step in steps if step.reverts_id is not None}
    standing = [step for step in steps if step.reverts_id is None and step.id not in undone]
    return standing[-1] if standing else None


def binding_effects(definition: Definition, passage: Passage) -> list[str]:
    """The effects of a passage that nothing takes back: while there are any, it cannot be undone."""
    return [name for name in passage.effects if name not in definition.undo]


def taking_back(definition: Definition, passage: Passage) -> list[str]:
    """The effects that take back those of a passage, the last first."""
    found = [definition.undo.get(name) for name in reversed(passage.effects)]
    return [name for name in found if name is not None]
