"""Brings rows of a table up to what they should be, in bulk: new ones inserted, changed ones updated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, RowMapping, insert, select, update

from trainingapp.extensions import Base, db

Row = dict[str, Any]


class Tally(NamedTuple):
    """How many rows were made, changed and left alone."""

    new: int
    changed: int
    same: int


def bring_rows(
    model: type[Base],
    rows: Sequence[Row],
    *,
    key: Sequence[str],
    within: ColumnElement[bool] | None = None,
) -> Tally:
    """Insert and update until the table has these rows; `key` names the columns that identify one.

    Rows that are not among them stay as they are. `within` narrows what is read for the comparison.
    """
    known = _read(model, key, within)
    new: list[Row] = []
    changed: list[Row] = []
    for row in rows:
        stored = known.get(tuple(row[name] for name in key))
        if stored is None:
            new.append(row)
        elif any(stored[name] != value for name, value in row.items()):
            changed.append({**row, "id": stored["id"]})
    if new:
        db.session.execute(insert(model), new)
    if changed:
        db.session.execute(update(model), changed)
    return Tally(len(new), len(changed), len(rows) - len(new) - len(changed))


def _read(
    model: type[Base], key: Sequence[str], within: ColumnElement[bool] | None
) -> dict[tuple[Any, ...], RowMapping]:
    query = select(*model.__table__.columns)
    if within is not None:
        query = query.where(within)
    found = db.session.execute(query).mappings()
    return {tuple(row[name] for name in key): row for row in found}
