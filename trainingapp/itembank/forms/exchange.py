"""What an editor brings in: one file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired

from trainingapp.web.forms import BaseForm


class ImportForm(BaseForm):
    """A workbook or a Word document with items."""

    file = FileField(
        _("File with items"),
        [FileRequired(_("Choose a file first."))],
        description=_("A workbook (.xlsx) or a Word document (.docx), up to 8 MB and 2,000 items."),
    )
