"""What the site itself says of places."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from trainingapp.extensions import db
from trainingapp.incubator.models import PlaceRule


def select_place_rules() -> Select[PlaceRule]:
    """Every row that is not withdrawn, the newest first."""
    query = select(PlaceRule).where(PlaceRule.withdrawn_at.is_(None))
    return query.options(joinedload(PlaceRule.entered_by)).order_by(PlaceRule.id.desc())


def get_place_rule(rule_id: int) -> PlaceRule:
    """A row that is not withdrawn, for writing. :raises NoResultFound: there is none."""
    query = select(PlaceRule).where(PlaceRule.id == rule_id, PlaceRule.withdrawn_at.is_(None))
    return db.session.scalars(query.with_for_update(of=PlaceRule)).one()
