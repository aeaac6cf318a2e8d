"""Items of the bank to a workbook, or to the files of the question bank as an archive."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import Select, select

from trainingapp.extensions import db
from trainingapp.itembank.bank import Bank
from trainingapp.itembank.exchange.lookups import Lookups
from trainingapp.itembank.exchange.sheet_writing import Entry, Exported, write_items
from trainingapp.itembank.exchange.yaml_files import (
    STEP,
    list_shapes,
    pack_files,
    read_folder,
    write_files,
)
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.shapes import ObjectiveItem
from trainingapp.itembank.storing import find_shape, shape_details
from trainingapp.itembank.writing import base_of

Held = Callable[[list[str]], Container[str]]


def list_codes(items: Select[BankItem]) -> list[str]:
    """The codes of the items that a list selects, in order."""
    chosen = items.order_by(None).subquery()
    query = select(BankItem.code).where(BankItem.id.in_(select(chosen.c.id)))
    return list(db.session.scalars(query.order_by(BankItem.code)))


def export_workbook(
    items: Select[BankItem], *, on: date, held: Container[str] = frozenset()
) -> Exported:
    """The objective items of a list as a workbook; written tasks have no row and are left out.

    `held` are codes whose keys are kept from the reader: they are left out as well.
    """
    entries, left_out = [], []
    for item in _items(list_codes(items)):
        shape = find_shape(item)
        if isinstance(shape, ObjectiveItem) and item.code not in held:
            entries.append(Entry(shape, base_of(item)))
        else:
            left_out.append(item.code)
    exported = write_items(entries, Lookups(on))
    return Exported(exported.data, [*left_out, *exported.left_out])


def _items(codes: list[str]) -> Iterator[BankItem]:
    for start in range(0, len(codes), STEP):
        query = select(BankItem).where(BankItem.code.in_(codes[start : start + STEP]))
        yield from db.session.scalars(query.order_by(BankItem.code).options(*shape_details()))


def export_files(folder: Path, *, held: Held) -> bytes:
    """The files of items of that folder, brought up to the site, as an archive; without a folder all are written anew.

    `held` says which items' keys are kept from the reader: their entries are left out of the archive.
    """
    bank = read_folder(folder)
    if bank.findings:  # files at fault are no ground to write upon
        bank = Bank(folder)
    shapes = list_shapes()
    hidden = held([shape.code for shape in shapes])
    shown = [shape for shape in shapes if shape.code not in hidden]
    written = write_files(shown, bank, left_out=hidden)
    return pack_files(bank, written)
