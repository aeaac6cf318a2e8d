"""Forms of the exam office. Moments are typed and shown in Shanghai time."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import get_locale, lazy_gettext as _
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
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
from wtforms.widgets import HiddenInput

from trainingapp.exams.models import Sitting
from trainingapp.exams.plans import Plan
from trainingapp.itembank.queries import list_forms
from trainingapp.rules.sittings import Feedback
from trainingapp.web.forms import BaseForm

SHANGHAI = ZoneInfo("Asia/Shanghai")
FEEDBACK = [
    SelectChoice(Feedback.NOTHING, _("Nothing but the receipt")),
    SelectChoice(Feedback.SCORE, _("Score and breakdown")),
    SelectChoice(Feedback.REVIEW, _("Everything, with keys and rationales")),
]
MOST_SEATS = 2000
YEARS = range(2000, 2100)


def _aware(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=SHANGHAI)


def _local(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(SHANGHAI).replace(tzinfo=None)


def check_year(_form: BaseForm, field: DateTimeLocalField) -> None:
    """Half a year that was typed, such as 0002 or 20261, is no moment of a sitting."""
    if field.data and field.data.year not in YEARS:
        raise ValidationError(_("Please check the year."))


class SittingForm(BaseForm):
    """Arranging an organised sitting."""

    title_zh = StringField(_("Title in Chinese"), [DataRequired(), Length(max=80)])
    title_en = StringField(_("Title in English"), [Optional(), Length(max=120)])
    test_form_id = SelectField(_("Test form"), [DataRequired()], coerce=int)
    opens_at = DateTimeLocalField(_("Opens"), [DataRequired(), check_year])
    last_start_at = DateTimeLocalField(
        _("Last start"),
        [Optional(), check_year],
        description=_("Nobody starts later. Empty: until the end."),
    )
    closes_at = DateTimeLocalField(
        _("Common end"),
        [DataRequired(), check_year],
        description=_("Papers are collected then; extra time comes on top."),
    )
    earliest_hand_in_minutes = IntegerField(
        _("Earliest hand-in, minutes after the start"),
        [InputRequired(), NumberRange(0, 300)],
        default=30,
    )
    grace_seconds = IntegerField(
        _("Grace for slow networks, in seconds"), [InputRequired(), NumberRange(0, 600)], default=60
    )
    needs_seat = BooleanField(_("Only candidates with a seat"), default=True)
    is_shuffled = BooleanField(_("Options in another order for everybody"))
    access_code = StringField(
        _("Access code"), [Optional(), Length(max=32)], description=_("You tell it at the start.")
    )
    feedback_after_hand_in = RadioField(
        _("What candidates see after handing in"), choices=FEEDBACK, default=Feedback.NOTHING
    )
    feedback_after_close = RadioField(
        _("What candidates see after the end"), choices=FEEDBACK, default=Feedback.REVIEW
    )

    def __init__(self, sitting: Sitting | None = None) -> None:
        shown = {} if sitting is None else _values(sitting)
        super().__init__(data=shown)
        language = str(get_locale() or "zh")[:2]
        self.test_form_id.choices = [
            SelectChoice(row.id, row.title.get(language) or row.title["zh"])
            for row in list_forms()
            if row.policy_id is not None
        ]

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError(_("The end must lie after the opening."))

    def validate_last_start_at(self, field: DateTimeLocalField) -> None:
        opens, closes = self.opens_at.data, self.closes_at.data
        if field.data and opens and closes and not opens <= field.data <= closes:
            raise ValidationError(_("The last start must lie between opening and end."))

    def plan(self, organisation_id: int | None) -> Plan:
        """What was decided, moments in Shanghai time."""
        opens, closes = _aware(self.opens_at.data), _aware(self.closes_at.data)
        if opens is None or closes is None:
            raise ValueError("the form is not valid")
        zh = self.title_zh.data or ""
        return Plan(
            title={"zh": zh, "en": self.title_en.data or zh},
            test_form_id=self.test_form_id.data,
            organisation_id=organisation_id,
            opens_at=opens,
            last_start_at=_aware(self.last_start_at.data),
            closes_at=closes,
            grace_seconds=self.grace_seconds.data or 0,
            needs_seat=bool(self.needs_seat.data),
            access_code=self.access_code.data or None,
            is_shuffled=bool(self.is_shuffled.data),
            earliest_hand_in_minutes=self.earliest_hand_in_minutes.data or 0,
            feedback_after_hand_in=self.feedback_after_hand_in.data,
            feedback_after_close=self.feedback_after_close.data,
        )


def _values(sitting: Sitting) -> dict[str, object]:
    same = (
        "test_form_id",
        "earliest_hand_in_minutes",
        "grace_seconds",
        "needs_seat",
        "is_shuffled",
        "access_code",
        "feedback_after_hand_in",
        "feedback_after_close",
    )
    moments = ("opens_at", "last_start_at", "closes_at")
    return {
        "title_zh": sitting.title["zh"],
        "title_en": sitting.title.get("en", ""),
        **{name: getattr(sitting, name) for name in same},
        **{name: _local(getattr(sitting, name)) for name in moments},
    }


class SeatsForm(BaseForm):
    """Giving seats by list."""

    logins = TextAreaField(
        _("E-mail addresses or mobile numbers, one in each line"),
        [DataRequired(), Length(max=200_000)],
    )
    extra_minutes = IntegerField(
        _("Extra time for these candidates, in minutes"),
        [InputRequired(), NumberRange(0, 240)],
        default=0,
    )

    def names(self) -> list[str]:
        """The lines that say something, each once, in order."""
        return list(
            dict.fromkeys(line.strip() for line in self.logins.data.split("\n") if line.strip())
        )

    def validate_logins(self, field: TextAreaField) -> None:
        if field.data and len(self.names()) > MOST_SEATS:
            raise ValidationError(_("At most 2000 lines at once, please."))


class ReasonForm(BaseForm):
    """An act that has to be explained; it goes into the audit log."""

    reason = StringField(
        _("Reason"),
        [DataRequired(), Length(min=2, max=200)],
        description=_("It is kept in the log."),
    )


class ExtraTimeForm(ReasonForm):
    """More time, for one or for all."""

    minutes = IntegerField(_("Minutes"), [InputRequired(), NumberRange(1, 240)], default=10)
    known = IntegerField(widget=HiddenInput(), validators=[Optional()])  # extra seconds so far
