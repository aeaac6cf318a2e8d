"""What a reader may look for in the catalogue. The filters travel in the address."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import Length

from trainingapp.courses.queries.catalogue import CourseFilter, list_providers
from trainingapp.courses.wording import LEVELS
from trainingapp.itembank.wording import SUBJECTS
from trainingapp.web.forms import BaseForm


class CatalogueForm(BaseForm):
    """Words, subject, level and organisation; whatever is no choice is left out."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Words in the course"), [Length(max=80)])
    subject = SelectField(_("Exam subject"), default="")
    level = SelectField(_("Exam level"), default="")
    organisation = SelectField(_("Offered by"), default="")

    def fill_choices(self) -> None:
        """Offer every subject and level, and the organisations that have a course."""
        any_of = ("", _("Any of them"))
        self.subject.choices = [any_of, *((str(s), name) for s, name in SUBJECTS.items())]
        self.level.choices = [any_of, *LEVELS.items()]
        providers = [(str(row.id), row.name) for row in list_providers()]
        self.organisation.choices = [any_of, *providers]

    def filter(self) -> CourseFilter:
        """The valid fields as a filter."""
        chosen = self.organisation.data or ""
        return CourseFilter(
            words=self.q.data or "",
            subject=self.subject.data or None,
            level=self.level.data or None,
            organisation_id=int(chosen) if chosen.isdecimal() else None,
        )
