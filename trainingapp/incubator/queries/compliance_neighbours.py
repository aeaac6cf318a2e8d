"""Traces that agencies share, as the checks read them: address, telephone, legal representative."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import date
from itertools import chain

from sqlalchemy import ColumnElement, or_, select

from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, OrganMember


def count_neighbours(agencies: Sequence[Agency], *, on: date) -> dict[int, int | None]:
    """How many other agencies have the same address, telephone or legal representative, by agency; four statements.

    None: nothing of the three is known of it. People are the same by their name, or by the user they are.
    """
    found: dict[int, set[int] | None] = {one.id: None for one in agencies}
    for column in (Agency.address, Agency.phone):
        values = {one.id: {getattr(one, column.key)} - {""} for one in agencies}
        asked = set().union(*values.values())
        query = select(Agency.id, column).where(column.in_(asked))
        _add(found, values, [(number, value) for number, value in db.session.execute(query)])
    own = _list_heads(OrganMember.agency_id.in_(found), on)
    heads: dict[int, set[Hashable]] = {number: set() for number in found}
    for number, trace in own:
        heads[number].add(trace)
    _add(found, heads, _list_heads(_is_one_of(chain.from_iterable(heads.values())), on))
    return {number: None if one is None else len(one) for number, one in found.items()}


def _add(
    found: dict[int, set[int] | None],
    values: dict[int, set[Hashable]],
    rows: Iterable[tuple[int, Hashable]],
) -> None:
    same: dict[Hashable, set[int]] = {}
    for number, value in rows:
        same.setdefault(value, set()).add(number)
    for number, own in values.items():
        if own:
            others = set().union(*(same.get(value, set()) for value in own))
            found[number] = (found[number] or set()) | (others - {number})


def _list_heads(condition: ColumnElement[bool], on: date) -> list[tuple[int, Hashable]]:
    """The legal representatives of a day: each by name, and by the user where one is known."""
    query = select(OrganMember.agency_id, OrganMember.name, OrganMember.user_id).where(
        condition,
        OrganMember.is_legal_representative,
        OrganMember.struck_at.is_(None),
        OrganMember.starts_on <= on,
        or_(OrganMember.left_on.is_(None), OrganMember.left_on > on),
    )
    found: list[tuple[int, Hashable]] = []
    for number, name, user_id in db.session.execute(query):
        found.append((number, name))
        if user_id is not None:
            found.append((number, user_id))
    return found


def _is_one_of(traces: Iterable[Hashable]) -> ColumnElement[bool]:
    known: Collection[Hashable] = set(traces)
    names = [one for one in known if isinstance(one, str)]
    users = [one for one in known if isinstance(one, int)]
    return or_(OrganMember.name.in_(names), OrganMember.user_id.in_(users))
