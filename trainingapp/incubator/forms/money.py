"""What is typed in matters of money: contracts, instalments, projects, accounts, grants, payments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext, lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import (
    BooleanField,
    DateField,
    Field as AnyField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from trainingapp.incubator import accounting_wording as words
from trainingapp.incubator.forms.cases import number_or_none
from trainingapp.incubator.forms.numbers import DecimalField
from trainingapp.incubator.wording import FIELDS
from trainingapp.rules.incubation.accounting_words import (
    ContractKind,
    ContractState,
    Direction,
    EvaluationKind,
    EvaluationLevel,
    Payer,
    Precondition,
)
from trainingapp.rules.incubation.words import Field
from trainingapp.web.forms import BaseForm

MOST = Decimal("99999999999.99")
CENT = Decimal("0.01")
NEEDED = DataRequired(_("Please fill this in."))
GIVEN = InputRequired(_("Please fill this in."))
AREA = re.compile(r"[0-9]{12}")
MOST_AREAS = 200


def in_cents(_form: BaseForm, field: AnyField) -> None:
    """No more than two places. :raises ValidationError: there are more."""
    if field.data is not None and field.data != field.data.quantize(CENT):
        raise ValidationError(gettext("Enter yuan with at most two places."))


def yuan(label: Any, *, least: Decimal = Decimal(0), is_needed: bool = True, **more: Any) -> Any:
    """An amount in yuan and cents."""
    bounds = NumberRange(min=least, max=MOST)
    return DecimalField(
        label, [GIVEN if is_needed else Optional(), bounds, in_cents], places=2, **more
    )


def paper() -> Any:
    """A choice among the documents that the reader may open; `offer_papers` fills it."""
    return SelectField(
        _("Document that proves it"),
        [Optional()],
        coerce=number_or_none,
        choices=[],
        description=_("Upload it under the documents first, then choose it here."),
    )


def offer_papers(form: BaseForm, documents: Iterable[tuple[int, str]]) -> None:
    """Fill the choice of a form's document. One that stands there and is not among them stays."""
    field, offered = form["document_id"], dict(documents)
    if field.object_data is not None and field.object_data not in offered:
        offered[field.object_data] = gettext("The document that is there now")
    none = SelectChoice("", pgettext("contract", "none"))
    field.choices = [none, *(SelectChoice(str(n), title) for n, title in offered.items())]


def words_of(enum: Iterable[Any], names: Any) -> list[SelectChoice]:
    """The choices of an enumeration; the first of a pair is its name."""
    return [
        SelectChoice(str(one), names[one][0] if isinstance(names[one], tuple) else names[one])
        for one in enum
    ]


class SpanForm(BaseForm):
    """A form with a first and a last day."""

    starts_on = DateField(pgettext("money", "First day"), [GIVEN])
    last_day = DateField(pgettext("money", "Last day"), [GIVEN])

    def validate_last_day(self, field: AnyField) -> None:
        """Not before the first day, and a day has to follow. :raises ValidationError: it is, or none can."""
        if field.data == date.max:
            raise ValidationError(gettext("Not a valid date value."))
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise ValidationError(gettext("It ends before it begins."))

    @property
    def span(self) -> dict[str, Any]:
        """The days as they are kept: the last is written as the first without."""
        return {
            "starts_on": self.starts_on.data,
            "ends_on": self.last_day.data + timedelta(days=1),
        }

    def values_of(self, *left_out: str) -> dict[str, Any]:
        """What was typed by column, and the days."""
        skipped = {"csrf_token", "starts_on", "last_day", *left_out}
        typed = {
            one.name: one.data if one.data is not None or not isinstance(one, StringField) else ""
            for one in self
            if one.name not in skipped
        }
        return {**typed, **self.span}


class ContractForm(SpanForm):
    """A contract; `offer` fills the cases it may belong to."""

    kind = SelectField(
        pgettext("contract", "Kind"), choices=words_of(ContractKind, words.CONTRACT_KINDS)
    )
    field = SelectField(pgettext("contract", "Field"), choices=words_of(Field, FIELDS))
    title = StringField(pgettext("contract", "Title"), [NEEDED, Length(max=120)])
    buyer = StringField(pgettext("contract", "Buyer or giver"), [NEEDED, Length(max=120)])
    number = StringField(pgettext("contract", "Contract number"), [Optional(), Length(max=60)])
    amount = yuan(pgettext("contract", "Amount (yuan)"))
    payer = SelectField(pgettext("contract", "Who pays"), choices=words_of(Payer, words.PAYERS))
    case_id = SelectField(
        pgettext("contract", "Belongs to the case"), [Optional()], coerce=number_or_none
    )
    awarded_on = DateField(pgettext("contract", "Awarded on"), [Optional()])
    signed_on = DateField(pgettext("contract", "Signed on"), [Optional()])
    published_on = DateField(pgettext("contract", "Published on"), [Optional()])
    staff_cost = yuan(pgettext("contract", "Planned for staff (yuan)"), is_needed=False)
    spent = yuan(pgettext("contract", "Spent so far (yuan)"), is_needed=False)
    spent_on_staff = yuan(pgettext("contract", "Of it for staff (yuan)"), is_needed=False)
    is_subcontracted = BooleanField(pgettext("contract", "Handed on to others as a whole"))
    is_labour_dispatch = BooleanField(pgettext("contract", "Dispatches labour"))
    state = SelectField(
        pgettext("contract", "State"), choices=words_of(ContractState, words.CONTRACT_STATES)
    )
    document_id = paper()

    def offer(self, cases: Iterable[tuple[int, str]]) -> None:
        """Fill the choice of cases."""
        none = SelectChoice("", pgettext("contract", "none"))
        self.case_id.choices = [none, *(SelectChoice(str(n), name) for n, name in cases)]

    def validate_payer(self, field: AnyField) -> None:
        """The base pays within a case. :raises ValidationError: none is named."""
        if field.data == Payer.BASE and self.case_id.data is None:
            raise ValidationError(gettext("What the base pays belongs to a case. Choose it."))

    def validate_spent_on_staff(self, field: AnyField) -> None:
        """A part of what was spent. :raises ValidationError: it is more."""
        if field.data is not None and field.data > (self.spent.data or 0):
            raise ValidationError(gettext("This is more than was spent in all."))


class InstalmentForm(BaseForm):
    """A part of a contract's amount."""

    amount = yuan(pgettext("instalment", "Amount (yuan)"), least=CENT)
    precondition = SelectField(
        pgettext("instalment", "Paid after"), choices=words_of(Precondition, words.PRECONDITIONS)
    )
    due_on = DateField(pgettext("instalment", "Due on"), [Optional()])


class ReceiptForm(BaseForm):
    """What was received."""

    amount = yuan(pgettext("instalment", "Received (yuan)"), least=CENT)
    paid_on = DateField(pgettext("instalment", "Received on"), [GIVEN])


class DeliverableForm(BaseForm):
    """Something that a contract promises."""

    title = StringField(pgettext("deliverable", "What is delivered"), [NEEDED, Length(max=200)])
    due_on = DateField(pgettext("deliverable", "By"), [GIVEN])


class DeliveryForm(BaseForm):
    """How far a deliverable is."""

    delivered_on = DateField(pgettext("deliverable", "Delivered on"), [Optional()])
    accepted_on = DateField(pgettext("deliverable", "Accepted on"), [Optional()])
    note = TextAreaField(pgettext("deliverable", "Remark"), [Optional(), Length(max=2000)])

    def validate_accepted_on(self, field: AnyField) -> None:
        """After delivery. :raises ValidationError: it is before, or nothing was delivered."""
        delivered = self.delivered_on.data
        if field.data and (delivered is None or field.data < delivered):
            raise ValidationError(gettext("It is accepted after it was delivered."))


class ProjectForm(SpanForm):
    """A project with the communities it serves."""

    name = StringField(pgettext("project", "Name of the project"), [NEEDED, Length(max=120)])
    field = SelectField(pgettext("project", "Field"), choices=words_of(Field, FIELDS))
    contract_id = SelectField(
        pgettext("project", "Under the contract"), [Optional()], coerce=number_or_none
    )
    finished_on = DateField(pgettext("project", "Finished on"), [Optional()])
    areas = TextAreaField(
        pgettext("project", "Communities served"),
        [Optional(), Length(max=3000)],
        description=_("Statistical codes of twelve figures, one a line."),
    )

    def offer(self, contracts: Iterable[tuple[int, str]]) -> None:
        """Fill the choice of contracts."""
        none = SelectChoice("", pgettext("contract", "none"))
        self.contract_id.choices = [none, *(SelectChoice(str(n), name) for n, name in contracts)]

    @property
    def area_codes(self) -> list[str]:
        """The codes of the communities."""
        return re.split(r"[\s,，、;；]+", self.areas.data.strip()) if self.areas.data else []

    def validate_areas(self, _field: AnyField) -> None:
        """Codes and nothing else. :raises ValidationError: one is not."""
        codes = self.area_codes
        if len(codes) > MOST_AREAS or not all(AREA.fullmatch(code) for code in codes):
            raise ValidationError(gettext("Enter codes of twelve figures, one a line."))


class EvaluationForm(BaseForm):
    """An evaluation of a project by a body from outside."""

    kind = SelectField(
        pgettext("project", "Evaluation"), choices=words_of(EvaluationKind, words.EVALUATIONS)
    )
    level = SelectField(
        pgettext("project", "Result"), choices=words_of(EvaluationLevel, words.EVALUATION_LEVELS)
    )
    score = DecimalField(
        pgettext("project", "Points of 100"),
        [Optional(), NumberRange(min=0, max=100), in_cents],
    )
    body = StringField(pgettext("project", "Evaluated by"), [NEEDED, Length(max=120)])
    done_on = DateField(pgettext("project", "Evaluated on"), [GIVEN])
    document_id = paper()


class AccountsForm(SpanForm):
    """Sums of income, expense and means; account names are the agency's own."""

    income_government = yuan(pgettext("accounts", "Income: government"), default=0)
    income_donations = yuan(pgettext("accounts", "Income: donations"), default=0)
    income_services = yuan(pgettext("accounts", "Income: services"), default=0)
    income_other = yuan(pgettext("accounts", "Income: other"), default=0)
    expense_staff = yuan(pgettext("accounts", "Expense: staff"), default=0)
    expense_activities = yuan(pgettext("accounts", "Expense: activities"), default=0)
    expense_administration = yuan(pgettext("accounts", "Expense: administration"), default=0)
    expense_other = yuan(pgettext("accounts", "Expense: other"), default=0)
    net_assets = yuan(pgettext("accounts", "Net assets"), least=-MOST, is_needed=False)
    cash = yuan(pgettext("accounts", "Money at hand and in the bank"), is_needed=False)
    is_audited = BooleanField(pgettext("accounts", "Audited"))
    document_id = paper()


class GrantForm(BaseForm):
    """What a small grant is asked for."""

    purpose = StringField(pgettext("grant", "What for"), [NEEDED, Length(max=200)])
    amount = yuan(pgettext("grant", "Amount (yuan)"), least=CENT)


class AccountingForm(BaseForm):
    """What became of a grant."""

    spent = yuan(pgettext("grant", "Spent (yuan)"))
    returned = yuan(pgettext("grant", "Given back (yuan)"), default=0)
    document_id = paper()


class PaymentForm(BaseForm):
    """Money that is to move."""

    amount = yuan(pgettext("payment", "Amount (yuan)"), least=CENT)
    moved_on = DateField(pgettext("payment", "Day of the payment"), [GIVEN])
    purpose = StringField(pgettext("payment", "Purpose"), [NEEDED, Length(max=200)])
    counterparty = StringField(
        pgettext("payment", "To whom or from whom"), [Optional(), Length(max=120)]
    )
    document_id = paper()


class TrustForm(PaymentForm):
    """Money into the trust account, or out of it."""

    direction = SelectField(
        pgettext("trust", "Direction"), choices=words_of(Direction, words.DIRECTIONS)
    )


class RefusalForm(BaseForm):
    """Why a payment is not released."""

    note = TextAreaField(
        pgettext("payment", "Why not"), [DataRequired(_("Say why.")), Length(max=500)]
    )
