"""One page for every small form in matters of money, and the way back from it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.incubator.models import Agency, Case
from trainingapp.web.forms import BaseForm


def fill_in(
    owner: Case | Agency, form: BaseForm, title: str, *, back: str, submit: str
) -> ResponseReturnValue:
    """The page of a small form with what was typed; `back` is the address of the page it belongs to."""
    name = owner.agency.name if isinstance(owner, Case) else owner.name
    page = render_template(
        "incubator/fill_accounting.html",
        form=form,
        title=title,
        name=name,
        back=back,
        submit_label=submit,
    )
    return page, 422 if form.is_submitted() else 200


def done(sentence: str, endpoint: str, **arguments: Any) -> ResponseReturnValue:
    """Say that it is done, and show the page where it stands."""
    flash(sentence, "success")
    return redirect(url_for(f"incubator.{endpoint}", **arguments), 303)
