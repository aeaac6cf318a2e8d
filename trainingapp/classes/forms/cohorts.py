"""What a leader says of a class, and of its teacher team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from trainingapp.classes.models import Cohort
from trainingapp.classes.plans import CohortPlan
from trainingapp.courses.forms.lessons import check_year
from trainingapp.courses.models import Course
from trainingapp.courses.plans import make_title
from trainingapp.rules.cohort_dates import yearly_shifts
from trainingapp.web.forms import BaseForm
from trainingapp.web.i18n import local_date, titled

LONGEST = timedelta(days=800)


class CohortForm(BaseForm):
    """A class: its title, its time, its places."""

    title_zh = StringField(_("Title in Chinese"), [DataRequired(), Length(max=80)])
    exam_year = IntegerField(_("Exam year"), [InputRequired(), NumberRange(2020, 2099)])
    starts_on = DateField(_("First day"), [DataRequired(), check_year])
    ends_on = DateField(_("Last day"), [DataRequired(), check_year])
    capacity = IntegerField(
        _("Places"),
        [Optional(), NumberRange(1, 5000)],
        description=_("Empty: as many as come. When the class is full, a waiting list begins."),
    )
    is_joinable = BooleanField(_("People may join by code, and agencies may enter their staff"))
    introduction = TextAreaField(
        _("Introduction"),
        [Optional(), Length(max=6000)],
        description=_("For whom the class is and how it works. Markdown."),
    )
    title_en = StringField(_("Title in English"), [Optional(), Length(max=120)])

    def __init__(self, cohort: Cohort | None = None, *, today: date | None = None) -> None:
        super().__init__(data=_spread(cohort) if cohort else {"is_joinable": True})
        if cohort is None and today and self.exam_year.data is None and not self.is_submitted():
            self.exam_year.data = today.year + (today.month > 6)  # the exam is in June

    def validate_ends_on(self, field: Field) -> None:
        """A class ends when it begins, or later, and not after years."""
        begins = self.starts_on.data
        if begins and field.data and not timedelta() <= field.data - begins <= LONGEST:
            raise ValidationError(_("The last day is not before the first, and within two years."))

    def plan(self) -> CohortPlan:
        """What was typed."""
        return CohortPlan(
            title=make_title(self.title_zh.data, self.title_en.data),
            introduction=self.introduction.data or "",
            exam_year=self.exam_year.data or 0,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            capacity=self.capacity.data,
            is_joinable=bool(self.is_joinable.data),
        )


class NewCohortForm(CohortForm):
    """A class that is begun: of which course."""

    course = SelectField(_("Course"), [DataRequired()])

    def offer_courses(self, courses: Sequence[Course]) -> None:
        """The courses of which the reader may make a class."""
        self.course.choices = [
            SelectChoice(str(course.id), titled(course.title)) for course in courses
        ]


def _spread(cohort: Cohort) -> dict[str, object]:
    names = ("exam_year", "starts_on", "ends_on", "capacity", "is_joinable", "introduction")
    return {
        **{f"title_{language}": text for language, text in cohort.title.items()},
        **{name: getattr(cohort, name) for name in names},
    }


class CopyForm(BaseForm):
    """By how much the dates of a copy are later."""

    days = SelectField(_("The new class begins on"), coerce=int)

    def offer_shifts(self, cohort: Cohort) -> None:
        """Two first days that are the same weekday as the old one."""
        self.days.choices = [
            SelectChoice(shift.days, local_date(cohort.starts_on + shift, "full"))
            for shift in yearly_shifts(cohort.starts_on)
        ]

    def shift(self) -> timedelta:
        """The chosen shift."""
        return timedelta(days=self.days.data)


class TeacherForm(BaseForm):
    """Somebody for the teacher team."""

    login = StringField(
        _("E-mail or mobile number"),
        [DataRequired(), Length(max=254)],
        description=_("Of an instructor with an account on this site."),
    )
    is_leader = BooleanField(_("Leads the class: may change it"))


class ReasonForm(BaseForm):
    """Why a class is cancelled, or somebody removed; they read it."""

    reason = StringField(_("Reason"), [DataRequired(), Length(max=200)])
