"""One person's working life: every dated record of it, how far each link of the chain is, the ladder, what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trainingapp.credentials.queries.eligibility import find_rules
from trainingapp.credentials.queries.facts import KINDS, collect_facts, list_records
from trainingapp.credentials.queries.life import find_highest, list_entries
from trainingapp.credentials.queries.registration import Held, list_held
from trainingapp.rules import career
from trainingapp.rules.career import Code, Life, Link, State, Step
from trainingapp.rules.career_ladder import Rung, climb, find_next
from trainingapp.rules.eligibility_facts import CertificateLevel, Facts


@dataclass(frozen=True, slots=True)
class Career:
    """A working life on a day."""

    life: Life
    states: dict[Link, State]
    rungs: tuple[Rung, ...]
    step: Step
    late: tuple[Step, ...]  # beside the step: what was not done in time
    minutes: int
    is_empty: bool
    held: Held | None

    def find_rung(self) -> Rung | None:
        """The rung that comes next."""
        return find_next(self.rungs)


def find_career(user_id: int, today: date) -> Career:
    """Everything of a person's working life; a fixed number of statements."""
    records = {kind: list_records(kind, user_id) for kind in KINDS}
    facts = collect_facts(user_id)
    rungs = climb_on(facts, today)
    held = list_held(user_id, today=today)
    entries = list(list_entries(user_id, records, held, rungs, today=today))
    steps = _list_steps(facts, rungs, held)
    step = career.choose(steps, today)
    return Career(
        life=career.line_up(entries, today),
        states={link: career.judge(entries, link) for link in Link},
        rungs=rungs,
        step=step,
        late=tuple(one for one in career.list_late(steps, today) if one != step),
        held=find_highest(held),
        minutes=sum(entry.row.minutes for entry in entries if entry.kind == "education"),
        is_empty=not any(records.values()),
    )


def find_step(user_id: int, today: date) -> Step:
    """The one thing that comes next, for a card."""
    facts = collect_facts(user_id)
    held = list_held(user_id, today=today) if facts.certificates else []
    return career.choose(_list_steps(facts, climb_on(facts, today), held), today)


def climb_on(facts: Facts, today: date) -> tuple[Rung, ...]:
    """The ladder by the rules in force. From July on the exam of the year is over: the next one is asked for."""
    return climb(find_rules(), facts, today, first_year=today.year + (today.month > 6))


def _list_steps(facts: Facts, rungs: Sequence[Rung], held: Sequence[Held]) -> list[Step]:
    if facts == Facts():
        return [Step(Code.ENTER_DEGREE)]
    steps = [career.step_up(find_next(rungs))]
    highest = find_highest(held)
    if highest is not None:
        counted = highest.current.tally if highest.current else None
        steps.append(
            career.step_to_register(
                CertificateLevel(highest.certificate.level),
                highest.situation,
                minutes_missing=counted.missing if counted else 0,
            )
        )
    return [step for step in steps if step]
