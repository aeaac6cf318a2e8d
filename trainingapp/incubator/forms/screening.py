"""What an officer enters in the first check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from trainingapp.incubator.applying_telling import CHECK_STATES
from trainingapp.incubator.models import Screening
from trainingapp.incubator.models.applications import ScreeningResult
from trainingapp.rules.incubation.application_forms import PAPERS, ApplicationSpec, FormPart
from trainingapp.web.forms import BaseForm

LONG = 2000
STATE, NOTE = "state_", "note_"


class ScreeningForm(BaseForm):
    """The points of the first check, the look at the credit lists, and how it came out."""

    credit_checked_on = DateField(
        _("Credit lists looked at on"),
        [Optional()],
        description=_(
            "Abnormal activity, serious dishonesty, penalties: on the site of the registration authority."
        ),
    )
    credit_source = StringField(_("Where you looked"), [Optional(), Length(max=200)])
    note = TextAreaField(_("Note of the first check"), [Optional(), Length(max=LONG)])
    ground = SelectField(
        _("Ground of refusal"),
        [Optional()],
        description=_("Only when the application is not to be accepted. The head confirms it."),
    )
    is_passed = BooleanField(_("The first check is passed"))

    def __init__(self, *arguments: Any, today: date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._today = today

    def validate_credit_checked_on(self, field: Any) -> None:
        """Nobody has looked tomorrow."""
        if field.data and field.data > self._today:
            raise ValidationError(gettext("This day has not come yet."))

    def is_sound(self) -> bool:
        """Passed only when every point was looked at and nothing is lacking."""
        if not self.is_passed.data:
            return True
        states = [field.data for field in self if field.name.startswith(STATE)]
        if all(state in ("ok", "not_applicable") for state in states):
            return True
        self.is_passed.errors = [
            gettext("Look at every point first: none may be lacking or left open.")
        ]
        return False

    def checks(self) -> dict[str, dict[str, str]]:
        """Point → state and note, of those looked at."""
        found = {}
        for field in self:
            if field.name.startswith(STATE) and field.data:
                key = field.name.removeprefix(STATE)
                found[key] = {"state": field.data, "note": self[NOTE + key].data or ""}
        return found


def make_screening_form(
    spec: ApplicationSpec,
    screening: Screening,
    language: str,
    *,
    today: date,
    is_empty: bool = False,
) -> ScreeningForm:
    """The form with the points of this version, filled with what was entered last; `is_empty`: nothing was posted."""
    inputs: dict[str, Any] = {}
    for key, label in spec.checks:
        states = [SelectChoice(state, text) for state, text in CHECK_STATES.items()]
        inputs[STATE + key] = RadioField(label.text(language), [Optional()], choices=states)
        inputs[NOTE + key] = StringField(_("Remark"), [Optional(), Length(max=300)])
    made: type[ScreeningForm] = type("PointsForm", (ScreeningForm,), inputs)
    options: dict[str, Any] = {"formdata": None} if is_empty else {}
    form = made(data=_spread(screening), today=today, **options)
    grounds = [SelectChoice(one.key, one.label.text(language)) for one in spec.grounds]
    form.ground.choices = [SelectChoice("", _("None: it is not refused")), *grounds]
    return form


def _spread(screening: Screening) -> dict[str, Any]:
    known: dict[str, Any] = {
        "credit_checked_on": screening.credit_checked_on,
        "credit_source": screening.credit_source,
        "note": screening.note,
        "ground": screening.ground,
        "is_passed": screening.result == ScreeningResult.PASS,
    }
    checks: Mapping[str, Mapping[str, str]] = screening.checks
    for key, one in checks.items():
        known |= {STATE + key: one.get("state"), NOTE + key: one.get("note")}
    return known


class AskForm(BaseForm):
    """Something that is missing, and where the applicant puts it right."""

    text = TextAreaField(
        _("What is missing"), [DataRequired(_("Name what is missing.")), Length(max=600)]
    )
    place = SelectField(_("Where it belongs"), [Optional()])

    def offer(self, parts: tuple[FormPart, ...], language: str) -> None:
        """The pages of the form, and its papers."""
        pages = [SelectChoice(part.key, part.title.text(language)) for part in parts]
        first, last = SelectChoice("", _("Anywhere")), SelectChoice(PAPERS, _("Papers"))
        self.place.choices = [first, *pages, last]


class ClearForm(BaseForm):
    """Why two applicants alike may both stand."""

    note = TextAreaField(
        _("Why both may stand"), [DataRequired(_("Please say why.")), Length(max=600)]
    )
