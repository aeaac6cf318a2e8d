"""The board: cases in the stages of their workflow, the longest in a stage first, with what each needs next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Proposal
from trainingapp.incubator.queries.board_signs import Signs, read_signs
from trainingapp.incubator.queries.cases import SHOWN, Filters, select_found
from trainingapp.incubator.queries.passages import conditions_of
from trainingapp.incubator.queries.reach import actors_on, worked_by
from trainingapp.incubator.queries.workflows import definition_of, find_newest
from trainingapp.rules.incubation.words import Actor, Stage
from trainingapp.rules.incubation.workflow import Passage, StageFacts
from trainingapp.web.auth import SignedIn

PER_COLUMN = 20


@dataclass(frozen=True, slots=True)
class Move:
    """A step that the reader may ask for on a card. With `asks` it is taken on its own page, never by dropping."""

    act: str
    names: Mapping[str, str]
    target: Stage
    asks: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A case on the board. `is_waiting`: a step of it waits for a second person."""

    case: Case
    days: int
    signs: Signs
    moves: Sequence[Move]
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its first cards and how many cases stand in it in all."""

    stage: StageFacts
    cards: Sequence[Card]
    total: int


def list_columns(person: SignedIn, filters: Filters, *, now: datetime) -> list[Column]:
    """The columns of the board, in the order of the newest workflow; a fixed number of statements."""
    newest = find_newest()
    if newest is None:
        return []
    shown = [facts for facts in newest.stages.values() if facts.column is not None]
    found = _of_bases(person, filters).where(Case.stage.in_([one.stage for one in shown]))
    totals = dict(
        db.session.execute(
            found.with_only_columns(Case.stage, func.count()).group_by(Case.stage)
        ).all()
    )
    cards: dict[str, list[Card]] = {}
    for card in _make(person, _first(found), now=now):
        cards.setdefault(card.case.stage, []).append(card)
    return [
        Column(facts, cards.get(facts.stage, []), totals.get(facts.stage, 0)) for facts in shown
    ]


def make_card(person: SignedIn, case: Case, *, now: datetime) -> Card:
    """The card of one case."""
    return _make(person, [case], now=now)[0]


def _of_bases(person: SignedIn, filters: Filters) -> Select[Case]:
    """Cases of the bases that somebody works in or oversees: not those they reach as an expert, and never their own."""
    return select_found(person, filters).where(worked_by(person))


def _first(found: Select[Case]) -> Sequence[Case]:
    """The first cases of every stage, in one statement."""
    order = (Case.stage_since, Case.id)
    place = func.row_number().over(partition_by=Case.stage, order_by=order).label("place")
    ranked = found.with_only_columns(Case.id, place).subquery()
    query = select(Case).join(ranked, ranked.c.id == Case.id).where(ranked.c.place <= PER_COLUMN)
    return db.session.scalars(query.options(*SHOWN).order_by(*order)).unique().all()


def _make(person: SignedIn, cases: Sequence[Case], *, now: datetime) -> list[Card]:
    today = day_of(now)
    actors, signs = actors_on(person, cases), read_signs(cases, today=today)
    waiting = _list_waiting([case.id for case in cases])
    return [
        Card(
            case,
            _days(case, today),
            signs[case.id],
            _moves(case, actors[case.id]),
            case.id in waiting,
        )
        for case in cases
    ]


def _days(case: Case, today: date) -> int:
    return (today - day_of(case.stage_since)).days


def _moves(case: Case, actors: frozenset[Actor]) -> list[Move]:
    ways = definition_of(case).ways_out(Stage(case.stage), conditions_of(case))
    return [
        Move(one.act, one.names, one.target, _asks(one))
        for one in ways
        if one.target is not None and one.actors & actors
    ]


def _asks(passage: Passage) -> bool:
    """Whether a step needs words or a second person: a card that was dropped has said neither."""
    return passage.needs_reason or passage.confirm is not None


def _list_waiting(case_ids: Collection[int]) -> frozenset[int]:
    query = select(Proposal.case_id).where(
        Proposal.case_id.in_(case_ids), Proposal.settled_at.is_(None)
    )
    return frozenset(db.session.scalars(query))
