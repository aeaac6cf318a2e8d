"""Writing down a task and saying that it is done."""

from __future__ import annotations

import secrets

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions.tasks import Todo, close_task, open_task
from trainingapp.incubator.forms.plans import TaskForm
from trainingapp.incubator.queries import tasks
from trainingapp.incubator.routes.resident_pages import (
    OFFICE,
    Actor,
    Permission,
    bp,
    current,
    done,
    fill_in,
    now,
    reach,
    require,
    today,
)
from trainingapp.rules.incubation.residence_words import TaskSource


@bp.route("/incubation/cases/<int:case_id>/tasks/new", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def add_task(case_id: int) -> ResponseReturnValue:
    """Write down something that has to be done about a case."""
    me = reach(case_id, OFFICE)
    form = TaskForm(today=today())
    if not form.validate_on_submit():
        back = url_for("incubator.show_plan", case_id=case_id)
        return fill_in(me, form, _("Write down a task"), back=back, submit=_("Save"))
    todo = Todo(
        form.text.data,
        Actor(form.owner.data),
        TaskSource.MANUAL,
        due_on=form.due_on.data,
        endpoint="incubator.show_plan",
        arguments={"case_id": case_id},
        is_typed=True,
    )
    key = f"manual:{secrets.token_hex(8)}"
    agency, person = me.case.agency, current()
    open_task(key, todo, agency=agency, case=me.case, by_id=person.id, now=now())
    return done(_("The task is written down."), "show_plan", me)


@bp.post("/incubation/tasks/<int:task_id>/done")
@require(Permission.CASE_OPEN)
def finish_task(task_id: int) -> ResponseReturnValue:
    """Say that a task is done. Said twice, by a double click or by two people, it is done once."""
    task = tasks.get_task(current(), task_id)
    if not tasks.may_close(current(), task):
        abort(403)
    if task.closed_at is None:
        close_task(task.key, now=now(), by_id=current().id)
    flash(_("The task is done."), "success")
    return redirect(url_for("incubator.list_tasks"), 303)
