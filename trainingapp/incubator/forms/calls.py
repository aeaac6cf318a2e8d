"""What a head enters of a base and its calls, and an administrator of a new base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from trainingapp.incubator.forms.cases import number_or_none
from trainingapp.incubator.forms.documents import check_day
from trainingapp.incubator.wording import TRACKS
from trainingapp.rules.incubation.words import Track
from trainingapp.web.forms import BaseForm

LONG = 8000


class CallForm(BaseForm):
    """A call for applications."""

    name = StringField(_("Name of the call"), [DataRequired(_("Give it a name.")), Length(max=120)])
    text = TextAreaField(
        _("Text of the call"),
        [Optional(), Length(max=LONG)],
        description=_("Whom it addresses, what the base offers, whom to ask."),
    )
    opens_on = DateField(_("First day to apply"), [DataRequired(_("Enter a day.")), check_day])
    closes_on = DateField(_("Last day to apply"), [DataRequired(_("Enter a day.")), check_day])
    places = IntegerField(
        _("Places"), [InputRequired(_("Enter a whole number.")), NumberRange(min=0, max=500)]
    )
    track = SelectField(_("Usual length of the stay"), [DataRequired()])
    has_trial = BooleanField(_("The stay begins with a trial"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.track.choices = [SelectChoice(track.value, TRACKS[track]) for track in Track]

    def validate_closes_on(self, field: Any) -> None:
        """A call is open for a day at least."""
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(gettext("It closes before it opens."))


class BaseDetailsForm(BaseForm):
    """What the public reads of a base."""

    address = StringField(_("Address of the base"), [Optional(), Length(max=200)])
    phone = StringField(_("Telephone of the base"), [Optional(), Length(max=40)])
    operator = StringField(_("Run by"), [Optional(), Length(max=120)])
    introduction = TextAreaField(_("About the base"), [Optional(), Length(max=LONG)])
    desks = IntegerField(
        _("Desks"), [InputRequired(_("Enter a whole number.")), NumberRange(min=0, max=2000)]
    )
    area_m2 = IntegerField(
        _("Floor space in square metres"),
        [InputRequired(_("Enter a whole number.")), NumberRange(min=0, max=200_000)],
    )
    opened_on = DateField(_("Open since"), [Optional(), check_day])
    is_open = BooleanField(_("The base takes applications"))


class NewBaseForm(BaseForm):
    """An organisation that becomes a base."""

    organisation = SelectField(
        _("Organisation that becomes a base"),
        [DataRequired(_("Choose one."))],
        coerce=number_or_none,
    )
    authority = SelectField(_("Authority that confirms decisions"), coerce=number_or_none)
    code = StringField(
        _("Code of its cases"),
        [
            DataRequired(_("Enter a code.")),
            Regexp(r"^[A-Z0-9]{2,12}$", message=_("2 to 12 capital letters and digits.")),
        ],
        description=_("The numbers of its cases begin with it."),
    )
    area_code = StringField(
        _("Area code of the county"),
        [
            DataRequired(_("Enter a code.")),
            Regexp(r"^[1-9][0-9]{5}$", message=_("Six digits, as in the statistics.")),
        ],
    )

    def offer(
        self, bases: Sequence[tuple[int, str]], authorities: Sequence[tuple[int, str]]
    ) -> None:
        """The organisations that can be a base, and those that are authorities."""
        self.organisation.choices = [SelectChoice(str(number), name) for number, name in bases]
        self.authority.choices = [SelectChoice("", _("None: a second person of the base confirms"))]
        self.authority.choices += [SelectChoice(str(number), name) for number, name in authorities]
