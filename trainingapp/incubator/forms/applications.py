"""The pages of the application form, made from its data. What is typed is kept whole, right or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import (
    BooleanField,
    Field as InputField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from trainingapp.incubator.forms.cases import number_or_none
from trainingapp.rules.incubation.application_forms import (
    WHY,
    FieldKind,
    FormField,
    FormPart,
    Said,
    fault_of,
)
from trainingapp.rules.incubation.words import Applicants
from trainingapp.web.forms import BaseForm

KEPT = 20_000  # characters of one field; whatever is longer was not typed
WIDGETS: Mapping[FieldKind, str] = {
    FieldKind.NUMBER: "number",
    FieldKind.MONEY: "decimal",
    FieldKind.DATE: "date",
    FieldKind.EMAIL: "email",
    FieldKind.PHONE: "phone",
}
SAID = {
    Said.NO: _("No, this is not so"),
    Said.YES: _("Yes, this is so"),
    Said.UNSURE: _("Not sure, I explain it"),
}


class PartForm(BaseForm):
    """One page of the form; `edition` is the saving that it was drawn from."""

    edition = HiddenField()

    @property
    def seen_edition(self) -> int:
        """The saving that the page shows."""
        return number_or_none(self.edition.data) or 0

    def answers(self) -> dict[str, Any]:
        """What stands in the page, without what is empty."""
        skipped = {"edition", "csrf_token"}
        return {
            field.name: field.data for field in self if field.name not in skipped and field.data
        }

    def mark(self, part: FormPart) -> None:
        """Say at each field what is still wrong in it."""
        answers = self.answers()
        for one in part.fields:
            message = fault_of(one, answers)
            if message:
                self[one.key].errors = [gettext(message)]


def make_part_form(
    part: FormPart, language: str, answers: Mapping[str, Any], edition: int
) -> PartForm:
    """The form of a page in the reader's language, filled with what was typed last."""
    inputs: dict[str, InputField] = {}
    for field in part.fields:
        inputs |= _inputs(field, language)
    made: type[PartForm] = type("PageForm", (PartForm,), inputs)
    return made(data={**answers, "edition": str(edition)})


def _inputs(field: FormField, language: str) -> dict[str, InputField]:
    label, about = field.label.text(language), field.help.text(language)
    if field.kind is FieldKind.DECLARATION:
        return _declaration(field, label, about)
    if field.kind is FieldKind.CHOICE:
        choices = _choices(field, language)
        one = RadioField(label, choices=choices, validate_choice=False, description=about)
        return {field.key: one}
    if field.kind is FieldKind.CHOICES:
        many = SelectMultipleField(
            label,
            choices=_choices(field, language),
            widget=ListWidget(prefix_label=False),
            option_widget=CheckboxInput(),
            validate_choice=False,
            description=about,
        )
        return {field.key: many}
    made = TextAreaField if field.kind is FieldKind.TEXT else StringField
    return {field.key: made(label, [Optional(), Length(max=KEPT)], description=about)}


def _declaration(field: FormField, label: str, about: str) -> dict[str, InputField]:
    said = [SelectChoice(str(key), text) for key, text in SAID.items()]
    why = TextAreaField(_("Explanation, where you are not sure"), [Optional(), Length(max=KEPT)])
    return {
        field.key: RadioField(label, choices=said, validate_choice=False, description=about),
        field.key + WHY: why,
    }


def _choices(field: FormField, language: str) -> list[SelectChoice]:
    return [SelectChoice(key, words.text(language)) for key, words in (field.options or {}).items()]


class BeginForm(BaseForm):
    """For whom somebody applies."""

    who = RadioField(_("For whom do you apply?"), [DataRequired(_("Choose one."))])

    def offer(self, agencies: list[tuple[int, str]]) -> None:
        """The agencies that the reader manages, a registered one that is new here, and a team."""
        self.who.choices = [
            *(SelectChoice(f"agency-{number}", name) for number, name in agencies),
            SelectChoice(Applicants.REGISTERED.value, _("An agency that is registered or on file")),
            SelectChoice(Applicants.TEAM.value, _("A team that is not registered yet")),
        ]


class PledgeForm(BaseForm):
    """The last page before submitting."""

    pledge = BooleanField(_("I pledge this"), [DataRequired(_("Please tick the pledge."))])


class AnswerForm(BaseForm):
    """An answer to something that the base asked for."""

    reply = TextAreaField(
        _("Your reply"), [DataRequired(_("Please answer in a sentence.")), Length(max=2000)]
    )
