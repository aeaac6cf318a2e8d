"""What somebody enters of their own studies, work, certificates and passed papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
)

from trainingapp.accounts.labels import PROVINCES
from trainingapp.credentials.eligibility_words import (
    CERTIFICATES,
    DEGREE_KINDS,
    DEGREE_LEVELS,
    GOALS,
    MODES,
    PAPERS,
)
from trainingapp.rules.eligibility_facts import CertificateLevel, Paper
from trainingapp.web.forms import BaseForm

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)
NUMBER = r"[0-9A-Za-z -]{6,30}$"
PAPERS_OF: Mapping[str, tuple[Paper, ...]] = {
    CertificateLevel.JUNIOR: (Paper.COMPREHENSIVE, Paper.PRACTICE),
    CertificateLevel.MIDDLE: tuple(Paper),
    CertificateLevel.SENIOR: (Paper.PRACTICE,),
}


def _choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in words.items()]


def _regions(otherwise: Any) -> list[SelectChoice]:
    return [SelectChoice("", otherwise), *_choices(PROVINCES)]


class ClaimForm(BaseForm):
    """Dates of our time and in order; what a form gives are the columns of its record."""

    def __init__(self, today: date, **options: Any) -> None:
        self.today = today
        super().__init__(**options)

    def values(self) -> dict[str, Any]:
        """The columns of the record."""
        raise NotImplementedError

    def fault(self) -> tuple[Any, str] | None:
        """A field and what is wrong in it, seen together with the others."""
        raise NotImplementedError

    def is_sound(self) -> bool:
        """Whether everything fits; says beside the field what does not."""
        found = None
        for field in self:
            is_day = isinstance(field, DateField) and field.data is not None
            if is_day and not EARLIEST <= field.data <= LATEST:
                found = field, gettext("Enter a date between 1950 and 2100.")
        found = found or self.fault()
        if found:
            found[0].errors = [*found[0].errors, found[1]]
        return found is None


class DegreeForm(ClaimForm):
    """A diploma or degree, awarded or expected."""

    institution_name = StringField(_("School or university"), [DataRequired(), Length(max=120)])
    level = SelectField(_("Level of study"), choices=_choices(DEGREE_LEVELS), default="bachelor")
    kind = SelectField(_("Which paper"), choices=_choices(DEGREE_KINDS))
    major_as_printed = StringField(_("Major as printed on it"), [DataRequired(), Length(max=120)])
    is_social_work = BooleanField(
        _("It is a social work major"),
        description=_(
            "Usually “social work” on the paper. "
            "Neighbouring majors such as sociology or psychology count as other majors."
        ),
    )
    mode = RadioField(_("Mode of study"), choices=_choices(MODES), default="full_time")
    enrolled_on = DateField(_("Enrolled on"), [Optional()])
    number = StringField(
        _("Number of the paper"),
        [Optional(), Length(max=30), Regexp(NUMBER, message=_("Only digits and letters."))],
        description=_(
            "It is kept encrypted; only its last four characters are shown. "
            "It lets your university and the desk find you faster."
        ),
    )
    day = DateField(
        _("Awarded on"),
        [InputRequired(_("Enter a date."))],
        description=_("Not graduated yet? Enter the day on which you expect it."),
    )

    def fault(self) -> tuple[Any, str] | None:
        """Nobody graduates before they enrol."""
        if self.enrolled_on.data and self.enrolled_on.data >= self.day.data:
            return self.day, gettext("It ends before it begins.")
        return None

    def values(self) -> dict[str, Any]:
        """A day to come is only expected."""
        is_awarded = self.day.data <= self.today
        names = ("institution_name", "level", "kind", "major_as_printed", "is_social_work", "mode")
        return {
            **{name: self[name].data for name in names},
            "number": self.number.data or "",
            "enrolled_on": self.enrolled_on.data,
            "awarded_on": self.day.data if is_awarded else None,
            "expected_on": None if is_awarded else self.day.data,
        }


class WorkForm(ClaimForm):
    """Social work for one employer."""

    employer = StringField(_("Employer"), [DataRequired(), Length(max=120)])
    starts_on = DateField(_("First day of work"), [InputRequired(_("Enter a date."))])
    last_day = DateField(
        _("Last day of work"),
        [Optional()],
        description=_("Leave it empty while the work goes on."),
    )

    def fault(self) -> tuple[Any, str] | None:
        """Work ends after it begins."""
        if self.last_day.data and self.last_day.data < self.starts_on.data:
            return self.last_day, gettext("It ends before it begins.")
        return None

    def values(self) -> dict[str, Any]:
        """The last day is still worked."""
        last = self.last_day.data
        return {
            "employer": self.employer.data,
            "starts_on": self.starts_on.data,
            "ends_on": last + timedelta(days=1) if last else None,
        }


class CertificateForm(ClaimForm):
    """A national certificate that somebody holds."""

    level = SelectField(_("Certificate"), choices=_choices(CERTIFICATES))
    issued_on = DateField(
        _("Approved on"),
        [InputRequired(_("Enter a date."))],
        description=_("The day of approval that is printed on the certificate."),
    )
    region = SelectField(_("Where it is valid"), choices=_regions(_("nationwide")), default="")

    def fault(self) -> tuple[Any, str] | None:
        """Nobody holds a certificate of tomorrow."""
        if self.issued_on.data > self.today:
            return self.issued_on, gettext("This day is still to come.")
        return None

    def values(self) -> dict[str, Any]:
        """A region only where it is valid there alone."""
        return {
            "level": self.level.data,
            "issued_on": self.issued_on.data,
            "region": self.region.data or None,
        }


class PassForm(ClaimForm):
    """A paper of the national exam that somebody passed."""

    level = SelectField(_("Exam"), choices=_choices(CERTIFICATES))
    paper = SelectField(_("Paper"), choices=_choices(PAPERS))
    year = IntegerField(
        _("Exam year"), [InputRequired(_("Enter a year.")), NumberRange(2008, 2100)]
    )
    region = SelectField(_("Where it is valid"), choices=_regions(_("nationwide")), default="")
    proof_on = DateField(
        _("Proof issued on"),
        [Optional()],
        description=_("Senior exam only: the proof of the pass lasts three years from this day."),
    )

    def fault(self) -> tuple[Any, str] | None:
        """Each level has its papers, and no pass is of a year to come."""
        if Paper(self.paper.data) not in PAPERS_OF[self.level.data]:
            return self.paper, gettext("This exam does not have this paper.")
        if self.year.data > self.today.year:
            return self.year, gettext("This year is still to come.")
        if self.proof_on.data and self.proof_on.data.year < self.year.data:
            return self.proof_on, gettext("The proof cannot be older than the exam.")
        return None

    def values(self) -> dict[str, Any]:
        """The day of a proof only for the senior exam."""
        is_senior = self.level.data == CertificateLevel.SENIOR
        return {
            "level": self.level.data,
            "paper": self.paper.data,
            "year": self.year.data,
            "region": self.region.data or None,
            "proof_on": self.proof_on.data if is_senior else None,
        }


FORMS: Mapping[str, type[ClaimForm]] = {
    "degree": DegreeForm,
    "work": WorkForm,
    "certificate": CertificateForm,
    "pass": PassForm,
}


class TargetForm(BaseForm):
    """What somebody wants to be eligible for, and what if they begin to work on a day."""

    class Meta(BaseForm.Meta):
        csrf = False  # only asks

    goal = SelectField(_("What for"), choices=_choices(GOALS))
    year = SelectField(_("Exam year"), coerce=int)
    region = SelectField(
        _("Province of registration"), choices=_regions(_("any province")), default=""
    )
    start = DateField(_("What if I begin social work on"), [Optional()])

    def __init__(self, this_year: int, **options: Any) -> None:
        super().__init__(**options)
        self.year.choices = [
            SelectChoice(str(year), str(year)) for year in range(this_year, this_year + 8)
        ]
