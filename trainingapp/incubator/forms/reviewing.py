"""What experts say to a seat and score, and what the base enters of reviews, interviews and calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
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
from wtforms.widgets import CheckboxInput, ListWidget

from trainingapp.incubator.forms.cases import number_or_none
from trainingapp.incubator.forms.numbers import DecimalField
from trainingapp.incubator.models import Review
from trainingapp.incubator.review_words import MEETINGS, RECOMMENDATIONS
from trainingapp.incubator.wording import FIELDS
from trainingapp.rules.incubation.rubrics import MOST_POINTS, Criterion, Rubric
from trainingapp.web.forms import BaseForm
from trainingapp.web.i18n import titled

LONG = 2000


def choices_of(words: Mapping[Any, Any]) -> list[SelectChoice]:
    """A table of words as choices."""
    return [SelectChoice(str(value), label) for value, label in words.items()]


def checks_field(label: Any, **options: Any) -> SelectMultipleField:
    """Several of some choices, as boxes to tick."""
    return SelectMultipleField(
        label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **options
    )


class TakeForm(BaseForm):
    """The word of an expert that nothing ties them to the applicants."""

    is_free = BooleanField(
        _(
            "I have no tie to the applicant, its founders, staff or partners, and I review impartially."
        ),
        [DataRequired(_("Tick this, or declare the conflict below."))],
    )


class ConflictForm(BaseForm):
    """What ties an expert to the applicants."""

    conflict = TextAreaField(
        _("What ties you to the applicant"),
        [DataRequired(_("Say in a few words what it is.")), Length(max=500)],
        description=_("The base reads it; the applicant does not."),
    )


class DeclineForm(BaseForm):
    """Why an expert does not take a seat."""

    reason = StringField(_("Why you cannot"), [Optional(), Length(max=200)])


class ScoreForm(BaseForm):
    """A review; fields for each criterion are added by `make_score_form`. Nothing is needed for a draft."""

    codes: Sequence[str] = ()
    vetoes = checks_field(
        _("Grounds that stop the application"),
        description=_("Tick only what you have found. Any one of them stops the application."),
    )
    recommendation = RadioField(
        _("Your recommendation"),
        [Optional()],
        choices=choices_of(RECOMMENDATIONS),
        validate_choice=True,
    )
    comment = TextAreaField(
        _("For those who decide"),
        [Optional(), Length(max=LONG)],
        description=_("Other reviewers and the applicant never read it."),
    )
    advice = TextAreaField(
        _("Advice to the applicant"),
        [Optional(), Length(max=LONG)],
        description=_("The base may pass it on without your name."),
    )

    def points(self) -> dict[str, int | None]:
        """The points as far as chosen, by criterion."""
        return {code: number_or_none(self[f"points_{code}"].data) for code in self.codes}

    def remarks(self) -> dict[str, str]:
        """What is said of each criterion."""
        return {code: self[f"remark_{code}"].data or "" for code in self.codes}

    def is_complete(self) -> bool:
        """Whether it can be handed in; says beside each field what is missing."""
        told = [
            (self[f"points_{code}"], gettext("Choose 0 to 5 points."))
            for code, points in self.points().items()
            if points is None
        ]
        if not self.recommendation.data:
            told.append((self.recommendation, gettext("Choose what you recommend.")))
        for field, sentence in told:
            field.errors = [*field.errors, sentence]
        return not told


def make_score_form(rubric: Rubric, review: Review | None) -> ScoreForm:
    """The form of a scoring sheet, filled with what was kept before."""
    fields: dict[str, Any] = {"codes": [one.code for one in rubric.criteria]}
    for one in rubric.criteria:
        fields[f"points_{one.code}"] = SelectField(
            titled(one.title), [Optional()], choices=_steps(one), validate_choice=True
        )
        fields[f"remark_{one.code}"] = TextAreaField(_("Remark"), [Optional(), Length(max=500)])
    made: ScoreForm = type("CriteriaForm", (ScoreForm,), fields)(data=_kept(review))
    made.vetoes.choices = [(one.code, titled(one.title)) for one in rubric.vetoes]
    return made


def _steps(criterion: Criterion) -> list[SelectChoice]:
    steps = [
        SelectChoice(str(points), f"{points} · {titled(criterion.anchors[points // 2])}")
        for points in range(MOST_POINTS + 1)
    ]
    return [SelectChoice("", gettext("Not scored yet")), *steps]


def _kept(review: Review | None) -> dict[str, Any]:
    if review is None:
        return {"vetoes": []}
    return {
        **{f"points_{code}": str(points) for code, points in review.scores.items()},
        **{f"remark_{code}": text for code, text in review.remarks.items()},
        "vetoes": review.vetoes,
        "recommendation": review.recommendation,
        "comment": review.comment,
        "advice": review.advice,
    }


class ReviewerSearchForm(BaseForm):
    """Part of an expert's name."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Name of the expert"), [Optional(), Length(max=40)])


class AskReviewerForm(BaseForm):
    """Whom to ask, and by when the review is wanted."""

    expert = HiddenField(filters=[number_or_none])
    due_on = DateField(_("Wanted by"), [InputRequired(_("Enter a date."))])

    def __init__(self, *, today: date, **values: Any) -> None:
        super().__init__(**values)
        self.today = today

    def validate_due_on(self, field: DateField) -> None:
        """Not in the past, and not years ahead."""
        if field.data is not None and not 0 <= (field.data - self.today).days <= 365:
            raise ValidationError(gettext("Choose a day within the next year."))


class EndSeatForm(BaseForm):
    """Why a seat is ended."""

    reason = StringField(_("Why the seat ends"), [DataRequired(_("Say why.")), Length(max=200)])


class ModerationForm(BaseForm):
    """What was said about reviews far apart."""

    note = TextAreaField(
        _("What was said about it"),
        [DataRequired(_("Say what was spoken about.")), Length(max=LONG)],
        description=_("Who spoke with whom, and why the totals stand as they are."),
    )


class InterviewForm(BaseForm):
    """An interview or a visit; a file comes beside the form."""

    kind = RadioField(
        _("What it was"), [InputRequired(_("Choose one."))], choices=choices_of(MEETINGS)
    )
    held_on = DateField(_("Held on"), [InputRequired(_("Enter a date."))])
    place = StringField(_("Place of the meeting"), [Optional(), Length(max=120)])
    people = StringField(
        _("Who took part"), [DataRequired(_("Name who took part.")), Length(max=300)]
    )
    findings = TextAreaField(
        _("What came of the meeting"), [DataRequired(_("Say what was found.")), Length(max=LONG)]
    )

    def __init__(self, *, today: date, **values: Any) -> None:
        super().__init__(**values)
        self.today = today

    def validate_held_on(self, field: DateField) -> None:
        """It has been held."""
        if field.data is not None and not 0 <= (self.today - field.data).days <= 366:
            raise ValidationError(
                gettext("Enter the day on which it was held, within the last year.")
            )


class SchemeForm(BaseForm):
    """By which sheet a call is scored, and the bonus for fields in shortage."""

    rubric = SelectField(_("Scoring sheet"), coerce=number_or_none)
    bonus = DecimalField(
        _("Bonus points"),
        [InputRequired(_("Enter a number, or 0.")), NumberRange(min=0, max=100)],
        places=2,
        description=_("For fields in shortage in the area, named in the call."),
    )
    fields = checks_field(_("Fields that get the bonus"), choices=choices_of(FIELDS))

    def offer(self, sheets: Mapping[int, Rubric]) -> None:
        """The published sheets to choose from."""
        self.rubric.choices = [
            SelectChoice(str(number), f"{titled(one.title)} · {one.version}")
            for number, one in sheets.items()
        ]

    def fits(self, sheets: Mapping[int, Rubric]) -> bool:
        """Whether the bonus is one that the sheet allows; says beside the field when it is not."""
        most = sheets[self.rubric.data].bonus_most
        if self.bonus.data is not None and self.bonus.data <= most:
            return True
        told = gettext("The scoring sheet allows a bonus of at most %(most)s points.", most=most)
        self.bonus.errors = [*self.bonus.errors, told]
        return False
