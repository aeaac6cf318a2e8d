"""Terms that run: something is to be done by a last day, or something ends. A last day belongs to its term."""

from __future__ import annotations

from datetime import date, timedelta

from trainingapp.rules.incubation.compliance.facts import AgencyFacts
from trainingapp.rules.incubation.compliance.words import (
    Finding,
    Severity,
    Terms,
    breach,
    ok,
    soon,
    unknown,
)
from trainingapp.rules.incubation.registry_words import StatementKind
from trainingapp.rules.registration import add_months


def within(done_on: date | None, due_on: date, *, today: date, warn: int) -> Finding:
    """Something to be done by a day: done, running, near (`warn` days before), or over."""
    if done_on is not None:
        return ok("done", on=done_on) if done_on <= due_on else ok("done_late", on=done_on)
    if today > due_on:
        return breach("overdue", due_on=due_on, due=due_on)
    if due_on <= today + timedelta(days=warn):
        return soon("to_do", due_on=due_on)
    return ok("running", due=due_on)


def until(last_day: date, *, today: date, warn: int, severity: Severity | None = None) -> Finding:
    """Something that holds up to a day: it holds, ends soon (`warn` days before), or has ended."""
    if today > last_day:
        return breach("ended", due_on=last_day, severity=severity, due=last_day)
    if last_day <= today + timedelta(days=warn):
        return soon("ends", due_on=last_day)
    return ok("until", due=last_day)


def stated(facts: AgencyFacts, kind: StatementKind, *, terms: Terms, today: date) -> Finding:
    """By what was stated of a practice; a statement that is too old says nothing any more."""
    statement = facts.statements.get(kind)
    if statement is None:
        return unknown("not_stated")
    good_until = statement.last_day or add_months(
        statement.stated_on, terms.integer("statement_months")
    )
    if today > good_until:
        return unknown("stated_long_ago", on=statement.stated_on)
    if not statement.is_met:
        return breach("stated_not", on=statement.stated_on)
    if good_until <= today + timedelta(days=terms.days("soon_days")):
        return soon("state_again", due_on=good_until)
    return ok("stated", on=statement.stated_on)
