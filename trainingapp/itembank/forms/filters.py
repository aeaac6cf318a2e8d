"""What an editor may look for in the list of items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import Length

from trainingapp.itembank.browsing import ItemFilter, list_chapters
from trainingapp.itembank.wording import KINDS, LEVELS, STATUSES, SUBJECTS
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

    def fill_choices(self) -> None:
        """Offer every value; chapters only of the chosen subject, because their numbers repeat."""
        self.subject.choices = _any_of(SUBJECTS)
        self.status.choices = _any_of(STATUSES)
        self.kind.choices = _any_of(KINDS)
        self.level.choices = _any_of(LEVELS)
        chosen = self.subject.data
        chapters = list_chapters(chosen) if chosen in set(SUBJECTS) else []
        self.chapter.choices = [("", _("Any of them"))] + [
            (area.code, f"{area.code} {titled(area.title)}") for area in chapters
        ]

    def filter(self) -> ItemFilter:
        """The valid fields as a filter."""
        return ItemFilter(
            words=self.q.data or "",
            subject=self.subject.data or None,
            chapter=self.chapter.data or None,
            status=self.status.data or None,
            kind=self.kind.data or None,
            level=self.level.data or None,
        )


def _any_of(names: Mapping[Any, object]) -> list[tuple[str, object]]:
    return [("", _("Any of them")), *((str(value), name) for value, name in names.items())]
