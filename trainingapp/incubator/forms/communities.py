"""What is looked for among communities, and the file that brings them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, Optional, Regexp

from trainingapp.incubator.registry_wording import COMMUNITY_KINDS
from trainingapp.web.forms import BaseForm


class CommunityFilterForm(BaseForm):
    """What somebody looks for."""

    class Meta(BaseForm.Meta):
        csrf = False

    area = StringField(
        _("Code of the area"), [Optional(), Regexp(r"[0-9]{2,12}\Z", message=_("2 to 12 digits."))]
    )
    q = StringField(_("Community or street"), [Optional(), Length(max=60)])
    kind = SelectField(_("Kind of community"), [Optional()])

    def offer_kinds(self) -> None:
        """The two kinds, and any."""
        self.kind.choices = [SelectChoice("", _("Any kind"))]
        self.kind.choices += [SelectChoice(str(one), text) for one, text in COMMUNITY_KINDS.items()]


class CommunitySheetForm(BaseForm):
    """A workbook of communities."""

    sheet = FileField(_("Workbook (.xlsx)"), [FileRequired(_("Choose a file."))])
    is_trial = BooleanField(_("Only check it, change nothing"))
