"""The form of an entry of any register, made from its fields, and the faults that only one register knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from trainingapp.incubator.forms.documents import after, check_day
from trainingapp.incubator.forms.numbers import DecimalField
from trainingapp.incubator.registers import REGISTERS, Given, Kind
from trainingapp.rules.incubation.registry import read_capital
from trainingapp.rules.incubation.registry_words import ChangedItem, Register
from trainingapp.web.forms import BaseForm

MOST_MONEY = Decimal("999999999999.99")
MOST_POINTS = 10_000
NO_WORD = ""
EITHER = {"yes": True, "no": False}


class EntryForm(BaseForm):
    """What every entry has beside the fields of its register: the document that proves it, and a note."""

    document = SelectField(
        _("Document that proves it"),
        [Optional()],
        description=_("Choose one that is already here, or send a file below."),
    )
    note = TextAreaField(_("Remark on it"), [Optional(), Length(max=1000)])

    def offer(self, name: str, choices: Mapping[Any, Any] | list[tuple[Any, Any]]) -> None:
        """Fill the choices of documents, authorities."""
        pairs = choices.items() if isinstance(choices, Mapping) else choices
        self[name].choices = [
            SelectChoice(NO_WORD, gettext("none of these")),
            *(SelectChoice(str(value), str(label)) for value, label in pairs),
        ]

    @property
    def document_id(self) -> int | None:
        """The chosen document."""
        return int(self.document.data) if self.document.data else None


class StrikeForm(BaseForm):
    """Why an entry is struck."""

    reason = TextAreaField(
        _("Why it is struck out"), [DataRequired(_("Please say why.")), Length(max=500)]
    )


def boxes(label: Any, **options: Any) -> SelectMultipleField:
    """Several of the words, as boxes to tick."""
    return SelectMultipleField(
        label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **options
    )


@cache
def form_of(register: Register) -> type[EntryForm]:
    """The class of the form of a register."""
    fields = {one.name: _field(one) for one in REGISTERS[register].fields}
    return type(f"{register.title()}Form", (EntryForm,), fields)


def filled(
    register: Register, values: Mapping[str, Any] | None = None, note: str = ""
) -> EntryForm:
    """The form of a register, filled with an entry that is to be corrected."""
    data: dict[str, Any] = {"note": note}
    for one in REGISTERS[register].fields:
        value = (values or {}).get(one.name)
        data[one.name] = _shown(one, value)
    return form_of(register)(data=data)


def read_values(register: Register, form: EntryForm) -> dict[str, Any]:
    """What was typed, as the columns of the register. Valid forms only."""
    return {one.name: _read(one, form[one.name].data) for one in REGISTERS[register].fields}


def is_sound(register: Register, form: EntryForm, *, today: date) -> bool:
    """Whether the days are in order, and what one register asks for beyond; says beside the field what is not so."""
    values = read_values(register, form)
    faults = [*_days_in_order(values), *_FAULTS.get(register, _no_fault)(values, today)]
    for name, text in faults:
        form[name].errors = [*form[name].errors, text]
    return not faults


def _field(one: Given) -> Any:
    needed: list[Any] = [DataRequired() if one.is_needed else Optional()]
    said = {"description": one.help or ""}
    if one.kind in {Kind.DAY, Kind.LAST_DAY}:
        return DateField(one.label, [*needed, check_day], **said)
    if one.kind is Kind.NUMBER:
        needed = [InputRequired() if one.is_needed else Optional()]
        return IntegerField(one.label, [*needed, NumberRange(0, 9_999_999)], **said)
    if one.kind is Kind.MONEY:
        return DecimalField(one.label, [*needed, NumberRange(0, MOST_MONEY)], places=2, **said)
    if one.kind is Kind.FLAG:
        return BooleanField(one.label, **said)
    if one.kind is Kind.LONG:
        return TextAreaField(one.label, [*needed, Length(max=one.most)], **said)
    if one.kind in {Kind.WORD, Kind.AUTHORITY, Kind.PERSON, Kind.EITHER, Kind.WORDS}:
        return _choice(one, needed)
    return StringField(one.label, [*needed, Length(max=one.most)], **said)


def _choice(one: Given, needed: list[Any]) -> Any:
    words = [SelectChoice(str(value), text) for value, text in (one.words or {}).items()]
    if one.kind is Kind.WORDS:
        return boxes(one.label, choices=words)
    if one.kind is Kind.EITHER:
        choices = [
            SelectChoice("", _("not said")),
            SelectChoice("yes", _("Yes")),
            SelectChoice("no", _("No")),
        ]
        return RadioField(one.label, [Optional()], choices=choices, default="")
    first = [] if one.is_needed and words else [SelectChoice(NO_WORD, _("none of these"))]
    return SelectField(one.label, needed, choices=[*first, *words], description=one.help or "")


def _read(one: Given, typed: Any) -> Any:
    if one.kind is Kind.LAST_DAY:
        return after(typed)
    if one.kind is Kind.EITHER:
        return EITHER.get(typed)
    if one.kind in {Kind.AUTHORITY, Kind.PERSON}:
        return int(typed) if typed else None
    if one.kind is Kind.WORD:
        return typed or None
    if one.kind is Kind.WORDS:
        return list(typed or [])
    return (typed or "") if one.kind in {Kind.TEXT, Kind.LONG} else typed


def _shown(one: Given, value: Any) -> Any:
    if one.kind is Kind.LAST_DAY:
        return value - timedelta(days=1) if value else None
    if one.kind is Kind.EITHER:
        return {True: "yes", False: "no"}.get(value, "")
    if one.kind in {Kind.AUTHORITY, Kind.PERSON}:
        return str(value) if value else NO_WORD
    return NO_WORD if value is None and one.kind is Kind.WORD else value


Faults = list[tuple[str, str]]


def _days_in_order(values: Mapping[str, Any]) -> Faults:
    begins = values.get("starts_on") or values.get("awarded_on") or values.get("stated_on")
    found = []
    for name in ("ends_on", "left_on"):
        if begins and values.get(name) and values[name] <= begins:
            found.append((name, gettext("It ends before it begins.")))
    return found


def _no_fault(_values: Mapping[str, Any], _today: date) -> Faults:
    return []


def _in_sequence(values: Mapping[str, Any], names: tuple[str, ...], today: date) -> Faults:
    """Days that follow one another and lie in the past."""
    found: Faults = []
    before: date | None = None
    for name in names:
        day = values.get(name)
        if day is None:
            continue
        if day > today:
            found.append((name, gettext("This day is still to come.")))
        elif before and day < before:
            found.append((name, gettext("This day is before the one above it.")))
        before = day
    return found


def _of_registration(values: Mapping[str, Any], today: date) -> Faults:
    found = _in_sequence(
        values, ("name_checked_on", "applied_on", "accepted_on", "decided_on"), today
    )
    if bool(values["result"]) is not bool(values["decided_on"]):
        found.append(("decided_on", gettext("A result has its day, and a day its result.")))
    return found


def _of_change(values: Mapping[str, Any], today: date) -> Faults:
    found = _in_sequence(values, ("decided_on", "consent_on", "applied_on", "approved_on"), today)
    found += _in_sequence(values, ("audited_on",), today)
    if values["item"] == ChangedItem.CAPITAL and read_capital(values["new_value"]) is None:
        found.append(("new_value", gettext("Enter the sum in yuan, as a number.")))
    if values["item"] == ChangedItem.NAME and len(values["new_value"]) > 120:
        found.append(("new_value", gettext("A name has at most 120 characters.")))
    if values["item"] == ChangedItem.ADDRESS and len(values["new_value"]) > 200:
        found.append(("new_value", gettext("An address has at most 200 characters.")))
    return found


def _of_filing(values: Mapping[str, Any], today: date) -> Faults:
    if not 1998 <= values["year"] <= today.year:
        return [("year", gettext("Enter a year up to this one."))]
    return _done("supervisor_on", "registry_on", "rectified_on")(values, today)


def _of_grade(values: Mapping[str, Any], today: date) -> Faults:
    if not 1 <= values["level"] <= 5:
        return [("level", gettext("A grade is between 1A and 5A."))]
    if values["points"] and values["points"] > min(values["scale"] or MOST_POINTS, MOST_POINTS):
        return [("points", gettext("More points than there are."))]
    return _in_sequence(values, ("awarded_on",), today)


def _done(*names: str) -> Callable[[Mapping[str, Any], date], Faults]:
    def faults(values: Mapping[str, Any], today: date) -> Faults:
        return [fault for name in names for fault in _in_sequence(values, (name,), today)]

    return faults


_FAULTS: Mapping[Register, Callable[[Mapping[str, Any], date], Faults]] = {
    Register.REGISTRATIONS: _of_registration,
    Register.CHANGES: _of_change,
    Register.FILINGS: _of_filing,
    Register.GRADES: _of_grade,
    Register.CHARTERS: lambda values, today: _in_sequence(
        values, ("adopted_on", "approved_on"), today
    ),
    Register.STEPS: _done("done_on"),
    Register.CONTACTS: _done("tried_on"),
    Register.PARTY: _done("as_of", "founded_on"),
    Register.CREDIT: _done("starts_on"),
    Register.STATEMENTS: _done("stated_on"),
}
