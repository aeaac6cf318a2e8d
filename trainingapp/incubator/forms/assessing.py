"""The maturity model and the score sheets as forms, made from their data."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from trainingapp.incubator.forms.numbers import DecimalField
from trainingapp.incubator.plan_files import Instrument
from trainingapp.incubator.residence_wording import is_chinese
from trainingapp.rules.incubation.maturity import LEVELS
from trainingapp.web.forms import BaseForm

LONG = 4000
SHOWN_BY = "shown_by_"


class MaturityForm(BaseForm):
    """The statements of the model, each with a level, and what shows it for each domain."""

    def levels(self) -> dict[str, int]:
        """What was answered so far."""
        return {
            field.name: int(field.data)
            for field in self
            if isinstance(field, RadioField) and field.data
        }

    def evidence(self) -> dict[str, str]:
        """What shows it, by domain."""
        return {
            field.name.removeprefix(SHOWN_BY): field.data
            for field in self
            if field.name.startswith(SHOWN_BY) and field.data
        }


class ScoreForm(BaseForm):
    """The criteria of a sheet with their points, and a word to the agency."""

    feedback = TextAreaField(
        pgettext("residence", "Strengths, gaps and advice"), [Optional(), Length(max=LONG)]
    )

    def points(self) -> dict[str, Decimal]:
        """The points given so far."""
        return {
            field.name: field.data
            for field in self
            if isinstance(field, DecimalField) and field.data is not None
        }


def make_maturity_form(
    model: Instrument, *, levels: Mapping[str, int], evidence: Mapping[str, str]
) -> MaturityForm:
    """The model in the reader's language, filled with what was answered last."""
    steps = [
        SelectChoice(str(level), text) for level, text in zip(LEVELS, level_names(), strict=True)
    ]
    inputs: dict[str, Any] = {}
    for domain in model.domains:
        for one in domain.statements:
            label = one.zh if is_chinese() else one.en
            inputs[one.code] = RadioField(label, [Optional()], choices=steps)
        inputs[SHOWN_BY + domain.code] = TextAreaField(
            pgettext("residence", "What shows it"),
            [Optional(), Length(max=LONG)],
            description=_("Needed when a level of 3 or 4 is given here."),
        )
    made: type[MaturityForm] = type("FilledForm", (MaturityForm,), inputs)
    known = {code: str(level) for code, level in levels.items()}
    return made(data=known | {SHOWN_BY + code: text for code, text in evidence.items()})


def make_score_form(sheet: Instrument, *, points: Mapping[str, str], feedback: str) -> ScoreForm:
    """The sheet in the reader's language; computed criteria are not asked for."""
    inputs: dict[str, Any] = {}
    for one in sheet.criteria:
        if not one.computed:
            label = f"{one.zh if is_chinese() else one.en} (0–{one.weight})"
            limits = NumberRange(min=0, max=one.weight)
            inputs[one.code] = DecimalField(label, [Optional(), limits])
    made: type[ScoreForm] = type("FilledForm", (ScoreForm,), inputs)
    known = {code: Decimal(value) for code, value in points.items()}
    return made(data={**known, "feedback": feedback})


def level_names() -> list[Any]:
    """What the levels 0 to 4 mean."""
    return [
        pgettext("residence", "0 Not there"),
        pgettext("residence", "1 Begun"),
        pgettext("residence", "2 In part"),
        pgettext("residence", "3 In use, on record"),
        pgettext("residence", "4 In use and improved"),
    ]
