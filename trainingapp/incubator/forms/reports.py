"""What an agency writes in a report, what the base says of it, targets, and corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from flask_babel import gettext, lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import (
    DateField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from trainingapp.incubator.accounting_wording import language, period_name
from trainingapp.incubator.forms.numbers import DecimalField
from trainingapp.incubator.indicator_files import Entry
from trainingapp.incubator.models import IndicatorPeriod, IndicatorValue, ServiceProject
from trainingapp.rules.incubation.indicators import (
    LARGEST,
    needs_note,
    open_value,
    standing_value,
)
from trainingapp.web.forms import BaseForm

LONG = 5000
Pairs = Sequence[tuple[Entry, IndicatorPeriod]]


def by_project(pairs: Pairs) -> list[tuple[ServiceProject | None, Pairs]]:
    """The measures of a report, those of each project together."""
    groups = groupby(pairs, key=lambda pair: pair[1].assignment.project)
    return [(project, list(rows)) for project, rows in groups]


def number_field(label: Any, *, least: Decimal | None = None, most: int | None = None) -> Any:
    """A number or nothing, within what is kept."""
    highest = most if most is not None else int(LARGEST)
    bounds = NumberRange(min=least if least is not None else -int(LARGEST), max=highest)
    return DecimalField(label, [Optional(), bounds], places=None)


def bounds_of(entry: Entry) -> dict[str, Any]:
    """What a reported value lies between: only a change after graduation may be below nothing."""
    least = None if entry.indicator.level == "followup" else Decimal(0)
    return {"least": least, "most": entry.measure.most}


class ReportForm(BaseForm):
    """The words of a report; `for_periods` adds a value and a note for each measure that is reported."""

    narrative = TextAreaField(_("What was done"), [Optional(), Length(max=LONG)])
    problems = TextAreaField(_("What was difficult"), [Optional(), Length(max=LONG)])
    next_steps = TextAreaField(_("What comes next"), [Optional(), Length(max=LONG)])
    documents = SelectMultipleField(
        pgettext("report", "Evidence"),
        coerce=int,
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_("From the documents of this case; upload a new one there first."),
    )

    def offer(self, documents: Sequence[tuple[int, str]]) -> None:
        """Fill the choice of evidence."""
        self.documents.choices = [SelectChoice(number, title) for number, title in documents]

    @classmethod
    def for_periods(cls, pairs: Pairs) -> type[ReportForm]:
        """The form of a report with these measures."""
        fields: dict[str, Any] = {}
        for entry, period in pairs:
            fields[f"value_{period.id}"] = number_field(entry.name(language()), **bounds_of(entry))
            fields[f"note_{period.id}"] = StringField(
                _("Explanation"), [Optional(), Length(max=500)]
            )
        return type("ReportForm", (cls,), fields)

    def fill(self, pairs: Pairs) -> None:
        """Show what was saved before."""
        for _entry, period in pairs:
            kept = standing_value(period.values) or open_value(period.values)
            if kept is not None:
                value = None if kept.value is None else kept.value.normalize()
                self[f"value_{period.id}"].data = value
                self[f"note_{period.id}"].data = kept.note

    def is_complete(
        self, pairs: Pairs, before: Mapping[int, IndicatorValue], *, percent: Decimal
    ) -> bool:
        """Whether every value is there or explained, and every great change; says beside the field what is not."""
        return not [
            False for pair in pairs if not self._is_said(pair[1], before=before, percent=percent)
        ]

    def _is_said(
        self, period: IndicatorPeriod, *, before: Mapping[int, IndicatorValue], percent: Decimal
    ) -> bool:
        field, note = self[f"value_{period.id}"], self[f"note_{period.id}"]
        if note.data:
            return True
        if field.data is None:
            told = gettext("Enter a value, or say in the explanation why there is none.")
            field.errors = [*field.errors, told]
            return False
        known = before.get(period.assignment_id)
        if known is not None and needs_note(field.data, known.value, percent=percent):
            told = gettext("This differs much from the period before. Please explain it.")
            note.errors = [*note.errors, told]
            return False
        return True


class ReturnForm(BaseForm):
    """What is to be corrected in a report."""

    note = TextAreaField(
        pgettext("report", "What to correct"),
        [DataRequired(_("Say what is to be corrected.")), Length(max=2000)],
    )


class SkipForm(BaseForm):
    """Why a report is not asked for."""

    reason = TextAreaField(
        pgettext("report", "Why it is not asked for"),
        [DataRequired(_("Say why.")), Length(max=500)],
    )


class CorrectionForm(BaseForm):
    """Another value for an approved one, and why; `for_entry` adds the value, within what may be reported."""

    reason = TextAreaField(
        pgettext("indicator", "Why it is corrected"),
        [DataRequired(_("Say why.")), Length(max=500)],
    )

    @classmethod
    def for_entry(cls, entry: Entry | None) -> type[CorrectionForm]:
        """The form for a value of a measure."""
        bounds = bounds_of(entry) if entry else {}
        value = number_field(pgettext("indicator", "Corrected value"), **bounds)
        return type("CorrectionForm", (cls,), {"value": value})


class GoalsForm(BaseForm):
    """Baseline and targets; `for_periods` adds a target for each period."""

    baseline = number_field(pgettext("indicator", "Baseline"))
    baseline_on = DateField(pgettext("indicator", "Baseline taken on"), [Optional()])

    @classmethod
    def for_periods(cls, periods: Sequence[IndicatorPeriod], every: str) -> type[GoalsForm]:
        """The form for the periods that are not locked."""
        fields = {
            f"target_{one.id}": number_field(period_name(one.starts_on, every))
            for one in periods
            if one.locked_at is None
        }
        return type("GoalsForm", (cls,), fields)

    @property
    def targets(self) -> dict[int, Decimal | None]:
        """The targets by period."""
        return {
            int(one.name.removeprefix("target_")): one.data
            for one in self
            if one.name.startswith("target_")
        }
