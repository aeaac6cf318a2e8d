"""The editor's form of one item: what it is about, what it offers, and how it becomes an entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from trainingapp.itembank.exam_years import law_day_at
from trainingapp.itembank.forms.writing import ItemForm, Offers, form_type, shape_data
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.offering import list_law_versions, list_points
from trainingapp.itembank.storing import find_shape
from trainingapp.itembank.writing import base_of, propose_code
from trainingapp.rules.item_flaws.catalogue import CATALOGUE
from trainingapp.rules.items import Subject
from trainingapp.web.clock import now
from trainingapp.web.i18n import SHANGHAI, titled


@dataclass(frozen=True, slots=True)
class Sheet:
    """Which item a form is about; the code is empty until a new item is saved."""

    kind: str
    subject: str
    author: str
    code: str = ""

    def entry(self, form: ItemForm) -> dict[str, Any]:
        """What was typed as an entry of a file; a new item gets the next code of its chapter."""
        code = self.code or self._next_code(form)
        return form.entry(code=code, kind=self.kind, author=self.author)

    def _next_code(self, form: ItemForm) -> str:
        point = form.knowledge_1.data or ""
        prefix = Subject(self.subject).prefix
        if point.startswith(prefix) and point[2:4].isdecimal():
            return propose_code(point)
        return f"{prefix}-00-0000"  # no chapter is chosen yet: said beside the field


def sheet_of(item: BankItem) -> Sheet:
    """The sheet of a stored item."""
    return Sheet(item.latest.kind, item.subject, item.author, item.code)


def open_form(sheet: Sheet, item: BankItem | None = None) -> ItemForm:
    """The form with what was sent, else with what the item says."""
    data = {**shape_data(find_shape(item)), "base": base_of(item)} if item else None
    form = form_type(sheet.kind)(data=data)
    form.offer(_offers(sheet.subject))
    return form


def add_rows(form: ItemForm, sheet: Sheet, *names: str) -> None:
    """Another blank row in each of these lists, with what its selects offer."""
    for name in names:
        form.add_row(name)
    form.offer(_offers(sheet.subject))


def _offers(subject: str) -> Offers:
    points = {
        f"{section.code} {titled(section.title)}": {
            point.code: f"{point.code} {titled(point.title)}" for point in points
        }
        for section, points in list_points(subject).items()
    }
    laws = {
        f"{code}@{version}": _("%(law)s, version of %(day)s", law=short, day=version)
        for code, short, version in list_law_versions()
    }
    return Offers(points, laws, {name: str(_(kind.title)) for name, kind in CATALOGUE.items()})


def today() -> date:
    """The calendar day in Shanghai."""
    return now().astimezone(SHANGHAI).date()


def today_law() -> date:
    """The day whose law items are held to today."""
    return law_day_at(now())
