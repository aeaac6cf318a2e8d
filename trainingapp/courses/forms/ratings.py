"""What somebody says of a whole course, what is answered, and what instructors say of themselves."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from trainingapp.courses.labels import STARS
from trainingapp.courses.models import Rating
from trainingapp.web.forms import BaseForm


class RatingForm(BaseForm):
    """Stars, and words for those who want to give some."""

    stars = RadioField(
        _("How was the course?"),
        [InputRequired()],
        choices=[SelectChoice(value, name) for value, name in STARS.items()],
    )
    text = TextAreaField(
        _("What should others know?"),
        [Optional(), Length(max=2000)],
        description=_("A reviewer reads your text before everybody can. Your stars count at once."),
    )

    def __init__(self, rating: Rating | None) -> None:
        known = {"stars": str(rating.stars), "text": rating.text} if rating else None
        super().__init__(data=known)


class AnswerForm(BaseForm):
    """The instructor's answer to a rating."""

    text = TextAreaField(
        _("What you answer"),
        [DataRequired(), Length(max=1000)],
        description=_("Everybody reads it. You can answer once."),
    )


class InstructorForm(BaseForm):
    """What an instructor says of themselves."""

    introduction = TextAreaField(
        _("About you"),
        [Optional(), Length(max=6000)],
        description=_("Markdown: # heading, **bold**, - list, > quotation, tables with |."),
    )
    is_public = BooleanField(
        _("Everybody may see my page"),
        description=_(
            "Your name, your organisation and your courses in the catalogue stand on it. "
            "Switched off, there is no page; your name stays on your courses."
        ),
    )
