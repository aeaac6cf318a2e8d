"""The auditor's pages: the log with filters, one entry, a workbook, the proof of the chain."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.audit import actions, queries
from trainingapp.audit.chain import entry_hash
from trainingapp.audit.export import make_workbook
from trainingapp.audit.faults import fault_sentence
from trainingapp.audit.forms import FilterForm
from trainingapp.audit.words import act_text, subject_text
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.i18n import SHANGHAI
from trainingapp.web.pages import paginate

bp = Blueprint("audit", __name__, url_prefix="/audit")
bp.add_app_template_filter(act_text)
bp.add_app_template_filter(subject_text)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/entries")
@require(Permission.AUDIT_READ)
def list_entries() -> ResponseReturnValue:
    """The log, the newest entry first, as far as the filters fit."""
    form = FilterForm(request.args)
    is_valid = form.validate()
    wanted = form.filter() if is_valid else queries.Filter()
    return _show_list(form, wanted), 200 if is_valid else 422


@bp.get("/entries/<int:number>")
@require(Permission.AUDIT_READ)
def show_entry(number: int) -> str:
    """One entry with everything that its hash covers."""
    entry = queries.get_entry(number)
    detail = _read_detail(entry.detail)
    is_intact = entry_hash(entry) == entry.hash
    return render_template("audit/show_entry.html", entry=entry, detail=detail, is_intact=is_intact)


@bp.post("/exports")
@require(Permission.AUDIT_READ)
def export_entries() -> ResponseReturnValue:
    """The filtered log as a workbook. Taking it away is itself an entry, hence a POST."""
    form = FilterForm(request.form)
    if not form.validate():
        return _show_list(form, queries.Filter()), 422
    body = make_workbook(queries.list_for_export(form.filter()))
    moment = now()
    actions.record(
        "audit.export",
        actor_id=current().id,
        subject="audit_entry",
        detail=form.noted(),
        now=moment,
    )
    name = f"audit-{moment.astimezone(SHANGHAI):%Y%m%d-%H%M}.xlsx"
    return Response(
        body, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@bp.get("/verification")
@require(Permission.AUDIT_READ)
def show_verification() -> str:
    """Walk the chain now and say whether anything was changed or removed."""
    found = queries.verify_chain()
    fault = fault_sentence(found.fault) if found.fault else None
    return render_template("audit/show_verification.html", verification=found, fault=fault)


def _read_detail(text: str) -> Mapping[str, object]:
    """The detail by name; as it stands when somebody has changed it into something else."""
    try:
        found = json.loads(text)
    except ValueError:
        found = text
    return found if isinstance(found, dict) else {"—": text}


def _show_list(form: FilterForm, wanted: queries.Filter) -> str:
    page = paginate(queries.list_entries(wanted), per_page=20)
    return render_template("audit/list_entries.html", form=form, page=page)
