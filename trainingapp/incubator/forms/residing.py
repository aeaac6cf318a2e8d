"""What is typed in matters of residence: agreement, briefing, desk, equipment, a longer stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from trainingapp.incubator.forms.cases import number_or_none
from trainingapp.incubator.forms.numbers import DecimalField
from trainingapp.incubator.residence_wording import AGREEMENTS, EQUIPMENT
from trainingapp.rules.incubation.residence_words import AgreementKind, EquipmentState
from trainingapp.web.forms import BaseForm

LONG = 4000
MOST_YUAN = 10**9
NEEDED = DataRequired(_("Please fill this in."))
GIVEN = InputRequired(_("Please fill this in."))


class SheetForm(BaseForm):
    """A form whose days may be looked at against today; faults stand beside their fields."""

    def __init__(self, *arguments: Any, today: date, **options: Any) -> None:
        self.today = today
        super().__init__(*arguments, **options)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything is sound."""
        return bool(super().validate(extra_validators)) and self.is_in_order()

    def is_in_order(self) -> bool:
        """Whether what was typed fits together; says beside the field what does not."""
        return True

    def blame(self, name: str, sentence: str) -> bool:
        """Say at a field what is wrong."""
        self[name].errors = [*self[name].errors, sentence]
        return False

    def is_past(self, name: str) -> bool:
        """Whether a day is not later than today."""
        day = self[name].data
        return day is None or day <= self.today or self.blame(name, gettext("This day lies ahead."))

    def is_ahead(self, name: str) -> bool:
        """Whether a day is today or later, and not ten years away."""
        day = self[name].data
        if day is None or self.today <= day <= self.today + timedelta(days=3660):
            return True
        return self.blame(name, gettext("Choose a day from today on."))

    def is_near(self, name: str) -> bool:
        """Whether a day is not ten years away; days before today are near."""
        day = self[name].data
        if day is None or day <= self.today + timedelta(days=3660):
            return True
        return self.blame(name, gettext("This day is too far off."))


class DocumentsForm(SheetForm):
    """A form with a document of the case that shows something."""

    document = SelectField(
        pgettext("residence", "Document"),
        [Optional()],
        coerce=number_or_none,
        choices=[SelectChoice("", pgettext("residence", "none"))],
        description=_("Choose from the documents of this case; upload it there first."),
    )

    def offer(self, documents: Iterable[tuple[int, str]]) -> None:
        """Fill the choice of documents."""
        none = SelectChoice("", pgettext("residence", "none"))
        self.document.choices = [none, *(SelectChoice(str(n), title) for n, title in documents)]


class AgreementForm(DocumentsForm):
    """The terms of an agreement."""

    kind = SelectField(
        pgettext("residence", "Kind"),
        choices=[SelectChoice(str(one), AGREEMENTS[one]) for one in AgreementKind],
    )
    number = StringField(pgettext("residence", "Number"), [Optional(), Length(max=40)])
    starts_on = DateField(pgettext("residence", "First day"), [GIVEN])
    last_day = DateField(pgettext("residence", "Last day"), [GIVEN])
    desks = IntegerField(
        pgettext("residence", "Desks"), [GIVEN, NumberRange(min=0, max=500)], default=0
    )
    rent = DecimalField(
        pgettext("residence", "Rent (yuan a month)"),
        [GIVEN, NumberRange(min=0, max=MOST_YUAN)],
        default=0,
    )
    deposit = DecimalField(
        pgettext("residence", "Deposit (yuan)"),
        [GIVEN, NumberRange(min=0, max=MOST_YUAN)],
        default=0,
    )
    terms = TextAreaField(
        pgettext("residence", "Terms beside the usual ones"), [Optional(), Length(max=LONG)]
    )

    def is_in_order(self) -> bool:
        """The last day is not before the first, nor out of sight."""
        if self.last_day.data < self.starts_on.data:
            return self.blame("last_day", gettext("The last day lies before the first."))
        return self.is_near("last_day")


class DayForm(SheetForm):
    """A day on which something was done."""

    on = DateField(pgettext("residence", "Day"), [GIVEN])

    def is_in_order(self) -> bool:
        """Nothing is noted ahead."""
        return self.is_past("on")


class ChoiceForm(BaseForm):
    """One thing out of those that are there: a desk, a piece of equipment."""

    chosen = SelectField(
        pgettext("residence", "Choose"),
        [DataRequired(_("Please choose from what is offered."))],
        coerce=number_or_none,
    )

    def offer(self, choices: Iterable[tuple[int, str]]) -> None:
        """Fill the choice."""
        self.chosen.choices = [SelectChoice(str(number), label) for number, label in choices]


class ReturnForm(BaseForm):
    """In which condition something came back."""

    state = RadioField(
        pgettext("residence", "Condition"),
        [DataRequired(_("Please choose from what is offered."))],
        choices=[SelectChoice(str(one), EQUIPMENT[one]) for one in EquipmentState],
        default=str(EquipmentState.GOOD),
    )
    note = TextAreaField(pgettext("residence", "Note"), [Optional(), Length(max=LONG)])


class EquipmentForm(BaseForm):
    """A new piece of equipment."""

    code = StringField(pgettext("residence", "Number on the list"), [NEEDED, Length(max=40)])
    name = StringField(pgettext("residence", "What it is"), [NEEDED, Length(max=120)])


class ExtensionForm(BaseForm):
    """How much longer, why, and what for."""

    months = IntegerField(pgettext("residence", "Months"), [GIVEN, NumberRange(min=1, max=24)])
    reason = TextAreaField(pgettext("residence", "Why"), [NEEDED, Length(max=LONG)])
    plan = TextAreaField(
        pgettext("residence", "What will be done in that time"), [NEEDED, Length(max=LONG)]
    )


class WordsForm(BaseForm):
    """A few words that have to be said."""

    text = TextAreaField(pgettext("residence", "Why"), [NEEDED, Length(max=LONG)])


class NoteForm(BaseForm):
    """A few words that may be said."""

    text = TextAreaField(pgettext("residence", "Remark"), [Optional(), Length(max=LONG)])
