"""What pages of reports, figures and money share: who reads and writes, one page for every small form, the way back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict, TypeVar

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from trainingapp.extensions import db
from trainingapp.incubator import accounting_wording, tabs
from trainingapp.incubator.models import Agency, Case, IncubatorDocument
from trainingapp.incubator.queries.documents import select_of
from trainingapp.incubator.residence_wording import paper
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.auth import current
from trainingapp.web.clock import now
from trainingapp.web.forms import BaseForm
from trainingapp.web.pages import Page, paginate

AGENCY = tabs.AGENCY
PARTIES = tabs.BASE | AGENCY
READERS = PARTIES | tabs.EXPERTS
OFFICE = frozenset({Actor.OFFICER, Actor.HEAD})
TILL = frozenset({Actor.HEAD, Actor.FINANCE})  # who moves money of the base
DESK = OFFICE | TILL
WRITERS = DESK | AGENCY
ON_PAGE = ["GET", "POST"]
MOST_PAPERS = 100  # that a form offers, the newest

Row = TypeVar("Row")


class Acting(TypedDict):
    """Who does something, and when."""

    actor_id: int
    now: Any


def acting() -> Acting:
    """The reader, now."""
    return {"actor_id": current().id, "now": now()}


def listed(rows: Select[Row]) -> Page[Row]:
    """The page of a list, fifty rows each."""
    return paginate(rows, per_page=50)


def show(template: str, **context: Any) -> str:
    """A page with the words of reports and money."""
    page = f"incubator/{template}.html"
    return render_template(page, words=accounting_wording, paper=paper, **context)


def papers_of(owner: Case | Agency) -> list[tuple[int, str]]:
    """The documents of a case, or of an agency with its cases, that the reader may open, for a form."""
    query = select_of(current(), owner).limit(MOST_PAPERS)
    return [(one.id, one.title) for one in db.session.scalars(query).unique()]


def titles_of(owner: Case | Agency, ids: Iterable[int | None]) -> dict[int, str]:
    """What those of these documents are called that the reader may open; one statement."""
    asked = {one for one in ids if one is not None}
    if not asked:
        return {}
    query = select_of(current(), owner).where(IncubatorDocument.id.in_(asked))
    return {one.id: one.title for one in db.session.scalars(query).unique()}


def fill_in(
    owner: Case | Agency | str, form: BaseForm, title: str, *, back: str, submit: str
) -> ResponseReturnValue:
    """The page of a small form with what was typed; `back` is the address of the page it belongs to."""
    whose = owner.agency if isinstance(owner, Case) else owner
    name = whose if isinstance(whose, str) else whose.name
    page = show(
        "fill_accounting", form=form, title=title, name=name, back=back, submit_label=submit
    )
    return page, 422 if form.is_submitted() else 200


def done(sentence: str, endpoint: str, **arguments: Any) -> ResponseReturnValue:
    """Say that it is done, and show the page where it stands."""
    flash(sentence, "success")
    return redirect(url_for(f"incubator.{endpoint}", **arguments), 303)
