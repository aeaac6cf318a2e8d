"""The posts of an agency: what each asks, and who could move up."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator.actions import posts as actions
from trainingapp.incubator.forms.staffing import PostForm
from trainingapp.incubator.queries import staff as queries
from trainingapp.incubator.queries.posts import list_holders
from trainingapp.incubator.routes.agency_pages import reach_agency
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.team_pages import OWN, reach_named, show_team_page
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.get("/incubation/agencies/<int:agency_id>/posts")
@require(Permission.CASE_OPEN)
def list_posts(agency_id: int) -> str:
    """The posts, who holds each, whether they are fit for it, and who else could take it."""
    reached = reach_named(agency_id)
    return show_team_page(
        "incubator/list_posts.html",
        reached,
        rows=list_holders(agency_id, on=today()),
    )


@bp.route("/incubation/agencies/<int:agency_id>/posts/new", methods=["GET", "POST"])
@require(Permission.AGENCY_RUN)
def add_post(agency_id: int) -> ResponseReturnValue:
    """Add a post."""
    return _edit(agency_id, None)


@bp.route("/incubation/agencies/<int:agency_id>/posts/<int:post_id>", methods=["GET", "POST"])
@require(Permission.AGENCY_RUN)
def edit_post(agency_id: int, post_id: int) -> ResponseReturnValue:
    """Change what a post asks."""
    return _edit(agency_id, post_id)


@bp.post("/incubation/agencies/<int:agency_id>/posts/<int:post_id>/end")
@require(Permission.AGENCY_RUN)
def close_post(agency_id: int, post_id: int) -> ResponseReturnValue:
    """Close a post."""
    reach_agency(agency_id, OWN)
    row = queries.get_post(agency_id, post_id)
    actions.close_post(row, on=today(), actor_id=current().id, now=now())
    flash(_("The post is closed."), "success")
    return _back(agency_id)


def _edit(agency_id: int, post_id: int | None) -> ResponseReturnValue:
    reached = reach_agency(agency_id, OWN)
    row = None if post_id is None else queries.get_post(agency_id, post_id)
    form = PostForm(row)
    if form.validate_on_submit() and form.is_sound():
        plan = actions.PostPlan(**form.values)
        if row is None:
            actions.add_post(reached.agency, plan, actor_id=current().id, now=now())
        else:
            actions.change_post(row, plan, actor_id=current().id, now=now())
        flash(_("The post is entered."), "success")
        return _back(agency_id)
    page = show_team_page("incubator/edit_post.html", reached, form=form, row=row)
    return page, 422 if request.method == "POST" else 200


def _back(agency_id: int) -> ResponseReturnValue:
    return redirect(url_for("incubator.list_posts", agency_id=agency_id), 303)
