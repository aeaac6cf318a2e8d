"""The front door, the home page of each role and the style guide."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from trainingapp.dashboards import forms, queries
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, public, require
from trainingapp.web.clock import now

bp = Blueprint("dashboards", __name__)


@bp.get("/")
@public
def show_front() -> ResponseReturnValue:
    """What this site is; signed-in people go to their own page."""
    if current_user.is_authenticated:
        return redirect(url_for("dashboards.show_home"))
    return render_template("dashboards/show_front.html")


@bp.get("/home")
@require(Permission.ACCOUNT_OWN)
def show_home() -> ResponseReturnValue:
    """What is due now, and one main action, for every role the reader has."""
    return render_template(
        "dashboards/show_home.html", panels=queries.list_panels(current(), now=now())
    )


@bp.get("/styleguide")
@require(Permission.SITE_DESIGN)
def show_styleguide() -> ResponseReturnValue:
    """Every component on one page."""
    return render_template("styleguide/show_styleguide.html", sample=forms.make_sample_form())
