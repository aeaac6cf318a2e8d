"""Meetings: a day, hours in Shanghai, a place or a link; and how often."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import (
    DateField,
    Field,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TimeField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from trainingapp.classes.models import Meeting
from trainingapp.classes.plans import MeetingPlan
from trainingapp.courses.forms.lessons import check_link, check_year
from trainingapp.rules.cohort_dates import (
    MOST_IN_SERIES,
    SHANGHAI,
    MeetingTimesWrong,
    make_span,
)
from trainingapp.web.forms import BaseForm


class MeetingForm(BaseForm):
    """One meeting."""

    title = StringField(
        pgettext("of a meeting", "What it is about"), [DataRequired(), Length(max=120)]
    )
    day = DateField(_("Day"), [DataRequired(), check_year])
    starts = TimeField(pgettext("of a meeting", "From"), [InputRequired()])
    ends = TimeField(pgettext("of a meeting", "Until"), [InputRequired()])
    place = StringField(pgettext("of a meeting", "Place"), [Optional(), Length(max=200)])
    join_url = StringField(
        _("Link to join"),
        [Optional(), Length(max=500), check_link],
        description=_("Members see it from 15 minutes before the meeting."),
    )
    replay_url = StringField(_("Link to the recording"), [Optional(), Length(max=500), check_link])
    lesson_key = SelectField(_("Lesson of the course"), default="")

    def __init__(self, meeting: Meeting | None = None) -> None:
        super().__init__(data=_spread(meeting) if meeting else None)

    def offer_lessons(self, titles: Mapping[str, str]) -> None:
        """The lessons of the course, by key; one that the course no longer has stays a choice."""
        kept = self.lesson_key.object_data
        choices = [SelectChoice("", pgettext("lesson of a meeting", "Of none in particular"))]
        if kept and kept not in titles:
            choices.append(SelectChoice(kept, _("A lesson of an earlier edition")))
        choices += [SelectChoice(key, title) for key, title in titles.items()]
        self.lesson_key.choices = choices

    def validate_ends(self, field: Field) -> None:
        """A meeting ends after it begins."""
        if self.day.data and self.starts.data and field.data:
            try:
                make_span(self.day.data, self.starts.data, field.data)
            except MeetingTimesWrong:
                raise ValidationError(
                    _("A meeting ends after it begins, within twelve hours.")
                ) from None

    def plan(self) -> MeetingPlan:
        """What was typed."""
        return MeetingPlan(
            title=self.title.data or "",
            span=make_span(self.day.data, self.starts.data, self.ends.data),
            place=self.place.data or "",
            join_url=self.join_url.data or "",
            replay_url=self.replay_url.data or "",
            lesson_key=self.lesson_key.data or None,
        )


def _spread(meeting: Meeting) -> dict[str, object]:
    begins, ends = (
        moment.astimezone(SHANGHAI).replace(tzinfo=None)
        for moment in (meeting.starts_at, meeting.ends_at)
    )
    names = ("title", "place", "join_url", "replay_url")
    return {
        **{name: getattr(meeting, name) for name in names},
        "day": begins.date(),
        "starts": begins.time(),
        "ends": ends.time(),
        "lesson_key": meeting.lesson_key or "",
    }


class NewMeetingForm(MeetingForm):
    """One meeting, or a series."""

    count = IntegerField(
        _("How many times"),
        [InputRequired(), NumberRange(1, MOST_IN_SERIES)],
        default=1,
        description=_("More than once: on the same weekday, at the same hours."),
    )
    every_weeks = SelectField(
        _("How often"),
        coerce=int,
        default=1,
        choices=[
            SelectChoice(1, _("Every week")),
            SelectChoice(2, _("Every two weeks")),
            SelectChoice(4, _("Every four weeks")),
        ],
    )
