"""A line of the lists of recognised programmes, and its end."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import DateField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import URL, DataRequired, InputRequired, Length, Optional

from trainingapp.credentials.eligibility_words import CONFIDENCES, DEGREE_LEVELS, FIELDS
from trainingapp.credentials.forms.claims import EARLIEST, LATEST
from trainingapp.credentials.verification_words import MATCH_KINDS
from trainingapp.web.forms import BaseForm


def _choices(words: Any) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in words.items()]


def _is_day(day: Any) -> bool:
    return day is None or EARLIEST <= day <= LATEST


class LineForm(BaseForm):
    """Which papers count as what, from when, and where that is written."""

    match_kind = RadioField(_("What is compared"), choices=_choices(MATCH_KINDS), default="name")
    value = StringField(_("Name or code of the major"), [DataRequired(), Length(max=120)])
    counts_as = RadioField(_("It counts as"), choices=_choices(FIELDS), default="social_work")
    level = SelectField(
        _("For which level"),
        choices=[SelectChoice("", _("every level")), *_choices(DEGREE_LEVELS)],
        default="",
    )
    institution_name = StringField(
        _("For which school"),
        [Optional(), Length(max=120)],
        description=_("Leave it empty if it holds for every school."),
    )
    valid_from = DateField(_("For papers awarded from"), [InputRequired(_("Enter a date."))])
    valid_to = DateField(
        _("and before"), [Optional()], description=_("Leave it empty if no end is known.")
    )
    authority = StringField(_("Who decided it"), [Optional(), Length(max=120)])
    source = StringField(_("Where it is written"), [DataRequired(), Length(max=300)])
    source_url = StringField(
        _("Address of the source"),
        [Optional(), Length(max=300), URL(message=_("Enter a web address."))],
    )
    confidence = SelectField(
        _("How sure the source is"), choices=_choices(CONFIDENCES), default="medium"
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Dates of our time, in order."""
        is_sound = bool(super().validate(extra_validators))
        begins, ends = self.valid_from.data, self.valid_to.data
        for field in (self.valid_from, self.valid_to):
            if not _is_day(field.data):
                field.errors = [*field.errors, gettext("Enter a date between 1950 and 2100.")]
                return False
        if begins and ends and ends <= begins:
            self.valid_to.errors = [*self.valid_to.errors, gettext("It ends before it begins.")]
            return False
        return is_sound

    def values(self) -> dict[str, Any]:
        """The columns of the line."""
        names = (
            "match_kind",
            "value",
            "counts_as",
            "valid_from",
            "valid_to",
            "source",
            "confidence",
        )
        return {
            **{name: self[name].data for name in names},
            "level": self.level.data or None,
            "institution_name": self.institution_name.data or None,
            "authority": self.authority.data or "",
            "source_url": self.source_url.data or "",
        }


class EndForm(BaseForm):
    """From when on a line decides nothing."""

    ends_on = DateField(_("It decides papers awarded before"), [InputRequired(_("Enter a date."))])

    def is_sound(self) -> bool:
        """A date of our time."""
        if self.validate_on_submit() and not _is_day(self.ends_on.data):
            self.ends_on.errors = [gettext("Enter a date between 1950 and 2100.")]
        return not self.errors and bool(self.ends_on.data)


class LineFilter(BaseForm):
    """Which lines the page shows."""

    class Meta(BaseForm.Meta):
        csrf = False  # only asks

    text = StringField(_("Major or school"), [Optional(), Length(max=60)])
    counts_as = SelectField(
        _("Counts as"), choices=[SelectChoice("", _("everything")), *_choices(FIELDS)], default=""
    )
