"""What marking needs, through the ORM: for the collector and the exam officer."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from trainingapp.exams.marking import Marking, make_marking
from trainingapp.exams.models import ItemResponse
from trainingapp.extensions import db
from trainingapp.itembank.queries import get_answer_key, get_form
from trainingapp.rules.results import Held
from trainingapp.rules.scoring import ScoringPolicy


def get_marking(form_id: int) -> Marking:
    """Key, policy and cut score of an objective form. :raises NoResultFound: without the form."""
    test_form = get_form(form_id)
    if test_form.policy is None:
        raise LookupError(f"form {form_id} has no scoring policy")
    policy = ScoringPolicy.from_content(
        test_form.policy.code, test_form.policy.version, content=test_form.policy.content
    )
    return make_marking(
        get_answer_key(form_id), policy, specification=test_form.specification.content
    )


def held_by_attempt(attempts: Iterable[int]) -> dict[int, dict[int, Held]]:
    """What every slot of these attempts holds, in one statement."""
    numbers = list(attempts)
    found: dict[int, dict[int, Held]] = {number: {} for number in numbers}
    rows = select(
        ItemResponse.attempt_id,
        ItemResponse.slot,
        ItemResponse.selected,
        ItemResponse.flagged,
        ItemResponse.seconds,
    ).where(ItemResponse.attempt_id.in_(numbers))
    for attempt, slot, selected, flagged, seconds in db.session.execute(rows):
        found[attempt][slot] = Held(selected, flagged, seconds)
    return found
