"""Every form on the way in, ready to be sent: its address, and who sends it."""

from __future__ import annotations

from tests.factories_accounts import make_user
from tests.factories_applying import make_applicant, make_complete, make_submitted
from tests.factories_incubator import (
    NOON,
    Place,
    make_agency,
    make_intake,
    make_manager,
    make_record,
    make_seat,
    make_workflow,
    written,
)
from tests.factories_reviewing import (
    asked,
    make_called_case,
    make_notice,
    make_ranking,
    make_reviews,
    make_rubric,
)
from trainingapp.accounts.models import User
from trainingapp.incubator.models import (
    Appeal,
    Case,
    Objection,
)
from trainingapp.rules.incubation.words import SeatState, Stage


def url_of(case: Case, rest: str) -> str:
    return f"/incubation/cases/{case.id}/{rest}"


def for_review(place: Place) -> tuple[str, User]:
    make_rubric()
    seat = make_seat(make_called_case(place))
    return url_of(seat.case, "review"), seat.user


def for_taking(place: Place) -> tuple[str, User]:
    seat = asked(make_called_case(place))
    return f"/incubation/seats/{seat.id}/taking", seat.user


def for_conflict(place: Place) -> tuple[str, User]:
    seat = asked(make_called_case(place))
    return f"/incubation/seats/{seat.id}/conflict", seat.user


def for_refusal(place: Place) -> tuple[str, User]:
    seat = asked(make_called_case(place))
    return f"/incubation/seats/{seat.id}/refusal", seat.user


def for_moderation(place: Place) -> tuple[str, User]:
    case = make_called_case(place)
    make_reviews(case, 5, 2)
    return url_of(case, "reviews/moderation"), place.people["officer"]


def for_asking(place: Place) -> tuple[str, User]:
    return url_of(make_called_case(place), "reviewers"), place.people["officer"]


def for_ending(place: Place) -> tuple[str, User]:
    seat = make_seat(make_called_case(place), state=SeatState.TAKEN)
    return url_of(seat.case, f"reviewers/{seat.id}/end"), place.people["officer"]


def for_interview(place: Place) -> tuple[str, User]:
    return url_of(make_called_case(place), "interviews/new"), place.people["officer"]


def for_decision(place: Place) -> tuple[str, User]:
    case = make_called_case(place, Stage.DECISION)
    make_ranking(case)
    return url_of(case, "determinations/new"), place.people["head"]


def for_settling(place: Place) -> tuple[str, User]:
    case = make_called_case(place, Stage.NOTICE)
    notice = make_notice(case)
    objection = written(
        Objection(notice_id=notice.id, by_id=make_user("白露").id, text="不实", made_at=NOON)
    )
    return url_of(case, f"objections/{objection.id}/settlement"), place.people["head"]


def rejected(place: Place) -> tuple[Case, User]:
    lin = make_applicant()
    case = make_called_case(place, Stage.DECISION, applicant_id=lin.id)
    make_record(case, "reject", Stage.REJECTED, actor_id=place.people["authority"].id)
    return case, lin


def for_appeal(place: Place) -> tuple[str, User]:
    case, lin = rejected(place)
    return url_of(case, "appeal"), lin


def for_answer(place: Place) -> tuple[str, User]:
    case, lin = rejected(place)
    written(Appeal(case_id=case.id, by_id=lin.id, text="请复核", made_at=NOON))
    return url_of(case, "appeal/answer"), place.people["head"]


def for_objection(place: Place) -> tuple[str, User]:
    notice = make_notice(make_called_case(place, Stage.NOTICE))
    return f"/incubation/notices/{notice.id}/objections", make_user("白露")


def for_screening(place: Place) -> tuple[str, User]:
    return url_of(make_submitted(place), "screening"), place.people["officer"]


def for_missing(place: Place) -> tuple[str, User]:
    return url_of(make_submitted(place), "screening/asked"), place.people["officer"]


def for_duplicate(place: Place) -> tuple[str, User]:
    other = make_submitted(place, make_applicant("周明"))
    case = make_submitted(place, make_applicant("林小满"))
    return url_of(case, f"screening/duplicates/{other.agency_id}"), place.people["officer"]


def for_call(place: Place) -> tuple[str, User]:
    return f"/incubation/bases/{place.base.id}/calls/new", place.people["head"]


def for_base(place: Place) -> tuple[str, User]:
    return f"/incubation/bases/{place.base.id}/details", place.people["head"]


def for_scheme(place: Place) -> tuple[str, User]:
    make_rubric()
    call = make_intake(place.base)
    return f"/incubation/intakes/{call.id}/scheme", place.people["head"]


def for_begin(place: Place) -> tuple[str, User]:
    make_workflow()
    make_manager(make_agency("别人的机构"))
    return f"/incubation/calls/{make_intake(place.base).id}/applications", make_applicant()


def for_pledge(place: Place) -> tuple[str, User]:
    lin = make_applicant()
    return url_of(make_complete(place, lin), "application/submission"), lin
