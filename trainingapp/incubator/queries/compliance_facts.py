"""Everything the checks look at, for many agencies in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.incubator.holidays import list_holidays
from trainingapp.incubator.models import Agency
from trainingapp.incubator.queries.compliance_neighbours import count_neighbours
from trainingapp.incubator.queries.compliance_registers import (
    list_rows,
    read_register,
    read_statements,
)
from trainingapp.incubator.queries.compliance_stays import list_money, list_stays
from trainingapp.incubator.queries.compliance_teams import list_teams
from trainingapp.incubator.queries.parameters import Parameters, read_parameters_of
from trainingapp.rules.incubation.compliance.facts import AgencyFacts
from trainingapp.rules.incubation.credit_code import CodeFinding, judge_code
from trainingapp.rules.incubation.words import AgencyKind, AgencyStatus


class Known(NamedTuple):
    """What is known of an agency, and the thresholds of its place."""

    facts: AgencyFacts
    terms: Parameters


def list_known(agency_ids: Collection[int], *, on: date) -> dict[int, Known]:
    """What the checks of each of these agencies look at on a Shanghai day, by agency."""
    query = select(Agency).where(Agency.id.in_(agency_ids)).order_by(Agency.id)
    agencies = db.session.scalars(query).all()
    ids = [one.id for one in agencies]
    terms = read_parameters_of({one.area_code for one in agencies}, on)
    rows, teams = list_rows(ids, on=on), list_teams(ids, on=on)
    stays, money = list_stays(ids, on=on), list_money(ids)
    neighbours, holidays = count_neighbours(agencies, on=on), list_holidays()
    found = {}
    for agency in agencies:
        code, kind = agency.credit_code, AgencyKind(agency.kind)
        judged = judge_code(code, kind) if code else None
        facts = AgencyFacts(
            kind=kind,
            status=AgencyStatus(agency.status),
            name=agency.name,
            credit_code=code,
            is_code_valid=judged in {CodeFinding.SOUND, CodeFinding.OTHER_KIND},
            is_code_legacy=judged is CodeFinding.LEGACY,
            registered_on=agency.registered_on,
            start_capital=agency.start_capital,
            fields=frozenset(agency.fields),
            register=read_register(rows[agency.id]),
            team=teams.get(agency.id) if agency.organisation_id else None,
            money=money[agency.id],
            stay=stays.get(agency.id),
            shares_with=neighbours[agency.id],
            statements=read_statements(rows[agency.id]),
            holidays=holidays,
        )
        found[agency.id] = Known(facts, terms[agency.area_code])
    return found
