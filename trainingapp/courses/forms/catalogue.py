"""What a reader may look for in the catalogue. The filters travel in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import Length

from trainingapp.courses.labels import FIELDS, SORTS
from trainingapp.courses.queries.catalogue import (
    CourseFilter,
    list_instructors,
    list_providers,
)
from trainingapp.courses.wording import LEVELS
from trainingapp.itembank.wording import SUBJECTS
from trainingapp.web.forms import BaseForm


class CatalogueForm(BaseForm):
    """Words, filters and an order; whatever is no choice is left out."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Words in the course"), [Length(max=80)])
    field = SelectField(_("Field of practice"), default="")
    subject = SelectField(_("Exam subject"), default="")
    level = SelectField(_("Exam level"), default="")
    organisation = SelectField(_("Offered by"), default="")
    instructor = SelectField(_("Instructor"), default="")
    sort = SelectField(_("Order"), default="newest")

    def fill_choices(self) -> None:
        """Offer every field, subject and level, and the organisations and people that have a course."""
        providers = {str(row.id): row.name for row in list_providers()}
        people = {str(number): name for number, name in list_instructors()}
        offered: Mapping[str, Mapping[Any, Any]] = {
            "field": FIELDS,
            "subject": SUBJECTS,
            "level": LEVELS,
            "organisation": providers,
            "instructor": people,
        }
        for name, choices in offered.items():
            named = [(str(value), label) for value, label in choices.items()]
            self[name].choices = [("", _("Any of them")), *named]
        self.sort.choices = [*SORTS.items()]

    def filter(self) -> CourseFilter:
        """The valid fields as a filter."""
        return CourseFilter(
            words=self.q.data or "",
            field=self.field.data or None,
            subject=self.subject.data or None,
            level=self.level.data or None,
            organisation_id=int(self.organisation.data) if self.organisation.data else None,
            instructor_id=int(self.instructor.data) if self.instructor.data else None,
        )

    def chosen(self) -> Mapping[str, str]:
        """What narrows the list, by the field's name, as the reader sees it."""
        words = {"q": self.q.data} if self.q.data else {}
        selects = {
            name: str(dict(self[name].choices).get(self[name].data, ""))
            for name in ("field", "subject", "level", "organisation", "instructor")
            if self[name].data
        }
        return words | selects
