"""Evidence as its holder gives it, and what verifiers enter at their desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from trainingapp.credentials.comparing import Compared
from trainingapp.credentials.eligibility_words import RECORDS
from trainingapp.credentials.models.evidence import Evidence
from trainingapp.credentials.verification_words import (
    CASE_STATES,
    EVIDENCE_KINDS,
    EVIDENCE_OF,
    FIELDS,
    METHODS,
    TICKS,
)
from trainingapp.rules.chsi import CodeMalformed, CodeRefused
from trainingapp.rules.verification import Method, Tick
from trainingapp.web.forms import BaseForm

LONG = 1000


def _choices(words: Mapping[Any, LazyString]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in words.items()]


class EvidenceForm(BaseForm):
    """What kind of evidence it is; the file comes beside the form (`files.posting`)."""

    kind = SelectField(_("What it is"))
    code = StringField(
        _("CHSI online code"),
        [Optional(), Length(max=40)],
        description=_(
            "12 digits, or 16 letters and digits, from your report at CHSI. Only verifiers can see it."
        ),
    )
    code_ends_on = DateField(
        _("The code works until"),
        [Optional()],
        description=_("You chose 1 to 6 months at CHSI. The code expires; what it shows does not."),
    )

    def __init__(self, record_kind: str, **options: Any) -> None:
        super().__init__(**options)
        fitting = EVIDENCE_OF[record_kind]
        self.kind.choices = _choices({kind: EVIDENCE_KINDS[kind] for kind in fitting})
        if record_kind != "degree":
            del self.code, self.code_ends_on

    def validate(self, extra_validators: Any = None) -> bool:
        """A code comes with its last day, and the other way round."""
        is_sound = bool(super().validate(extra_validators))
        if "code" not in self:
            return is_sound
        if self.code.data and not self.code_ends_on.data:
            return self._refuse(self.code_ends_on, gettext("Enter the last day of the code."))
        if self.code_ends_on.data and not self.code.data:
            return self._refuse(self.code, gettext("Enter the code, or leave its date empty."))
        return is_sound

    def _refuse(self, field: Any, sentence: str) -> bool:
        field.errors = [*field.errors, sentence]
        return False

    def blame_code(self, refusal: CodeRefused, sentence: str) -> None:
        """Say a refusal next to the code, or next to its date."""
        field = self.code if isinstance(refusal, CodeMalformed) else self.code_ends_on
        field.errors = [*field.errors, sentence]

    def code_given(self) -> tuple[str, date] | None:
        """The code, and the first day on which it works no longer."""
        if "code" not in self or not self.code.data:
            return None
        return self.code.data, self.code_ends_on.data + timedelta(days=1)


class FilterForm(BaseForm):
    """Which cases the desk shows."""

    class Meta(BaseForm.Meta):
        csrf = False  # only asks

    state = SelectField(_("State"), choices=_choices(CASE_STATES), default="waiting")
    kind = SelectField(
        _("Record"),
        choices=[
            SelectChoice("", _("all kinds")),
            *(SelectChoice(kind, words[0]) for kind, words in RECORDS.items()),
        ],
        default="",
    )
    name = StringField(_("Name of the holder"), [Optional(), Length(max=60)])


class FindingForm(BaseForm):
    """How somebody looked, what they ticked, and what the holder is told. Its fields follow the record."""

    method = RadioField(_("How did you look?"), [InputRequired(_("Choose how you looked."))])
    seen = HiddenField()  # what the verifier had before them; `actions.sameness`
    evidence = SelectField(_("At which evidence?"), coerce=int)
    valid_until = DateField(
        _("Look again from"),
        [Optional()],
        description=_(
            "Leave it empty: an awarded diploma does not expire. "
            "Whoever is only expected to graduate is looked at again from that day on."
        ),
    )
    note = TextAreaField(
        _("Note for the holder"),
        [Optional(), Length(max=LONG)],
        description=_("What is missing or wrong, and what the holder can do."),
    )
    compared: Sequence[Compared] = ()

    def offer(self, methods: Sequence[Method], evidence: Sequence[tuple[Evidence, str]]) -> None:
        """What this verifier may choose from."""
        self.method.choices = _choices({method: METHODS[method] for method in methods})
        found = [SelectChoice(one.id, label) for one, label in evidence]
        self.evidence.choices = [SelectChoice(0, _("none")), *found]

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field is ticked; whoever ticks a mismatch says what is there instead."""
        is_sound = bool(super().validate(extra_validators))
        for one in self.compared:
            tick, note = self[f"tick_{one.name}"], self[f"note_{one.name}"]
            if tick.data == Tick.MISMATCH and not note.data:
                note.errors = [*note.errors, gettext("Say what the evidence shows instead.")]
                is_sound = False
        return is_sound

    def ticks(self) -> dict[str, Tick]:
        """What was ticked, by field."""
        return {one.name: Tick(self[f"tick_{one.name}"].data) for one in self.compared}

    def notes(self) -> dict[str, str]:
        """What was written beside it, by field."""
        return {one.name: self[f"note_{one.name}"].data or "" for one in self.compared}


def finding_form(compared: Sequence[Compared], **options: Any) -> FindingForm:
    """The form for the fields that a record has."""
    fields: dict[str, Any] = {"compared": compared}
    for one in compared:
        fields[f"tick_{one.name}"] = RadioField(
            FIELDS[one.name], [InputRequired(_("Tick one."))], choices=_choices(TICKS)
        )
        fields[f"note_{one.name}"] = StringField(
            _("What it shows instead"), [Optional(), Length(max=200)]
        )
    return type("RecordFindingForm", (FindingForm,), fields)(**options)  # type: ignore[no-any-return]


class SecondForm(BaseForm):
    """Whether a second person agrees."""

    agrees = RadioField(
        _("Do you agree?"),
        [InputRequired(_("Choose one."))],
        choices=[
            SelectChoice("yes", _("Yes, I have looked at it myself and find the same")),
            SelectChoice("no", _("No, I find something else")),
        ],
    )
    note = TextAreaField(
        _("What you found"), [DataRequired(_("Say what you found.")), Length(max=LONG)]
    )
