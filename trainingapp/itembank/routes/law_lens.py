"""The exam that a page of laws looks at: the next one, or the one that the address names."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.itembank.exam_years import exam_year_at, law_day_at
from trainingapp.itembank.forms.laws import LensForm
from trainingapp.itembank.state_words import LAW_STANDINGS
from trainingapp.web.clock import now
from trainingapp.web.i18n import SHANGHAI


class Lens(NamedTuple):
    """The exam that a page of laws looks at, and the days."""

    form: LensForm
    year: int
    next_year: int
    today: date
    on: date
    status: int

    def show(self, template: str, **facts: object) -> ResponseReturnValue:
        """The page with what every page of laws says."""
        page = render_template(
            template,
            form=self.form,
            year=self.year,
            on=self.on,
            standings=LAW_STANDINGS,
            **facts,
        )
        return page, self.status


def read_lens() -> Lens:
    """The exam that the address names, the next one when it names none or none that is offered."""
    moment = now()
    next_year = exam_year_at(moment)
    form = LensForm(request.args, data={"year": next_year})
    form.fill_choices(next_year)
    is_valid = form.validate()
    year = form.year.data if is_valid else next_year
    return Lens(
        form=form,
        year=year,
        next_year=next_year,
        today=moment.astimezone(SHANGHAI).date(),
        on=law_day_at(moment, year),
        status=200 if is_valid else 422,
    )
