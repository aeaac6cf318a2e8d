"""What a second reader sees of an item: without its key first, then with everything."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from trainingapp.itembank import queries, readers, reviewing
from trainingapp.itembank.flawed import list_flaws_of
from trainingapp.itembank.forms.states import BlindAnswerForm, VerdictForm
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.previewing import seen_by_candidate
from trainingapp.itembank.reviewed import review_item
from trainingapp.itembank.routes.persons import person
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.errors import sentence


def show_review(
    item: BankItem,
    *,
    answer_form: BlindAnswerForm | None = None,
    verdict_form: VerdictForm | None = None,
    refusal: RuleViolation | None = None,
) -> ResponseReturnValue:
    """The page that fits: to answer when the reader has not, to judge when they have; 422 with a refused form.

    With a `refusal` of the verdict (409) its sentence stands beside it, and what was typed stays.
    """
    readers.check_reader(item, person())
    blind = reviewing.find_blind_answer(item, person())
    status = 422 if answer_form or verdict_form else 200
    if verdict_form and refusal:
        verdict_form.verdict.errors, status = [sentence(refusal)], 409
    revision = item.latest
    data = {"revision": str(revision.id)}
    if blind is None:
        form = answer_form or BlindAnswerForm(formdata=None, data=data)
        seen = seen_by_candidate(revision.content)
        return render_template(
            "itembank/answer_blind.html", item=item, seen=seen, form=form
        ), status
    titles = queries.area_titles(point.code for point in revision.knowledge)
    return render_template(
        "itembank/judge_item.html",
        item=item,
        revision=revision,
        shown=review_item(0, revision, titles),
        blind=blind,
        flaws=list_flaws_of(item),
        form=verdict_form or VerdictForm(formdata=None, data=data),
    ), status
