"""What people write under lessons, and why something should not stand there."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from trainingapp.courses.chapters import read_time
from trainingapp.courses.models import Reply, Topic
from trainingapp.courses.plans import TopicPlan
from trainingapp.rules.watching import write_time
from trainingapp.web.forms import BaseForm

LONGEST = 4000


class TopicSearchForm(BaseForm):
    """What a reader looks for among the topics of a course; it travels in the address."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Words in topics and replies"))
    waiting = BooleanField(_("Only those without an instructor's reply"))


class ReplyForm(BaseForm):
    """A reply to a topic."""

    text = TextAreaField(
        _("Your reply"),
        [DataRequired(), Length(max=LONGEST)],
        description=_("No names of clients, please: other learners read along."),
    )

    def plan(self) -> TopicPlan:
        """What was typed."""
        return TopicPlan(text=self.text.data or "")


class TopicForm(BaseForm):
    """What somebody wants to know of a lesson; the moment only where the lesson is a video."""

    title = StringField(_("In one sentence"), [DataRequired(), Length(max=120)])
    text = TextAreaField(
        _("What you want to know"),
        [DataRequired(), Length(max=LONGEST)],
        description=_("No names of clients, please: other learners read along."),
    )
    moment = StringField(
        _("Moment in the video"),
        [Optional(), Length(max=10)],
        description=_("Minutes and seconds, for example 12:05."),
    )

    def __init__(self, *, has_moment: bool, formdata: object = ..., **data: object) -> None:
        given = {} if formdata is ... else {"formdata": formdata}
        super().__init__(data=data or None, **given)
        if not has_moment:
            del self.moment

    def validate_moment(self, field: Field) -> None:
        if field.data and read_time(field.data) is None:
            raise ValidationError(_("Minutes and seconds, for example 12:05."))

    def plan(self) -> TopicPlan:
        """What was typed."""
        moment = self["moment"].data if "moment" in self else None
        return TopicPlan(
            title=self.title.data or "",
            text=self.text.data or "",
            second=read_time(moment) if moment else None,
        )


class ReasonForm(BaseForm):
    """Why a text should not stand where it stands."""

    reason = TextAreaField(_("Why"), [DataRequired(), Length(max=300)])


def post_data(post: Topic | Reply) -> dict[str, object]:
    """A text as its form shows it."""
    if isinstance(post, Reply):
        return {"text": post.text}
    moment = write_time(post.second) if post.second is not None else ""
    return {"title": post.title, "text": post.text, "moment": moment}
