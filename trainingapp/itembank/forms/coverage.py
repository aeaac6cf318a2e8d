"""What an editor chooses on the pages of coverage and of editions."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import SelectField

from trainingapp.itembank.models import ContentArea, Syllabus
from trainingapp.itembank.wording import SUBJECTS
from trainingapp.web.forms import BaseForm
from trainingapp.web.i18n import titled


class SubjectForm(BaseForm):
    """A subject. It travels in the address, so there is nothing to forge."""

    class Meta(BaseForm.Meta):
        csrf = False

    subject = SelectField(_("Exam subject"))

    def fill_subjects(self) -> None:
        """Offer every subject."""
        self.subject.choices = [(str(subject), name) for subject, name in SUBJECTS.items()]


class CoverageForm(SubjectForm):
    """A subject, an edition of its syllabus, perhaps one chapter of it."""

    edition = SelectField(_("Edition"), default="", validate_choice=False)
    chapter = SelectField(_("Chapter of the syllabus"), default="", validate_choice=False)

    def fill_editions(self, editions: Sequence[str], chapters: Sequence[ContentArea]) -> None:
        """Offer what the chosen subject has; what belongs to another subject is forgotten."""
        self.edition.choices = [(edition, edition) for edition in editions]
        self.chapter.choices = [("", _("Any of them"))] + [
            (area.code, f"{area.code} {titled(area.title)}") for area in chapters
        ]
        if self.chapter.data not in {area.code for area in chapters}:
            self.chapter.data = ""


class EditionsForm(SubjectForm):
    """Two editions of a subject."""

    old = SelectField(_("From edition"), default="", validate_choice=False)
    new = SelectField(_("To edition"), default="", validate_choice=False)

    def choose(self, editions: Sequence[Syllabus]) -> tuple[Syllabus, Syllabus] | None:
        """The two editions, the newest two when none or others are named; None when there are not two."""
        names = [syllabus.edition for syllabus in editions]
        self.old.choices = self.new.choices = [(name, name) for name in names]
        if len(editions) < 2:
            return None
        if self.old.data not in names or self.new.data not in names:
            self.old.data, self.new.data = names[-2], names[-1]
        by_name = {syllabus.edition: syllabus for syllabus in editions}
        return by_name[self.old.data], by_name[self.new.data]
