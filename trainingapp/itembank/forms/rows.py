"""Rows that repeat: options, anchors, exceptions, tasks with their scoring points. None has a token of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import FieldList, FormField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from trainingapp.web.forms import BaseForm, tidy

LONG = Length(max=6000)
LINE = Length(max=200)
# What no file of the question bank may hold (`reading`): control characters other than the line break.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def choices_of(names: Mapping[Any, Any], *, optgroup: str | None = None) -> list[SelectChoice]:
    """Choices from values and their names, within a group when there is one."""
    return [SelectChoice(str(value), name, optgroup=optgroup) for value, name in names.items()]


def clean(value: Any) -> Any:
    """Text with plain line breaks and without control characters."""
    if not isinstance(value, str):
        return value
    return tidy(_CONTROL.sub("", value.replace("\r\n", "\n").replace("\t", " ")))


class CleanForm(BaseForm):
    """A form whose texts are cleaned."""

    class Meta(BaseForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            if unbound_field.field_class in {StringField, TextAreaField}:
                unbound_field.kwargs["filters"] = [clean]
            return super().bind_field(form, unbound_field, options)


class RowForm(CleanForm):
    """A row of a form, which brings the token."""

    class Meta(CleanForm.Meta):
        csrf = False

    def is_blank(self) -> bool:
        """Whether nothing was typed or chosen in this row, rows inside it included."""
        return not any(_says_something(field) for field in self)


def _says_something(field: Any) -> bool:
    if isinstance(field, FieldList):
        return any(not entry.form.is_blank() for entry in field)
    return bool(field.data)


class OptionForm(RowForm):
    """One option and why it is right or wrong."""

    text = TextAreaField(pgettext("item field", "Text of the option"), [LONG])
    why = TextAreaField(pgettext("item field", "Why"), [LONG])


class AnchorForm(RowForm):
    """An article in a version of a law, with words that stand in it."""

    law = SelectField(pgettext("item field", "Law and version"), default="")
    article = StringField(pgettext("item field", "Article"), [Length(max=16)])
    phrase = StringField(pgettext("item field", "Words of the article"), [LINE])


class ExceptionForm(RowForm):
    """A flaw that this item is allowed, with the reason."""

    name = SelectField(_("Flaw"), default="")
    reason = StringField(_("Why it is allowed here"), [LINE])


class RubricForm(RowForm):
    """One scoring point."""

    point = StringField(pgettext("item field", "Scoring point"), [LONG])
    points = StringField(pgettext("item field", "Points"), [Length(max=8)])
    accept = TextAreaField(
        pgettext("item field", "Accepted wordings"), [LONG], description=_("One in each line.")
    )


class TaskForm(RowForm):
    """One task of a written item."""

    prompt = TextAreaField(pgettext("item field", "Task"), [LONG])
    points = StringField(pgettext("item field", "Points"), [Length(max=8)])
    rubric = FieldList(FormField(RubricForm), min_entries=2)
    model_answer = TextAreaField(pgettext("item field", "Model answer"), [LONG])
    common_mistakes = TextAreaField(
        pgettext("item field", "Common mistakes"), [LONG], description=_("One in each line.")
    )
