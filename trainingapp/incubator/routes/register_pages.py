"""The pages of a register: what holds and what was struck, and the form of one entry."""

from __future__ import annotations

from typing import Any

from flask import abort

from trainingapp.incubator.forms.registry import EntryForm, StrikeForm, filled
from trainingapp.incubator.queries import documents, registry as queries
from trainingapp.incubator.registers import REGISTERS
from trainingapp.incubator.registry_shown import show_entry
from trainingapp.incubator.routes.agency_pages import Reached, reach_agency, show_agency_page
from trainingapp.incubator.routes.proofs import Proof
from trainingapp.incubator.routes.register_forms import fill_choices, terms_of
from trainingapp.rules.incubation.document_words import DocumentCategory
from trainingapp.rules.incubation.registry import may_enter, may_strike
from trainingapp.rules.incubation.registry_words import Register
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.auth import current


def register_of(text: str) -> Register:
    """The register of an address; 404 for another word."""
    try:
        return Register(text)
    except ValueError:
        abort(404)


def writing(agency_id: int, register: str, *, lock: bool = False) -> tuple[Reached, Register]:
    """An agency and a register that the reader adds to; 403 for whoever only reads it."""
    reached, kind = reach_agency(agency_id, lock=lock), register_of(register)
    if not may_enter(kind, reached.actors, is_team=reached.is_team):
        abort(403)
    return reached, kind


def entry_of(reached: Reached, kind: Register, entry_id: int, *, lock: bool = False) -> Any:
    """An entry that the reader corrects or strikes; 403 for what the base has entered about an agency."""
    entry = queries.get_entry(kind, reached.agency.id, entry_id, lock=lock)
    if not _may_strike(reached, kind, entry):
        abort(403)
    return entry


def show_page(reached: Reached, kind: Register) -> str:
    """What holds in a register, each entry with its state and its proof, and what was struck."""
    terms, agency_id = terms_of(reached.agency), reached.agency.id
    entries = queries.list_entries(kind, agency_id)
    return show_agency_page(
        "incubator/show_register.html",
        reached,
        register=kind,
        shape=REGISTERS[kind],
        shown=[
            show_entry(kind, one, terms, may_strike=_may_strike(reached, kind, one))
            for one in entries
        ],
        struck=[show_entry(kind, one, terms) for one in queries.list_struck(kind, agency_id)],
        open_ids=documents.list_open_ids(current(), reached.agency),
        may_enter=may_enter(kind, reached.actors, is_team=reached.is_team),
    )


def ask_page(
    reached: Reached,
    kind: Register,
    form: EntryForm,
    entry: Any | None = None,
    *,
    strike: StrikeForm | None = None,
    proof: Proof | None = None,
) -> str:
    """The form of an entry, of a new one or of one to correct."""
    fill_choices(reached, kind, form, entry)
    return show_agency_page(
        "incubator/edit_entry.html",
        reached,
        register=kind,
        shape=REGISTERS[kind],
        form=form,
        entry=entry,
        strike=strike or StrikeForm(formdata=None),
        file_error=proof.error if proof else "",
        uploads=proof.earlier if proof else [],
    )


def filled_with(kind: Register, entry: Any) -> EntryForm:
    """The form of an entry that is to be corrected."""
    return filled(kind, queries.entry_values(entry, kind), entry.note)


def proof_of(kind: Register) -> DocumentCategory:
    """What kind of paper proves an entry of a register."""
    return REGISTERS[kind].proof


def _may_strike(reached: Reached, kind: Register, entry: Any) -> bool:
    as_whom = Actor(entry.entered_as)
    return may_strike(kind, as_whom, reached.actors, is_team=reached.is_team)
