"""Terms of work, posts, requests to people, and what people say to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
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
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from trainingapp.incubator.forms.numbers import DecimalField
from trainingapp.incubator.models import EmploymentTerms, StaffPost
from trainingapp.incubator.staffing_wording import FORMS, LADDERS, LEVELS
from trainingapp.rules.incubation.staff_words import Ladder
from trainingapp.web.forms import BaseForm

EARLIEST = date(1950, 1, 1)
FURTHEST = timedelta(days=366)  # of an insurance that is agreed already
LONGEST = timedelta(days=366 * 50)  # of a contract


def _date(label: Any, help_text: Any = "") -> DateField:
    return DateField(label, [Optional()], description=help_text)


class TermsForm(BaseForm):
    """The terms of one employment; days are in order, and not in the future where they are of what was done."""

    form = SelectField(
        _("Form of work"), choices=[SelectChoice(str(key), word) for key, word in FORMS.items()]
    )
    percent = IntegerField(
        _("Share of full hours"),
        [InputRequired(_("Enter a number.")), NumberRange(0, 100)],
        description=_("100 is a full-time job. The person is asked whether it is so."),
    )
    weekly_hours = IntegerField(_("Hours a week"), [Optional(), NumberRange(0, 80)])
    contract_signed_on = _date(_("Contract signed on"))
    contract_until = _date(
        _("Last day of the contract"), _("Leave it empty for a contract without an end.")
    )
    insured_from = _date(_("Insured since"))
    works_with_minors = BooleanField(_("Works in close contact with minors"))
    record_queried_on = _date(
        _("Record query last made on"),
        _("Only the day is kept here, never what was found."),
    )
    protocol_signed_on = _date(_("Mandatory report protocol signed on"))
    roster_complete_on = _date(
        _("Staff roster complete since"), _("The roster itself stays with you.")
    )
    post = SelectField(_("Post of the agency"), coerce=int, default=0)
    lead = SelectField(_("Reports to"), coerce=int, default=0)

    def __init__(
        self,
        posts: Sequence[StaffPost],
        leads: Sequence[tuple[int, str]],
        terms: EmploymentTerms | None = None,
        **options: Any,
    ) -> None:
        values = {} if terms is None else _values_of(terms)
        super().__init__(data=values, **options)
        nobody = SelectChoice("0", gettext("not said"))
        self.post.choices = [nobody, *(SelectChoice(str(one.id), one.title) for one in posts)]
        self.lead.choices = [nobody, *(SelectChoice(str(key), name) for key, name in leads)]

    def is_sound(self, today: date) -> bool:
        """Whether the days are in order; says beside the field what is not so."""
        fault = self._fault(today)
        if fault:
            fault[0].errors = [*fault[0].errors, fault[1]]
        return fault is None

    def _fault(self, today: date) -> tuple[Any, str] | None:
        done = (
            self.contract_signed_on,
            self.record_queried_on,
            self.protocol_signed_on,
            self.roster_complete_on,
        )
        for field in (*done, self.insured_from, self.contract_until):
            if field.data and field.data < EARLIEST:
                return field, gettext("This day is too long ago.")
        for field in done:
            if field.data and field.data > today:
                return field, gettext("This day is still to come.")
        for field, furthest in ((self.insured_from, FURTHEST), (self.contract_until, LONGEST)):
            if field.data and field.data > today + furthest:
                return field, gettext("This day is too far ahead.")
        signed, until = self.contract_signed_on.data, self.contract_until.data
        if signed and until and until < signed:
            return self.contract_until, gettext("It ends before it begins.")
        return None

    @property
    def values(self) -> dict[str, Any]:
        """What was entered, by the names of the terms."""
        dated = (
            "contract_signed_on",
            "contract_until",
            "insured_from",
            "record_queried_on",
            "protocol_signed_on",
            "roster_complete_on",
        )
        return {
            "form": self.form.data,
            "share": Decimal(self.percent.data or 0) / 100,
            "weekly_hours": self.weekly_hours.data,
            "works_with_minors": bool(self.works_with_minors.data),
            "post_id": self.post.data or None,
            "lead_id": self.lead.data or None,
            **{name: self[name].data for name in dated},
        }


def _values_of(terms: EmploymentTerms) -> dict[str, Any]:
    names = [field for field in TermsForm.__dict__ if hasattr(terms, field)]
    values = {name: getattr(terms, name) for name in names if name not in ("post", "lead")}
    return values | {
        "percent": round(terms.share * 100),
        "post": terms.post_id or 0,
        "lead": terms.lead_id or 0,
    }


class AskForm(BaseForm):
    """Somebody who works for the agency, by the contact that they sign in with."""

    contact = StringField(
        _("Mobile number or e-mail"),
        [DataRequired(_("Enter a mobile number or an e-mail address.")), Length(max=254)],
        description=_("The one they sign in with. You are not told whether anybody has it."),
    )
    post = StringField(_("What they do"), [Optional(), Length(max=60)])
    starts_on = DateField(_("First day of work"), [InputRequired(_("Enter a date."))])

    def is_sound(self, today: date) -> bool:
        """The first day lies between 1950 and today."""
        if EARLIEST <= self.starts_on.data <= today:
            return True
        told = gettext("The first day lies between 1950 and today.")
        self.starts_on.errors = [*self.starts_on.errors, told]
        return False


class AcceptForm(BaseForm):
    """Yes to an agency, and whether it sees how the certificates stand."""

    agrees = BooleanField(
        _("The agency may see how my certificates stand"),
        description=_(
            "Level, until when it is registered, and whether my hours are on pace. Never answers, scores, numbers or"
            " other employers. You can take this back at any time."
        ),
    )


class AnswerForm(BaseForm):
    """What is not right about the terms."""

    note = TextAreaField(
        _("What is not right?"),
        [DataRequired(_("Say what is not right.")), Length(max=300)],
        description=_("The agency reads it."),
    )


class PlaceForm(BaseForm):
    """Where a registration was made."""

    area_code = StringField(
        _("Area code of the place of registration"),
        [
            DataRequired(_("Enter the six digits of the area code.")),
            Regexp(r"^[0-9]{6}\Z", message=_("Enter the six digits of the area code.")),
        ],
        description=_("The first six digits of the code of the county, as 510104."),
    )


class PostForm(BaseForm):
    """A post: what it asks, and what it pays with the source of the figures."""

    title = StringField(_("Name of the post"), [DataRequired(_("Enter a name.")), Length(max=60)])
    ladder = SelectField(
        _("Ladder"), choices=[SelectChoice(str(key), word) for key, word in LADDERS.items()]
    )
    rank = IntegerField(_("Step on the ladder"), [InputRequired(), NumberRange(1, 20)], default=1)
    least_level = SelectField(_("Certificate at least"))
    least_years = IntegerField(
        _("Years with the agency at least"), [InputRequired(), NumberRange(0, 40)], default=0
    )
    pay_least = DecimalField(_("Pay a month from (yuan)"), [Optional(), NumberRange(0, 10**7)])
    pay_most = DecimalField(_("Pay a month to (yuan)"), [Optional(), NumberRange(0, 10**7)])
    pay_source = StringField(_("Where the pay is from"), [Optional(), Length(max=200)])

    def __init__(self, post: StaffPost | None = None, **options: Any) -> None:
        super().__init__(obj=post, **options)
        levels = [SelectChoice(str(key), str(word)) for key, word in LEVELS.items()]
        self.least_level.choices = [SelectChoice("", gettext("none needed")), *levels]

    def is_sound(self) -> bool:
        """The pay is in order."""
        least, most = self.pay_least.data, self.pay_most.data
        if least is None or most is None or least <= most:
            return True
        told = gettext("This is less than the pay it begins with.")
        self.pay_most.errors = [*self.pay_most.errors, told]
        return False

    @property
    def values(self) -> dict[str, Any]:
        """What was entered, by the names of the post."""
        return {
            "title": self.title.data,
            "ladder": Ladder(self.ladder.data),
            "rank": self.rank.data,
            "least_level": self.least_level.data or None,
            "least_years": self.least_years.data,
            "pay_least": self.pay_least.data,
            "pay_most": self.pay_most.data,
            "pay_source": self.pay_source.data or "",
        }
