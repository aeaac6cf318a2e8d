"""The form that the style guide shows: one field of every kind, some of them wrong."""

from __future__ import annotations

from flask_babel import pgettext
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from trainingapp.web.forms import BaseForm


def make_sample_form() -> BaseForm:
    """The sample, already refused, so that errors can be seen; it is never received."""
    levels = [SelectChoice("1", "助理社会工作师"), SelectChoice("2", "社会工作师")]
    areas = [SelectChoice("a", "老年社会工作"), SelectChoice("b", "儿童社会工作")]
    required = [InputRequired(pgettext("sample", "Please fill this in."))]
    eleven = Length(11, 11, pgettext("sample", "Enter an 11-digit mobile number."))

    class SampleForm(BaseForm):
        name = StringField(
            pgettext("sample", "Name"),
            required,
            description=pgettext("sample", "As on your identity card."),
        )
        phone = StringField(pgettext("sample", "Mobile number"), [*required, eleven])
        password = PasswordField(pgettext("sample", "Password"))
        code = StringField(pgettext("sample", "Code from the message"))
        level = SelectField(pgettext("sample", "Level"), choices=levels)
        birthday = DateField(pgettext("sample", "Date of birth"), [Optional()])
        minutes = IntegerField(pgettext("sample", "Time allowed"), [Optional()])
        track = RadioField(pgettext("sample", "Kind"), required, choices=levels)
        areas_of_work = SelectMultipleField(
            pgettext("sample", "Areas of work"),
            choices=areas,
            widget=ListWidget(prefix_label=False),
            option_widget=CheckboxInput(),
        )
        remark = TextAreaField(pgettext("sample", "Remark"))
        scan = FileField(pgettext("sample", "Documents"))
        consent = BooleanField(
            pgettext("sample", "I have read the privacy notice and agree."), required
        )

    form = SampleForm(data={"phone": "1380013800", "level": "2"}, meta={"csrf": False})
    form.validate()
    return form
