"""Yearly reports for tests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.factories_incubator import NOON, TODAY
from tests.factories_listings import World
from trainingapp.extensions import db
from trainingapp.incubator import models as m
from trainingapp.incubator.actions.yearly import freeze_year
from trainingapp.incubator.queries.yearly import gather_year
from trainingapp.web.transactions import writing


def base_of(world: World) -> m.IncubationBase:
    """The base as it is in the database."""
    return db.session.get_one(m.IncubationBase, world.base_id)


def figures_of(world: World, year: int = 2026, today: date = TODAY) -> dict[str, Any]:
    """What would be frozen."""
    db.session.remove()
    return gather_year(base_of(world), year, today=today)


def freeze(world: World, year: int = 2026, *, now: datetime = NOON) -> m.YearlySnapshot:
    """A yearly report, frozen by the head."""
    with writing():
        row = freeze_year(base_of(world), year, person_id=world.people["head"].id, now=now)
        db.session.commit()
    db.session.refresh(row)
    assert row.made_by.display_name
    db.session.expunge(row)  # as it was frozen, whatever happens to the session
    return row


def set_case(world: World, **values: Any) -> None:
    """The full case with other values."""
    with writing():
        case = db.session.get_one(m.Case, world.case_id)
        for name, value in values.items():
            setattr(case, name, value)
        db.session.commit()
