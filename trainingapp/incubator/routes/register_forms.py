"""What a form of a register needs beyond its fields: choices, and the community of a code."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.extensions import db
from trainingapp.incubator.forms.registry import EntryForm, is_sound, read_values
from trainingapp.incubator.models import Agency, Community
from trainingapp.incubator.queries import documents, registry as queries
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.registers import REGISTERS, Kind
from trainingapp.incubator.registry_shown import Terms
from trainingapp.incubator.routes.agency_pages import Reached
from trainingapp.incubator.routes.team_pages import may_name
from trainingapp.rules.incubation.registry_words import Register
from trainingapp.web.auth import current

MOST_OFFERED = 200


def terms_of(agency: Agency) -> Terms:
    """Today, and the numbers of the agency's place."""
    found = read_parameters(agency.area_code, today())
    return Terms(today(), found.days("premises_warn_days"), found.days("change_filing_days"))


def fill_choices(
    reached: Reached, kind: Register, form: EntryForm, entry: Any | None = None
) -> None:
    """Offer the agency's papers, the authorities of the site, and people of the agency to whoever reads their names.

    Who is linked in the entry that is corrected stays, whoever corrects it.
    """
    query = documents.select_of(current(), reached.agency).limit(MOST_OFFERED)
    form.offer("document", [(one.id, one.title) for one in db.session.scalars(query).unique()])
    wanted = [one.name for one in REGISTERS[kind].fields if one.kind is Kind.AUTHORITY]
    for name in wanted:
        form.offer(name, [(one.id, one.name) for one in queries.list_authorities()])
    if any(one.kind is Kind.PERSON for one in REGISTERS[kind].fields):
        form.offer("user_id", _people(reached, entry))
    for one in REGISTERS[kind].fields:
        if one.kind is Kind.COMMUNITY and isinstance(form[one.name].data, int):
            form[one.name].data = _code_of(form[one.name].data)


def _people(reached: Reached, entry: Any | None) -> dict[int, str]:
    people = queries.list_linkable(reached.agency, on=today()) if may_name(reached) else ()
    offered = dict(people)
    linked = entry.user_id if entry is not None else None
    return (
        offered
        if linked is None or linked in offered
        else {**offered, linked: _("A user is linked")}
    )


def is_sound_today(kind: Register, form: EntryForm) -> bool:
    """Whether a valid form's days are in order, seen from today."""
    return is_sound(kind, form, today=today())


def read_posted(kind: Register, form: EntryForm) -> dict[str, Any] | None:
    """What was typed as columns; None, with a sentence beside the field, when a community is not known."""
    values = read_values(kind, form)
    for one in REGISTERS[kind].fields:
        if one.kind is Kind.COMMUNITY:
            found = queries.find_community(form[one.name].data) if form[one.name].data else None
            if form[one.name].data and found is None:
                form[one.name].errors = [_("No community has this code.")]
                return None
            values[one.name] = found.id if found else None
    return values


def _code_of(community_id: int) -> str:
    found = db.session.get(Community, community_id)
    return found.code if found else ""
