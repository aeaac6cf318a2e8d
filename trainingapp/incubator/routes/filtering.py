"""What a reader looks for in the long lists: the same for the page and for its workbook."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from flask_babel import gettext as _

from trainingapp.incubator.forms.agencies import AgencyFilterForm
from trainingapp.incubator.forms.cases import CaseFilterForm
from trainingapp.incubator.queries import agencies, cases
from trainingapp.incubator.queries.reach import list_bases
from trainingapp.incubator.showing import stage_choices
from trainingapp.web.auth import current


class CasesWanted(NamedTuple):
    """The form (None for whoever has few cases and no filter), what it asks for, and whether that can be."""

    form: CaseFilterForm | None
    filters: cases.Filters
    is_valid: bool


class AgenciesWanted(NamedTuple):
    """The form, what it asks for, whether that can be, and in how many bases the reader works."""

    form: AgencyFilterForm
    filters: agencies.Filters
    is_valid: bool
    bases: int


def wanted_cases() -> CasesWanted:
    """Which cases the address asks for."""
    form = _case_form() if cases.is_overseeing(current()) else None
    is_valid = form is None or form.validate()
    filters = _case_filters(form) if form is not None and is_valid else cases.Filters()
    return CasesWanted(form, filters, is_valid)


def _case_form() -> CaseFilterForm:
    person = current()
    form = CaseFilterForm(request.args)
    form.offer("stage", stage_choices(), _("Any stage"))
    bases = [(base.id, base.organisation.name) for base in list_bases(person)]
    form.offer("base", bases, _("Any base"))
    intakes = [(intake.id, intake.name) for intake in cases.list_intakes(person)]
    form.offer("intake", intakes, _("Any call"))
    officers = [(user.id, user.display_name) for user in cases.list_all_officers(person)]
    form.offer("officer", officers, _("Any officer"))
    return form


def _case_filters(form: CaseFilterForm) -> cases.Filters:
    return cases.Filters(
        text=form.q.data or "",
        stage=form.stage.data or "",
        base_id=form.base.data or None,
        intake_id=form.intake.data or None,
        officer_id=form.officer.data or None,
        is_open=bool(form.only_open.data),
    )


def wanted_agencies() -> AgenciesWanted:
    """Which agencies the address asks for."""
    form, bases = AgencyFilterForm(request.args), list_bases(current())
    form.offer_bases([(base.id, base.organisation.name) for base in bases])
    is_valid = form.validate()
    filters = _agency_filters(form) if is_valid else agencies.Filters()
    return AgenciesWanted(form, filters, is_valid, len(bases))


def _agency_filters(form: AgencyFilterForm) -> agencies.Filters:
    return agencies.Filters(
        text=form.q.data or "",
        kind=form.kind.data or "",
        status=form.status.data or "",
        field=form.field.data or "",
        base_id=form.base.data or None,
        area=form.area.data or "",
        is_resident=bool(form.resident.data),
    )
