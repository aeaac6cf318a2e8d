"""A university holds its curriculum against the syllabus: coverage, gaps, and how its graduates answer."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import maps as actions
from trainingapp.credentials.forms.maps import ChapterForm, MapForm
from trainingapp.credentials.queries import maps as queries
from trainingapp.credentials.queries.graduates import FEWEST, list_results
from trainingapp.credentials.routes.mount import bp
from trainingapp.itembank.models import Syllabus
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

MAP = Permission.PROGRAMME_MAP


@bp.get("/programme-maps")
@require(MAP)
def list_maps() -> str:
    """The maps of the reader's universities, and the form to begin one."""
    return _list(MapForm(formdata=None))


@bp.post("/programme-maps")
@require(MAP)
def create_map() -> ResponseReturnValue:
    """Begin a map."""
    form = MapForm()
    _offer(form)
    if not form.validate():
        return _list(form), 422
    place, name, edition = form.organisation_id.data, form.programme.data, form.edition.data
    if queries.find_map(place, name, edition) is not None:
        form.programme.errors = [_("There is a map of this programme and edition already.")]
        return _list(form), 422
    made = actions.create_map(place, name, edition=edition, actor_id=current().id, now=now())
    return redirect(url_for("credentials.show_map", map_id=made.id), 303)


def _offer(form: MapForm) -> None:
    universities = queries.list_universities(current())
    form.offer({one.id: one.name for one in universities}, queries.list_editions())


def _list(form: MapForm) -> str:
    _offer(form)
    universities = queries.list_universities(current())
    return render_template(
        "credentials/list_maps.html",
        form=form,
        page=paginate(queries.list_maps(universities)),
        universities=universities,
    )


@bp.get("/programme-maps/<int:map_id>")
@require(MAP)
def show_map(map_id: int) -> str:
    """What the courses cover of a subject, chapter by chapter, and how graduates answer."""
    found = queries.get_map(current(), map_id)
    subjects = queries.list_subjects(found.edition)
    shown = _find_subject(subjects)
    taught = queries.courses_by_point(found.entries)
    return render_template(
        "credentials/show_map.html",
        found=found,
        subjects=subjects,
        shown=shown,
        coverage=queries.list_coverage(shown, taught) if shown else [],
        results=list_results(found.organisation_id, shown.subject) if shown else None,
        fewest=FEWEST,
    )


def _find_subject(subjects: Sequence[Syllabus]) -> Syllabus | None:
    """The subject that the address names, else the first. 404 for one that the edition does not have."""
    known = {one.subject: one for one in subjects}
    asked = request.args.get("subject")
    if asked is None:
        return next(iter(known.values()), None)
    if asked not in known:
        abort(404)
    return known[asked]


@bp.route("/programme-maps/<int:map_id>/chapters/<code>", methods=["GET", "POST"])
@require(MAP)
def edit_chapter(map_id: int, code: str) -> ResponseReturnValue:
    """The points of a chapter and the courses that teach each of them."""
    found = queries.get_map(current(), map_id)
    syllabus, chapter, points = queries.get_chapter(found.edition, code)
    form = ChapterForm.of(points, queries.courses_by_point(found.entries))
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        results = list_results(found.organisation_id, syllabus.subject)
        return render_template(
            "credentials/edit_chapter.html",
            form=form,
            found=found,
            syllabus=syllabus,
            chapter=chapter,
            results=results,
            fewest=FEWEST,
        ), status
    actions.set_courses(found, form.courses(), actor_id=current().id, now=now())
    flash(_("The courses of the chapter are saved."), "success")
    return redirect(url_for("credentials.show_map", map_id=map_id, subject=syllabus.subject), 303)


@bp.post("/programme-maps/<int:map_id>/removal")
@require(MAP)
def remove_map(map_id: int) -> ResponseReturnValue:
    """Remove a map for good."""
    actions.remove_map(queries.get_map(current(), map_id), actor_id=current().id, now=now())
    flash(_("The map is removed."), "success")
    return redirect(url_for("credentials.list_maps"), 303)
