"""The second reader's pages: the queue, the item without its key, then key and verdict."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.itembank import browsing, readers, reviewing
from trainingapp.itembank.forms.states import BlindAnswerForm, VerdictForm
from trainingapp.itembank.routes.mount import bp
from trainingapp.itembank.routes.persons import person
from trainingapp.itembank.routes.review_pages import show_review
from trainingapp.itembank.routes.sheets import today, today_law
from trainingapp.itembank.writing import get_item_to_change
from trainingapp.rules.item_states import Act, ItemUnsound, NotAnsweredBlind
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


@bp.get("/reviews")
@require(Permission.ITEM_REVIEW)
def list_reviews() -> str:
    """What waits for this reader, the longest waiting first."""
    page = paginate(reviewing.list_waiting(person()))
    answered = reviewing.list_answered(page.items, person())
    return render_template("itembank/list_reviews.html", page=page, answered=answered)


@bp.get("/reviews/<code>")
@require(Permission.ITEM_REVIEW)
def review_item(code: str) -> ResponseReturnValue:
    """The item as a candidate sees it; once it is answered, the key with its reasons."""
    return show_review(browsing.get_item(code))


@bp.post("/reviews/<code>/answer")
@require(Permission.ITEM_REVIEW)
def answer_item(code: str) -> ResponseReturnValue:
    """Keep the blind answer; then the key may be seen."""
    item = get_item_to_change(code)
    form = BlindAnswerForm()
    form.kind = item.latest.kind
    if not form.validate():
        return show_review(item, answer_form=form)
    reviewing.answer_blind(
        item,
        revision_id=_number(form.revision.data),
        reader=person(),
        answer=form.answer,
        doubt=form.doubt.data or "",
        now=now(),
    )
    return redirect(url_for("itembank.review_item", code=code), 303)


@bp.post("/reviews/<code>/verdict")
@require(Permission.ITEM_REVIEW)
def judge_item(code: str) -> ResponseReturnValue:
    """Store the verdict: the item becomes ready, or goes back to its author."""
    item = get_item_to_change(code)
    readers.check_reader(item, person())
    blind = reviewing.find_blind_answer(item, person())
    if blind is None:
        raise NotAnsweredBlind
    form = VerdictForm()
    form.blind, form.read = blind, item.latest
    if not form.validate():
        return show_review(item, verdict_form=form)
    try:
        act = reviewing.give_verdict(
            item,
            revision_id=_number(form.revision.data),
            reader=person(),
            review=form.review(today()),
            on=today_law(),
            now=now(),
        )
    except ItemUnsound as violation:  # what the reader wrote of it is worth keeping
        return show_review(item, verdict_form=form, refusal=violation)
    done = _("Item %(code)s is ready.") if act is Act.APPROVE else _("Item %(code)s goes back.")
    flash(done % {"code": code}, "success")
    return redirect(url_for("itembank.list_reviews"), 303)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
