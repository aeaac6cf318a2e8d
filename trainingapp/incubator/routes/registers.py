"""Keeping the registers of an agency: its manager and the officers of its base enter, correct and strike."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import registry as actions
from trainingapp.incubator.forms.registry import StrikeForm, filled
from trainingapp.incubator.routes import register_forms as forms, register_pages as pages
from trainingapp.incubator.routes.agency_pages import Reached, reach_agency
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.proofs import receive_proof
from trainingapp.rules.incubation.registry import capacity_of_entry
from trainingapp.rules.incubation.registry_words import Register
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

OPEN = Permission.CASE_OPEN
REGISTER = "/incubation/agencies/<int:agency_id>/registers/<register>"


@bp.get(REGISTER)
@require(OPEN)
def show_register(agency_id: int, register: str) -> str:
    """What holds in a register, and what was struck."""
    return pages.show_page(reach_agency(agency_id), pages.register_of(register))


@bp.get(f"{REGISTER}/new")
@require(OPEN)
def add_entry(agency_id: int, register: str) -> str:
    """The form of a new entry."""
    reached, kind = pages.writing(agency_id, register)
    return pages.ask_page(reached, kind, filled(kind))


@bp.post(f"{REGISTER}/new")
@require(OPEN)
def enter_entry(agency_id: int, register: str) -> ResponseReturnValue:
    """Enter it."""
    reached, kind = pages.writing(agency_id, register, lock=True)
    return _keep(reached, kind, None)


@bp.get(f"{REGISTER}/<int:entry_id>")
@require(OPEN)
def edit_entry(agency_id: int, register: str, entry_id: int) -> str:
    """The form that corrects an entry."""
    reached, kind = pages.writing(agency_id, register)
    entry = pages.entry_of(reached, kind, entry_id)
    return pages.ask_page(reached, kind, pages.filled_with(kind, entry), entry)


@bp.post(f"{REGISTER}/<int:entry_id>")
@require(OPEN)
def correct_entry(agency_id: int, register: str, entry_id: int) -> ResponseReturnValue:
    """Replace an entry by what was typed; the old one stays in the history."""
    reached, kind = pages.writing(agency_id, register, lock=True)
    return _keep(reached, kind, pages.entry_of(reached, kind, entry_id, lock=True))


@bp.post(f"{REGISTER}/<int:entry_id>/strike")
@require(OPEN)
def strike_entry(agency_id: int, register: str, entry_id: int) -> ResponseReturnValue:
    """Strike an entry, with the reason."""
    reached, kind = pages.writing(agency_id, register, lock=True)
    entry, form = pages.entry_of(reached, kind, entry_id, lock=True), StrikeForm()
    if not form.validate():
        known = pages.filled_with(kind, entry)
        return pages.ask_page(reached, kind, known, entry, strike=form), 422
    reason = form.reason.data or ""
    actions.strike(reached.agency, kind, entry, reason, writer=_writer(reached), now=now())
    flash(_("The entry is struck out. It stays in the history."), "success")
    return _back(reached, kind)


def _keep(reached: Reached, kind: Register, entry: Any | None) -> ResponseReturnValue:
    form = filled(kind)
    forms.fill_choices(reached, kind, form, entry)
    is_right = form.validate() and forms.is_sound_today(kind, form)
    values = forms.read_posted(kind, form) if is_right else None
    chosen = None if form.document.errors else form.document_id
    given = receive_proof(reached.agency, pages.proof_of(kind), chosen=chosen)
    if values is None or given.error:
        return pages.ask_page(reached, kind, form, entry, proof=given), 422
    proof = actions.Proof(given.keep(), form.note.data or "")
    writer = _writer(reached)
    if entry is None:
        actions.enter(reached.agency, kind, values, proof, writer=writer, now=now())
        flash(_("It is entered."), "success")
    else:
        actions.correct(reached.agency, kind, entry, values, proof=proof, writer=writer, now=now())
        flash(_("It is corrected. What stood before is in the history."), "success")
    return _back(reached, kind)


def _writer(reached: Reached) -> actions.Writer:
    return actions.Writer(current().id, capacity_of_entry(reached.actors))


def _back(reached: Reached, kind: Register) -> ResponseReturnValue:
    address = url_for("incubator.show_register", agency_id=reached.agency.id, register=kind)
    return redirect(address, 303)
