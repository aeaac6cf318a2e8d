"""What the worker does for cases: passages by the clock: the end of a notice, a place nobody signed for."""

from __future__ import annotations

from datetime import datetime

import structlog

from trainingapp.extensions import db
from trainingapp.incubator.actions.passing import pass_by_itself
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries.clock import find_due_act, list_waiting_for_clock
from trainingapp.jobs.registry import every
from trainingapp.rules.incubation.passing import CaseMovedOn
from trainingapp.web.transactions import committing

AT_ONCE = 200  # read together

log = structlog.get_logger()


@every(seconds=60 * 60, name="incubator.pass_by_clock", reads_first=True)
def pass_by_clock(*, now: datetime) -> None:
    """Take every case on that the clock may take on now: each in a transaction of its own, so that one that fails
    stops no other. Run again it finds nothing more to do.
    """
    db.session.rollback()
    after: int | None = 0
    while after is not None:
        case_ids = list_waiting_for_clock(after=after, most=AT_ONCE)
        db.session.rollback()
        for case_id in case_ids:
            _pass_one(case_id, now=now)
        after = case_ids[-1] if len(case_ids) == AT_ONCE else None


def _pass_one(case_id: int, *, now: datetime) -> None:
    try:
        with committing():
            case = db.session.get_one(Case, case_id)
            act = find_due_act(case, now=now)
            if act is not None:
                pass_by_itself(case, act, now=now)
    except CaseMovedOn:
        log.info("case_passed_meanwhile", case=case_id)
    except Exception:  # one case must not hold up all others
        log.exception("case_not_passed", case=case_id)
