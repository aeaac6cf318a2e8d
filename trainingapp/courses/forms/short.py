"""Short texts: what is new in a version, comments of a review, a learner's note."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from trainingapp.courses.chapters import read_time
from trainingapp.courses.forms.videos import check_time
from trainingapp.web.forms import BaseForm


class SendForm(BaseForm):
    """Sending a version to review."""

    note = StringField(
        _("What is new"),
        [Optional(), Length(max=300)],
        description=_("For the reviewer, and for learners once it is published."),
    )


class CommentForm(BaseForm):
    """A comment on a version or on one of its lessons."""

    text = TextAreaField(_("Comment"), [DataRequired(), Length(max=2000)])


class ReturnForm(BaseForm):
    """Why a version goes back."""

    reason = TextAreaField(_("What should be different"), [DataRequired(), Length(max=2000)])


class NoteForm(BaseForm):
    """A note for oneself, on a video at a time that is filled in by itself."""

    at = StringField(_("Time in the video"), [Optional(), check_time])

    @property
    def seconds(self) -> int | None:
        """The time that the note is on, in seconds."""
        return read_time(self.at.data or "")

    text = TextAreaField(_("Note"), [DataRequired(), Length(max=2000)])
