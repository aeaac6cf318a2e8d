"""The administrator's pages of workflows: which versions stand, what came with the program, and publishing it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from trainingapp.incubator.actions.effects import EFFECTS
from trainingapp.incubator.actions.workflows import publish_workflow as publish
from trainingapp.incubator.place_files import own_folder
from trainingapp.incubator.queries import workflows as queries
from trainingapp.incubator.queries.guards import GUARDS
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.workflow_files import ShippedWorkflow, read_workflows
from trainingapp.incubator.workflow_showing import shown_passages
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

MANAGE = Permission.INCUBATOR_MANAGE


@bp.get("/incubation/settings/workflows")
@require(MANAGE)
def list_workflows() -> str:
    """The published versions, and the files that are not published yet or cannot be."""
    versions = queries.list_versions()
    published = {version.sha256 for version in versions}
    shipped, faults = _shipped()
    return render_template(
        "incubator/list_workflows.html",
        versions=versions,
        definitions={one.id: queries.definition_of_version(one) for one in versions},
        counts=queries.count_cases(),
        new=[one for one in shipped if one.sha256 not in published],
        faults=faults,
    )


@bp.get("/incubation/settings/workflows/<int:version_id>")
@require(MANAGE)
def show_workflow(version_id: int) -> str:
    """Every stage and passage of a version."""
    version = queries.get_version(version_id)
    definition = queries.definition_of_version(version)
    return render_template(
        "incubator/show_workflow.html",
        version=version,
        definition=definition,
        passages=shown_passages(definition),
        cases=queries.count_cases().get(version.id, 0),
    )


@bp.post("/incubation/settings/workflows/<code>/<int:number>")
@require(MANAGE)
def publish_workflow(code: str, number: int) -> ResponseReturnValue:
    """Let every case that begins from now on follow this version."""
    for one in _shipped()[0]:
        if (one.definition.code, one.definition.version) == (code, number):
            version = publish(one, person_id=current().id, now=now())
            flash(_("Version %(number)s is published.", number=number), "success")
            url = url_for("incubator.show_workflow", version_id=version.id)
            return redirect(url, 303)
    raise NoResultFound


def _shipped() -> tuple[list[ShippedWorkflow], list[str]]:
    found, faults = read_workflows(own_folder(), guards=GUARDS, effects=EFFECTS)
    told = [": ".join(part for part in (one.file, one.place, one.text) if part) for one in faults]
    return found, told
