"""Forms: a span of continuing education, a document to verify, a reason."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext, lazy_gettext as _
from flask_wtf.file import FileField, FileSize
from werkzeug.datastructures import FileStorage
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from trainingapp.credentials.signing.opening import MOST_CARRIER
from trainingapp.education.forms import dates
from trainingapp.web.forms import BaseForm


class SpanForm(BaseForm):
    """From one day to another, both included."""

    first = DateField(_("Start of the span"), [InputRequired(_("Enter a date."))])
    last = DateField(_("End of the span"), [InputRequired(_("Enter a date."))])

    def check(self, *, today: date) -> bool:
        """Whether both are days of our time, in order and past; says beside the field what is wrong."""
        if not self.validate() or not dates.check_dates(self.first, self.last):
            return False
        if self.last.data > today:
            self.last.errors = [gettext("This day has not come yet.")]
            return False
        return True


class VerifyForm(BaseForm):
    """A document as text or as a file."""

    text = TextAreaField(_("Paste the credential"), filters=[])
    file = FileField(
        _("Or choose its file"), [FileSize(MOST_CARRIER, message=_("It is larger than 1 MB."))]
    )

    def content(self) -> bytes | str:
        """What was sent; a file goes before text."""
        if isinstance(self.file.data, FileStorage) and self.file.data.filename:
            return bytes(self.file.data.read(MOST_CARRIER + 1))
        return self.text.data or ""


class ReasonForm(BaseForm):
    """Why something is taken back."""

    reason = StringField(
        _("Reason"),
        [DataRequired(_("Say why.")), Length(max=500)],
        description=_("Everybody who may see the credential reads this."),
    )


class CodeForm(BaseForm):
    """A credential by its short code."""

    class Meta(BaseForm.Meta):
        csrf = False

    code = StringField(_("Short code"))
