"""Lists of what happens during a stay and after it, for one case or for all cases of a base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_pgettext as pgettext
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager, joinedload

from trainingapp.extensions import db
from trainingapp.incubator import models as m, residence_wording as words
from trainingapp.incubator.exports import Column, Listing, Scope, Told, column
from trainingapp.incubator.queries.parameters import Parameters, read_parameters_of
from trainingapp.incubator.tabs import AGENCY, BASE, EXPERTS
from trainingapp.incubator.wording import ACTORS
from trainingapp.rules.incubation.maturity import risk_level
from trainingapp.rules.incubation.words import Actor

PARTIES = BASE | AGENCY
EVERYONE = PARTIES | EXPERTS


def case_columns(path: str = "case") -> tuple[Column, Column]:
    """The number of the case and the name of its agency; `path` leads from the row to the case."""
    return (
        column("case", pgettext("workbook", "Case"), f"{path}.number"),
        column("agency", pgettext("workbook", "Agency"), f"{path}.agency.name"),
    )


def of_cases(model: Any, scope: Scope, *order: Any) -> Select[Any]:
    """The rows of a table that belong to the cases asked for, case by case; each with its case and agency."""
    return (
        select(model)
        .join(model.case)
        .where(m.Case.id.in_(scope.cases))
        .options(contains_eager(model.case).joinedload(m.Case.agency))
        .order_by(m.Case.id, *order)
    )


def _plan(scope: Scope) -> Iterable[Told]:
    item = m.PlanItem
    query = of_cases(item, scope, item.due_on.is_(None), item.due_on, item.id)
    for one in db.session.scalars(query):
        yield Told(one, words.item_state(one, scope.today)[0])


def _tasks(scope: Scope) -> Sequence[Any]:
    task = m.Task
    query = of_cases(task, scope, task.due_on.is_(None), task.due_on, task.id)
    return db.session.scalars(query.where(task.closed_at.is_(None))).all()


def _encounters(scope: Scope) -> Sequence[Any]:
    row = m.Encounter
    query = of_cases(row, scope, row.happened_on.desc(), row.id.desc())
    return db.session.scalars(query.options(joinedload(row.host))).all()


def _risks(scope: Scope) -> Sequence[Told]:
    row = m.RiskFlag
    gravest = (row.severity * row.likelihood).desc()
    query = of_cases(row, scope, row.closed_at.is_not(None), gravest, row.id)
    loaded = query.options(contains_eager(row.case).joinedload(m.Case.base), joinedload(row.owner))
    risks = db.session.scalars(loaded).all()
    places = read_parameters_of({one.case.base.area_code for one in risks}, scope.today)
    return [Told(one, _level(one, places[one.case.base.area_code])) for one in risks]


def _level(risk: m.RiskFlag, place: Parameters) -> Any:
    high, medium = place.integer("risk_high"), place.integer("risk_medium")
    level = risk_level(risk.severity, risk.likelihood, high=high, medium=medium)
    return words.RISK_LEVELS[level][0]


def _incidents(scope: Scope) -> Sequence[Any]:
    row = m.Incident
    return db.session.scalars(of_cases(row, scope, row.happened_on.desc(), row.id.desc())).all()


def _assessments(scope: Scope) -> Sequence[Any]:
    row = m.Assessment
    query = of_cases(row, scope, row.submitted_at, row.id).where(row.submitted_at.is_not(None))
    return db.session.scalars(query).all()


def _evaluations(scope: Scope) -> Sequence[Any]:
    row = m.Evaluation
    query = of_cases(row, scope, row.id.desc()).where(row.submitted_at.is_not(None))
    return db.session.scalars(query).all()


def _to_put_right(scope: Scope) -> Iterable[Told]:
    """Every item; who speaks for the agency sees a list once it is ordered."""
    item, order = m.RectificationItem, m.Rectification
    loaded = contains_eager(item.rectification).contains_eager(order.case)
    is_shown: ColumnElement[bool] = order.ordered_at.is_not(None)
    if AGENCY.isdisjoint(scope.actors):
        is_shown |= order.closed_at.is_(None)
    query = (
        select(item)
        .join(item.rectification)
        .join(order.case)
        .where(m.Case.id.in_(scope.cases), is_shown)
        .options(loaded.joinedload(m.Case.agency))
        .order_by(m.Case.id, order.id.desc(), item.id)
    )
    for one in db.session.scalars(query):
        yield Told(one, words.item_state(one, scope.today)[0])


def _follow_ups(scope: Scope) -> Sequence[Any]:
    return db.session.scalars(of_cases(m.FollowUp, scope, m.FollowUp.month)).all()


PLAN = Listing(
    pgettext("workbook", "Plan of the stay"),
    (
        *case_columns("row.case"),
        Column("item", pgettext("workbook", "What is to be done"), lambda r: words.title_of(r.row)),
        Column("domain", pgettext("workbook", "Domain"), lambda r: words.domain_name(r.row.domain)),
        column("owner", pgettext("workbook", "Who does it"), "row.owner", ACTORS),
        column("due_on", pgettext("workbook", "Due by"), "row.due_on"),
        column("due_sure", pgettext("workbook", "Day is sure"), "row.is_due_sure"),
        column("weight", pgettext("workbook", "Weight"), "row.weight"),
        column("state", pgettext("workbook", "State"), "fact"),
        column("note", pgettext("workbook", "Note"), "row.note"),
        column("answer", pgettext("workbook", "Word of the base"), "row.answer"),
    ),
    _plan,
    EVERYONE,
)
TASKS = Listing(
    pgettext("workbook", "Open tasks"),
    (
        *case_columns(),
        Column("task", pgettext("workbook", "What is to be done"), words.task_text),
        column("owner", pgettext("workbook", "Who does it"), "owner", ACTORS),
        column("due_on", pgettext("workbook", "Due by")),
        column("source", pgettext("workbook", "Where it comes from"), "source", words.SOURCES),
    ),
    _tasks,
    EVERYONE,
)
ENCOUNTERS = Listing(
    pgettext("workbook", "Meetings"),
    (
        *case_columns(),
        column("happened_on", pgettext("workbook", "Day")),
        column("kind", pgettext("workbook", "Kind"), "kind", words.ENCOUNTERS),
        column("purpose", pgettext("workbook", "Purpose")),
        column("host", pgettext("workbook", "With"), "host.display_name"),
        column("minutes", pgettext("workbook", "Minutes")),
        column("online", pgettext("workbook", "Online"), "is_online"),
        column("confirmed_at", pgettext("workbook", "Confirmed at")),
    ),
    _encounters,
    EVERYONE,
)
RISKS = Listing(
    pgettext("workbook", "Risks"),
    (
        *case_columns("row.case"),
        column("risk", pgettext("workbook", "What may go wrong"), "row.text"),
        column("kind", pgettext("workbook", "Kind"), "row.kind", words.RISKS),
        column("origin", pgettext("workbook", "Where it comes from"), "row.origin", words.ORIGINS),
        column("level", pgettext("workbook", "Level"), "fact"),
        column("severity", pgettext("workbook", "Severity"), "row.severity"),
        column("likelihood", pgettext("workbook", "Likelihood"), "row.likelihood"),
        column("plan", pgettext("workbook", "What is done about it"), "row.plan"),
        column("owner", pgettext("workbook", "Who looks after it"), "row.owner.display_name"),
        column("due_on", pgettext("workbook", "Due by"), "row.due_on"),
        column("closed_at", pgettext("workbook", "Closed at"), "row.closed_at"),
        column("closing_note", pgettext("workbook", "Closing note"), "row.closing_note"),
    ),
    _risks,
    BASE,
)
INCIDENTS = Listing(
    pgettext("workbook", "Incidents"),
    (
        *case_columns(),
        column("kind", pgettext("workbook", "Kind"), "kind", words.INCIDENTS),
        column("happened_on", pgettext("workbook", "Day")),
        column("persons_harmed", pgettext("workbook", "People who came to harm")),
        column("summary", pgettext("workbook", "What happened")),
        column("measures", pgettext("workbook", "What was done")),
        column("told_whom", pgettext("workbook", "Who was told")),
        column("told_on", pgettext("workbook", "Told on")),
        column("closed_at", pgettext("workbook", "Closed at")),
    ),
    _incidents,
    PARTIES - {Actor.FINANCE},
)
ASSESSMENTS = Listing(
    pgettext("workbook", "Maturity"),
    (
        *case_columns(),
        column("kind", pgettext("workbook", "When"), "kind", words.ASSESSMENTS),
        column("side", pgettext("workbook", "Side"), "side", words.SIDES),
        column("index", pgettext("workbook", "Index")),
        column("submitted_at", pgettext("workbook", "Handed in at")),
    ),
    _assessments,
    EVERYONE,
)
EVALUATIONS = Listing(
    pgettext("workbook", "Score sheets"),
    (
        *case_columns(),
        column("kind", pgettext("workbook", "Kind"), "kind", words.EVALUATIONS),
        column("side", pgettext("workbook", "Side"), "side", words.SIDES),
        column("points", pgettext("workbook", "Points"), "total"),
        column("feedback", pgettext("workbook", "Feedback")),
        column("submitted_at", pgettext("workbook", "Handed in at")),
    ),
    _evaluations,
    EVERYONE,
)
TO_PUT_RIGHT = Listing(
    pgettext("workbook", "To put right"),
    (
        *case_columns("row.rectification.case"),
        column(
            "origin",
            pgettext("workbook", "Where it comes from"),
            "row.rectification.origin",
            words.ORIGINS,
        ),
        column("item", pgettext("workbook", "What has to be put right"), "row.text"),
        column("due_on", pgettext("workbook", "Due by"), "row.due_on"),
        column("state", pgettext("workbook", "State"), "fact"),
        column("note", pgettext("workbook", "Note"), "row.note"),
        column("answer", pgettext("workbook", "Word of the base"), "row.answer"),
    ),
    _to_put_right,
    PARTIES,
)
FOLLOW_UPS = Listing(
    pgettext("workbook", "Follow-ups"),
    (
        *case_columns(),
        column("month", pgettext("workbook", "After months")),
        column("due_on", pgettext("workbook", "Due by")),
        column("done_on", pgettext("workbook", "Asked on")),
        column("survival", pgettext("workbook", "How it does"), "survival", words.SURVIVALS),
        column("staff", pgettext("workbook", "Full-time staff")),
        column("projects", pgettext("workbook", "Running projects")),
        column("needs", pgettext("workbook", "What they need")),
    ),
    _follow_ups,
    PARTIES,
)

OF_STAYS: Mapping[str, Listing] = {
    "plan": PLAN,
    "tasks": TASKS,
    "encounters": ENCOUNTERS,
    "risks": RISKS,
    "incidents": INCIDENTS,
    "assessments": ASSESSMENTS,
    "evaluations": EVALUATIONS,
    "to-put-right": TO_PUT_RIGHT,
    "follow-ups": FOLLOW_UPS,
}
