"""What an editor types about laws: the exam they look at, words of a title, a new version."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from trainingapp.rules.law_versions import (
    EffectiveTooEarly,
    LawVersionRefused,
    NotPromulgated,
    VersionKnown,
)
from trainingapp.web.forms import BaseForm

YEARS = range(1949, 2200)
AHEAD = 3  # exams after the next one that can be looked at


class LensForm(BaseForm):
    """The exam whose law is shown. It travels in the address, so there is nothing to forge."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Name of the law"), [Length(max=80)])
    year = SelectField(_("Law for the exam of"), coerce=int)

    def fill_choices(self, next_exam: int) -> None:
        """Offer the next exam and some after it."""
        self.year.choices = [(year, str(year)) for year in range(next_exam, next_exam + AHEAD + 1)]


def check_year(_form: BaseForm, field: DateField) -> None:
    """Half a year that was typed, such as 0026, is no day of a law."""
    if field.data and field.data.year not in YEARS:
        raise ValidationError(_("Please check the year."))


class LawVersionForm(BaseForm):
    """A new version of a law, as promulgated."""

    version = DateField(
        _("Promulgated on"),
        [DataRequired(), check_year],
        description=_("The date of the decree that promulgates this text."),
    )
    effective_from = DateField(_("In force from"), [DataRequired(), check_year])
    source = StringField(
        _("Where the text was read"),
        [DataRequired(), Length(max=200)],
        description=_("Such as the national database of laws and regulations."),
    )

    def note_refusal(self, refusal: LawVersionRefused, sentence: str) -> None:
        """Say beside the field why the version cannot be added."""
        is_of_version = isinstance(refusal, VersionKnown | NotPromulgated)
        field = self.version if is_of_version else self.effective_from
        if isinstance(refusal, EffectiveTooEarly):
            field = self.effective_from
        field.errors = [*field.errors, sentence]
