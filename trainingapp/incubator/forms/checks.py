"""Forms about checks: letting a breach stand, a row of a place, having read the law."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext, lazy_gettext as _
from wtforms import DateField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from trainingapp.accounts.forms.fields import choices_of
from trainingapp.education.days import today
from trainingapp.incubator.compliance_wording import CONFIDENCES
from trainingapp.incubator.place_files import is_value, list_places
from trainingapp.rules.registration import add_months
from trainingapp.web.forms import BaseForm


class WaiverForm(BaseForm):
    """Letting a breach stand: why, on which document, until when."""

    reason = TextAreaField(_("Why it may stand"), [DataRequired(), Length(max=1000)])
    until = DateField(_("Last day on which it may stand"), [InputRequired(_("Enter a date."))])
    document = SelectField(
        _("Document it rests on"),
        [Optional()],
        description=_("Choose one of the agency's documents, or send a file below."),
    )

    def offer(self, documents: Iterable[tuple[int, str]]) -> None:
        """Let the head choose among the documents of the agency."""
        self.document.choices = [
            SelectChoice("", gettext("none of these")),
            *(SelectChoice(str(number), title) for number, title in documents),
        ]

    @property
    def document_id(self) -> int | None:
        """The chosen document."""
        return int(self.document.data) if self.document.data else None

    def is_sound(self, today: date) -> bool:
        """Whether the day is still to come, and not more than a year away."""
        until = self.until.data
        if until is None or not today <= until <= add_months(today, 12):
            self.until.errors = [gettext("Enter a day from today on, at most a year away.")]
            return False
        return True


class PlaceFilterForm(BaseForm):
    """For which place, and which group of keys."""

    class Meta(BaseForm.Meta):
        csrf = False

    area = StringField(
        _("Area code of the place"),
        [Optional(), Regexp(r"^[0-9]{2,12}$", message=_("Digits only, for example 130102."))],
    )


class PlaceRuleForm(BaseForm):
    """A value that holds in a place, with what it rests on."""

    key = SelectField(_("What is settled"), [DataRequired()])
    area = StringField(
        _("Where it holds"),
        [
            DataRequired(),
            Regexp(
                r"^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$",
                message=_("CN, or the first digits of the area code."),
            ),
        ],
        description=_(
            "CN for the whole country, 13 for a province, 1301 for a city, 130102 for a county."
        ),
    )
    value = StringField(_("Value that holds"), [Length(max=200)])
    document = StringField(
        _("Document that says so"),
        [DataRequired(), Length(max=200)],
        description=_("Number and title, as issued."),
    )
    article = StringField(_("Article of the document"), [Optional(), Length(max=40)])
    confidence = SelectField(
        _("How sure we are"), [DataRequired()], choices=choices_of(CONFIDENCES), default="B"
    )
    valid_from = DateField(
        _("First day it holds"), [InputRequired(_("Enter a date."))], default=today
    )
    valid_to = DateField(_("Last day it holds"), [Optional()])
    note = TextAreaField(_("Remark on the value"), [Optional(), Length(max=1000)])

    def offer(self) -> None:
        """Let the administrator choose among the keys that the program knows."""
        keys = list_places().keys
        self.key.choices = [
            SelectChoice(name, f"{key.zh} · {key.en}") for name, key in keys.items()
        ]

    def is_sound(self) -> bool:
        """Whether the value is of the key's kind, and the days are in order; says what is not."""
        key = list_places().keys[self.key.data]
        if not is_value(key.kind, self.value.data or ""):
            self.value.errors = [gettext("This is no value of this kind: %(kind)s.", kind=key.kind)]
        if self.valid_to.data and self.valid_to.data < self.valid_from.data:
            self.valid_to.errors = [gettext("The last day comes before the first.")]
        return not self.errors


class EndForm(BaseForm):
    """Ending a row of a place."""

    last_day = DateField(_("Last day it holds"), [InputRequired(_("Enter a date."))], default=today)


class ReadingForm(BaseForm):
    """Somebody has read the law behind a check."""

    note = StringField(_("What has changed, if anything"), [Optional(), Length(max=300)])
