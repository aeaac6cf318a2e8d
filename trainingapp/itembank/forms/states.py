"""Small forms about items as a whole: begin a new one, send it on, read it blind, judge it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import AnyOf, InputRequired, Length, ValidationError

from trainingapp.itembank.forms.rows import choices_of
from trainingapp.itembank.models import BlindAnswer, ItemRevision
from trainingapp.itembank.offering import list_kinds
from trainingapp.itembank.shapes import ReviewShape
from trainingapp.itembank.wording import ACTS, KINDS, SUBJECTS, VERDICTS
from trainingapp.itembank.writing import EDITORS_ACTS
from trainingapp.rules.item_states import Act, AgreementContradicted, decide_review
from trainingapp.rules.items import KEY_SIZES, OPTION_LETTERS, Kind
from trainingapp.web.errors import sentence
from trainingapp.web.forms import BaseForm


class SheetForm(BaseForm):
    """What an item is; it travels in the address."""

    class Meta(BaseForm.Meta):
        csrf = False

    subject = SelectField(_("Exam subject"), choices=choices_of(SUBJECTS))
    kind = SelectField(_("Item kind"), choices=choices_of(KINDS))


class NewItemForm(SheetForm):
    """What a new item is to be: of a kind that a paper of the subject asks for, where there is a specification."""

    def validate_kind(self, field: Any) -> None:
        asked = list_kinds(self.subject.data)
        if asked and field.data not in asked:
            raise ValidationError(_("No paper of this subject asks for items of this kind."))


class StateForm(BaseForm):
    """What is to be done with an item."""

    act = HiddenField(validators=[AnyOf([str(act) for act in EDITORS_ACTS])])


class BulkForm(BaseForm):
    """What is to be done with the items that were ticked."""

    codes = SelectMultipleField(_("Items"), [InputRequired()], validate_choice=False, choices=[])
    act = SelectField(_("Do with those ticked"))

    def offer(self) -> None:
        """Fill the select."""
        self.act.choices = choices_of({act: ACTS[act] for act in EDITORS_ACTS})


class BlindAnswerForm(BaseForm):
    """What a reader answers before the key is shown."""

    revision = HiddenField(validators=[InputRequired()])
    selected = SelectMultipleField(_("Your answer"), validate_choice=False, choices=[])
    doubt = TextAreaField(
        _("What else could be defended?"),
        [Length(max=2000)],
        description=_("Options you hesitated about, words that can be read in two ways."),
    )

    kind: str

    @property
    def answer(self) -> str:
        """The letters in order; nothing for written items."""
        return "".join(sorted(set(self.selected.data or [])))

    def validate_selected(self, field: Any) -> None:
        kind = Kind(self.kind)
        if not kind.is_objective:
            field.data = []
            return
        if not set(self.answer) <= set(OPTION_LETTERS[kind]):
            raise ValidationError(_("There is no such option."))
        if len(self.answer) not in KEY_SIZES[kind]:
            raise ValidationError(_("Choose what you would choose in the exam."))

    def validate_doubt(self, field: Any) -> None:
        if not Kind(self.kind).is_objective and not field.data:
            raise ValidationError(_("Write down in a few words what you would answer."))


class VerdictForm(BaseForm):
    """What the reader concludes, having seen the key."""

    revision = HiddenField(validators=[InputRequired()])
    verdict = RadioField(
        _("Your verdict"),
        [InputRequired(_("Please choose one."))],
        choices=choices_of(VERDICTS),
    )
    is_second_defensible = BooleanField(_("A second option can be defended"))
    note = TextAreaField(
        _("Note to the author"),
        [Length(max=2000)],
        description=_("What is wrong or unclear, and what would put it right."),
    )

    blind: BlindAnswer
    read: ItemRevision

    def review(self, day: date) -> ReviewShape:
        """The review of that day, in which the blind answer stands."""
        fields = {
            "reader": "-",  # `reviewing.give_verdict` knows who reads
            "answer": self.blind.answer,
            "verdict": self.verdict.data,
            "second_defensible": bool(self.is_second_defensible.data),
            "on": day,
            "note": self.note.data or "",
        }
        return ReviewShape.model_validate(fields)

    def validate_verdict(self, field: Any) -> None:
        try:
            act = decide_review(
                field.data,
                answer=self.blind.answer,
                key=self.read.key,
                is_second_defensible=bool(self.is_second_defensible.data),
            )
        except AgreementContradicted as violation:
            raise ValidationError(sentence(violation)) from violation
        if act is Act.RETURN and not self.note.data:
            raise ValidationError(_("Say in the note why, so that the author can mend it."))
