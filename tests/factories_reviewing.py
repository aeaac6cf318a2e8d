"""Reviews and decisions for tests: experts who took seats, what they scored, decisions with minutes, notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, TypeVar

from tests.factories_incubator import NOON, TODAY, Place, make_case, make_intake, make_seat, written
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions.rubrics import publish
from trainingapp.incubator.models import (
    Case,
    CaseSeat,
    Decider,
    Determination,
    IncubatorDocument,
    Interview,
    PublicNotice,
    RankingRecord,
    Review,
    RubricVersion,
)
from trainingapp.incubator.queries import rubrics
from trainingapp.rules.incubation.deciding import Result as Decided, Round
from trainingapp.rules.incubation.reviewing import Sheet, judge, total_of
from trainingapp.rules.incubation.rubrics import Rubric, read_rubric
from trainingapp.rules.incubation.words import Applicants, SeatState, Stage
from trainingapp.web.transactions import writing

Result = TypeVar("Result")


@cache
def shipped(applicants: Applicants = Applicants.REGISTERED) -> Rubric:
    """The sheet that comes with the question bank."""
    return read_rubric(rubrics.newest_shipped(), applicants)


CODES = [one.code for one in shipped().criteria]


def level(points: int, **changes: int) -> dict[str, int]:
    """The same points for every criterion, but for the changes."""
    return dict.fromkeys(CODES, points) | changes


def make_rubric() -> RubricVersion:
    """The shipped sheet, published; the same again when it is."""
    with writing():
        found = rubrics.find_newest()
        if found is None:
            found = publish(rubrics.newest_shipped(), person_id=None, now=NOON - timedelta(days=60))
        db.session.commit()
    return found


def make_review(
    seat: CaseSeat,
    points: Mapping[str, int] | None = None,
    *,
    is_draft: bool = False,
    **changes: Any,
) -> Review:
    """A review of a seat, handed in yesterday."""
    points = level(4) if points is None else points
    values: dict[str, Any] = {
        "number": 1,
        "rubric_id": make_rubric().id,
        "scores": dict(points),
        "recommendation": "yes",
        "saved_at": NOON - timedelta(days=1),
    }
    if not is_draft:
        values["total"] = total_of(shipped(), points)
        values["submitted_at"] = NOON - timedelta(days=1)
    return written(Review(seat_id=seat.id, **values | changes))  # type: ignore[no-any-return]


def make_reviews(case: Case, *points: int | Mapping[str, int]) -> list[Review]:
    """A reviewer for each level of points, who has handed in."""
    sheets = [level(one) if isinstance(one, int) else one for one in points]
    return [make_review(make_seat(case), sheet) for sheet in sheets]


def make_interview(case: Case, place: Place, **changes: Any) -> Interview:
    """An interview held last week."""
    values: dict[str, Any] = {
        "kind": "interview",
        "held_on": TODAY - timedelta(days=6),
        "people": "何平、申请团队三人",
        "findings": "团队清楚自己的服务对象。",
        "entered_by_id": place.people["officer"].id,
        "entered_at": NOON - timedelta(days=6),
        **changes,
    }
    return written(Interview(case_id=case.id, **values))  # type: ignore[no-any-return]


def make_ranking(case: Case, points: int | Mapping[str, int] = 4, **changes: Any) -> RankingRecord:
    """What three equal reviews came to, without the reviews."""
    sheet = Sheet(level(points) if isinstance(points, int) else points, changes.pop("vetoes", ()))
    found = judge(shipped(), [sheet] * 3)
    values: dict[str, Any] = {
        "intake_id": case.intake_id,
        "revision": 1,
        "rubric_id": make_rubric().id,
        "total": found.total,
        "bonus": found.bonus,
        "spread": found.spread,
        "passes": found.passes,
        "findings": {
            "means": {code: str(mean) for code, mean in found.means.items()},
            "vetoes": list(found.vetoes),
            "below": list(found.below),
            "failings": [str(one) for one in found.failings],
            "sheets": 3,
            "is_trimmed": False,
        },
        "frozen_at": NOON - timedelta(days=2),
        **changes,
    }
    return written(RankingRecord(case_id=case.id, **values))  # type: ignore[no-any-return]


def make_minutes(case: Case) -> IncubatorDocument:
    """Minutes of a meeting, without a file."""
    row = IncubatorDocument(
        agency_id=case.agency_id,
        case_id=case.id,
        base_id=case.base_id,
        category="minutes",
        audience="base",
        title="评审会议纪要",
        entered_at=NOON,
    )
    return written(row)  # type: ignore[no-any-return]


def make_determination(
    case: Case,
    place: Place,
    result: Decided = Decided.ADMIT,
    *,
    deciders: Sequence[User] = (),
    **changes: Any,
) -> Determination:
    """A decision of yesterday, written down by the head."""
    ranking = db.session.scalars(db.select(RankingRecord).filter_by(case_id=case.id)).first()
    is_entry = result in (Decided.ADMIT, Decided.REJECT)
    values: dict[str, Any] = {
        "turn": case.turn,
        "round": Round.ENTRY if is_entry else Round.GRADUATION,
        "result": result,
        "body": "孵化工作领导小组",
        "decided_on": TODAY - timedelta(days=1),
        "reasons": "服务对象明确，团队稳定。",
        "minutes_id": make_minutes(case).id,
        "ranking_id": ranking.id if ranking else None,
        "entered_by_id": place.people["head"].id,
        "entered_at": NOON - timedelta(hours=20),
        **changes,
    }
    row = Determination(case_id=case.id, **values)
    row.deciders = [Decider(user_id=one.id) for one in deciders] or [Decider(name="李主任")]
    return written(row)  # type: ignore[no-any-return]


def make_notice(case: Case, *, ends_on: date | None = None, **changes: Any) -> PublicNotice:
    """A notice that runs for another week."""
    values: dict[str, Any] = {
        "starts_on": TODAY - timedelta(days=3),
        "ends_on": ends_on or TODAY + timedelta(days=4),
        "is_sure": True,
        "opened_at": NOON - timedelta(days=3),
        **changes,
    }
    return written(PublicNotice(case_id=case.id, **values))  # type: ignore[no-any-return]


def make_called_case(place: Place, stage: Stage = Stage.REVIEW, **changes: Any) -> Case:
    """A case that came by an open call."""
    intake_id = changes.pop("intake_id", None) or make_intake(place.base).id
    return make_case(place, stage=stage, intake_id=intake_id, **changes)


def asked(case: Case, **changes: Any) -> CaseSeat:
    """A seat that nobody has answered."""
    return make_seat(case, state=SeatState.ASKED, **changes)


def committed(act: Callable[[], Result]) -> Result:
    """What an act gives, committed as a request would, or undone; rows at hand stay usable."""
    db.session.rollback()
    with writing():
        try:
            found = act()
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
    return found
