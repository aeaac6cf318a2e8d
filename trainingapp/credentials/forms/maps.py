"""Forms of the map of a curriculum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, SelectChoice, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from trainingapp.credentials.map_sheets import (
    LONGEST_COURSE,
    MOST_COURSES,
    CoursesFaulty,
    read_courses,
)
from trainingapp.itembank.models import ContentArea
from trainingapp.web.forms import BaseForm
from trainingapp.web.i18n import titled


class MapForm(BaseForm):
    """A curriculum that is held against an edition of the syllabus."""

    organisation_id = SelectField(_("University"), coerce=int)
    programme = StringField(
        _("Programme"),
        [DataRequired(), Length(max=120)],
        description=_("With the year of the curriculum, such as “Social work (bachelor), 2024”."),
    )
    edition = SelectField(_("Edition of the syllabus"))

    def offer(self, universities: Mapping[int, str], editions: Iterable[str]) -> None:
        """What can be chosen."""
        self.organisation_id.choices = [
            SelectChoice(str(number), name) for number, name in universities.items()
        ]
        self.edition.choices = [SelectChoice(one, one) for one in editions]


class MapSheetForm(BaseForm):
    """A filled sheet of the map."""

    file = FileField(
        _("Filled sheet"),
        [FileRequired(_("Choose a file first."))],
        description=_("The workbook (.xlsx) from this page, filled in. It is checked first."),
    )


def check_courses(_form: Any, field: Field) -> None:
    """Few enough courses with names that are short enough."""
    try:
        read_courses(field.data or "")
    except CoursesFaulty as fault:
        if fault.word == "too_many_courses":
            raise ValidationError(
                gettext("At most %(limit)s courses.", limit=MOST_COURSES)
            ) from fault
        told = gettext("A course has at most %(limit)s characters.", limit=LONGEST_COURSE)
        raise ValidationError(told) from fault


class ChapterForm(BaseForm):
    """The courses of each point of a chapter; `of` adds a field for every point."""

    codes: Mapping[str, str] = {}  # name of a field → code of its point

    @classmethod
    def of(cls, points: Iterable[ContentArea], taught: Mapping[str, list[str]]) -> ChapterForm:
        """The form of these points with the courses they have now."""
        codes = {f"point_{number}": point for number, point in enumerate(points)}
        fields = {
            name: StringField(
                f"{point.code} {titled(point.title)}", [Length(max=2000), check_courses]
            )
            for name, point in codes.items()
        }
        values = {name: "、".join(taught.get(point.code, ())) for name, point in codes.items()}
        made: ChapterForm = type("PointsForm", (cls,), fields)(data=values)
        made.codes = {name: point.code for name, point in codes.items()}
        return made

    def courses(self) -> dict[str, tuple[str, ...]]:
        """The courses by the code of the point."""
        return {code: read_courses(self[name].data or "") for name, code in self.codes.items()}
