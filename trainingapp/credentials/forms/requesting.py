"""The form by which a holder puts credentials together."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext as _
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from trainingapp.credentials.kinds_bundle import MOST_PARTS
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.web.forms import BaseForm
from trainingapp.web.i18n import titled


class BundleForm(BaseForm):
    """Some of one's own credentials."""

    parts = SelectMultipleField(
        _("Which of your credentials"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, holding: Sequence[Credential]) -> None:
        """Let these be chosen."""
        self.parts.choices = [(row.public_id, titled(row.title)) for row in holding]

    def is_sound(self) -> bool:
        """Whether enough and not too many are chosen; says beside the field what is wrong."""
        if not self.validate():
            return False
        if not 2 <= len(set(self.parts.data or ())) <= MOST_PARTS:
            told = gettext("Choose 2 to %(most)s of your credentials.", most=MOST_PARTS)
            self.parts.errors = [told]
            return False
        return True
