"""The registers of agencies as lists: their columns are the fields of the forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial

from flask_babel import lazy_pgettext as pgettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.extensions import db
from trainingapp.incubator import models as m, registry_shown
from trainingapp.incubator.exports import Cell, Column, Listing, Scope, Told, column
from trainingapp.incubator.listings_stays import EVERYONE
from trainingapp.incubator.registers import REGISTERS, Given, Kind, Shape
from trainingapp.rules.incubation.registry_words import Register

PLAIN = frozenset({Kind.DAY, Kind.NUMBER, Kind.MONEY})


def _entries(register: Register, scope: Scope) -> Iterable[Told]:
    """What holds in a register, the newest first in each agency."""
    model = REGISTERS[register].model
    query = (
        select(model, m.Agency)
        .join(m.Agency, m.Agency.id == model.agency_id)
        .where(m.Agency.id.in_(scope.agencies), model.struck_at.is_(None))
        .order_by(m.Agency.name, m.Agency.id, model.id.desc())
    )
    for name in ("organisation", "authority", "community"):
        if hasattr(model, name):
            query = query.options(joinedload(getattr(model, name)))
    return [Told(entry, agency) for entry, agency in db.session.execute(query)]


def _cell(field: Given, told: Told) -> Cell:
    """Days and numbers as such, all else in the words of the page; a last day is kept as the day after it."""
    value = getattr(told.row, field.name)
    if value is None or field.kind in PLAIN:
        return value
    if field.kind is Kind.LAST_DAY:
        return value - timedelta(days=1)
    return value if field.kind is Kind.FLAG else registry_shown.text_of(field, told.row)


def _register(register: Register, shape: Shape) -> Listing:
    fields = (Column(one.name, one.label, partial(_cell, one)) for one in shape.fields)
    columns = (
        column("agency", pgettext("workbook", "Agency"), "fact.name"),
        *fields,
        column("note", pgettext("workbook", "Note"), "row.note"),
        column("entered_at", pgettext("workbook", "Entered at"), "row.entered_at"),
    )
    return Listing(shape.title, columns, partial(_entries, register), EVERYONE)


OF_REGISTERS: Mapping[str, Listing] = {
    str(register): _register(register, shape) for register, shape in REGISTERS.items()
}
