"""What an editor may look for in the list of items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import Length

from trainingapp.itembank.browsing import ItemFilter, list_authors
from trainingapp.itembank.models import ContentArea
from trainingapp.itembank.offering import (
    find_area,
    list_chapters,
    list_law_versions,
    list_points,
)
from trainingapp.itembank.wording import KINDS, LEVELS, STATUSES, SUBJECTS, WAITING
from trainingapp.rules.item_flaws.catalogue import CATALOGUE
from trainingapp.web.forms import BaseForm
from trainingapp.web.i18n import titled


class ItemFilterForm(BaseForm):
    """The filters of the list. They travel in the address, so there is nothing to forge."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Words in the item"), [Length(max=80)])
    subject = SelectField(_("Exam subject"), default="")
    chapter = SelectField(_("Chapter of the syllabus"), default="")
    status = SelectField(_("Item status"), default="")
    kind = SelectField(_("Item kind"), default="")
    level = SelectField(_("Cognitive level"), default="")
    waiting = SelectField(_("What waits"), default="")
    point = SelectField(_("Knowledge point"), default="")
    law = SelectField(_("Law it rests on"), default="")
    author = SelectField(_("Item author"), default="")
    flaw = SelectField(_("Flaw"), default="")

    def fill_choices(self, exam_year: int) -> None:
        """Offer every value; chapters only of the chosen subject, because their numbers repeat.

        Chapters and points are those of the edition that the exam of that year asks.
        """
        self.subject.choices = _any_of(SUBJECTS)
        self.status.choices = _any_of(STATUSES)
        self.kind.choices = _any_of(KINDS)
        self.level.choices = _any_of(LEVELS)
        subject = self.subject.data if self.subject.data in set(SUBJECTS) else None
        chapters = list_chapters(subject, exam_year=exam_year) if subject else []
        self.chapter.choices = [("", _("Any of them")), *map(_choice, chapters)]
        self._fill_more(subject, exam_year)
        if subject:
            self._offer_chosen(self.chapter, subject)
            self._offer_chosen(self.point, subject)

    def _offer_chosen(self, field: SelectField, subject: str) -> None:
        """Pages of another edition lead here too: what they name is offered beside what the exam asks."""
        if field.data in {value for value, _name in field.choices}:
            return
        area = find_area(subject, field.data)
        if area is not None and (area.kind == "chapter") is (field is self.chapter):
            field.choices = [*field.choices, _choice(area)]

    def _fill_more(self, subject: str | None, exam_year: int) -> None:
        """Knowledge points and flaws only within a subject: the one list is long, the other takes work."""
        self.waiting.choices = _any_of(WAITING)
        self.law.choices = _any_of({code: short for code, short, _day in list_law_versions()})
        self.author.choices = _any_of({name: name for name in list_authors()})
        points = list_points(subject, exam_year=exam_year) if subject else {}
        self.point.choices = [("", _("Any of them"))]
        for section, inside in points.items():
            self.point.choices += map(_choice, (section, *inside))
        flaws = CATALOGUE if subject else {}
        self.flaw.choices = _any_of({name: gettext(kind.title) for name, kind in flaws.items()})

    @property
    def has_more(self) -> bool:
        """Whether one of the rarer filters is set: then they are unfolded."""
        return any(field.data for field in (self.point, self.law, self.author, self.flaw))

    def forget_other_subjects(self) -> None:
        """Drop what belongs to a subject that is no longer chosen."""
        for field in (self.chapter, self.point, self.flaw):
            if (
                field.data not in {value for value, _name in field.choices}
                and not field.choices[1:]
            ):
                field.data = ""

    def filter(self) -> ItemFilter:
        """The valid fields as a filter."""
        return ItemFilter(
            words=self.q.data or "",
            subject=self.subject.data or None,
            chapter=self.chapter.data or None,
            status=self.status.data or None,
            kind=self.kind.data or None,
            level=self.level.data or None,
            point=self.point.data or None,
            law=self.law.data or None,
            author=self.author.data or None,
            waiting=self.waiting.data or None,
            flaw=self.flaw.data or None,
        )


def _choice(area: ContentArea) -> tuple[str, str]:
    return area.code, f"{area.code} {titled(area.title)}"


def _any_of(names: Mapping[Any, object]) -> list[tuple[str, object]]:
    return [("", _("Any of them")), *((str(value), name) for value, name in names.items())]
