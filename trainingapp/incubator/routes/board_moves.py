"""Moving a card of the board with a script: one step, the card as it stands then, or what stops it."""

from __future__ import annotations

from flask import jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator import board_wording
from trainingapp.incubator.actions.passing import pass_on
from trainingapp.incubator.forms.cases import StepForm
from trainingapp.incubator.queries import board as queries
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.rules.incubation.passing import CaseMovedOn, NoSuchPassage, StillMissing
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.post("/incubation/board/cases/<int:case_id>/<act>")
@require(Permission.INCUBATOR_OVERSEE)
def move_case(case_id: int, act: str) -> ResponseReturnValue:
    """Take a step that needs neither words nor a second person, as a script asks for it.

    Answers with the card as it stands then, with what is still missing (409), or with the page that asks further.
    """
    case, form = open_case(case_id)[0], StepForm()
    if form.seen_turn not in {None, case.turn}:  # what the page offers may be gone by now
        raise CaseMovedOn
    card = queries.make_card(current(), case, now=now())
    move = next((one for one in card.moves if one.act == act), None)
    if move is None:
        raise NoSuchPassage
    page = url_for("incubator.show_act", case_id=case.id, act=act)
    if move.asks:
        return jsonify(moved=False, page=page)
    try:
        pass_on(case, act, person=current(), turn=form.seen_turn, now=now())
    except StillMissing as refusal:
        return jsonify(
            error="StillMissing",
            detail=_("This step is not possible yet. Still missing:"),
            missing=board_wording.list_missing(refusal),
            page=page,
        ), 409
    card = queries.make_card(current(), case, now=now())
    return jsonify(moved=True, said=_("Done. The case has moved on."), card=_card(card))


def _card(card: queries.Card) -> str:
    """The card as the board draws it."""
    return render_template(
        "incubator/_board_card.html",
        card=card,
        words=board_wording,
        today=today(),
    )
